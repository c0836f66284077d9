import { expect, test } from '@jest/globals';
import { loadKind } from '../../src/core/exporters/registry.ts';
import { handlerOf } from '../../src/resync/handler.ts';

test.each([
  ['AWS::SQS::Queue', [], true],
  ['AWS::EC2::Instance', ['DescribeInstanceStatusAction'], false],
  ['AWS::EC2::Volume', [], false],
  ['AWS::EC2::Volume', ['DescribeVolumeAttributeAction'], true],
  // The listing tells nearly all of it.
  ['AWS::RDS::DBInstance', ['ListTagsForResourceAction'], false],
  ['AWS::S3::Bucket', ['GetBucketLocationAction'], false],
  ['AWS::S3::Bucket', ['GetBucketLocationAction', 'GetBucketEncryptionAction'], true],
] as const)(
  'does %s with %j make a call for each resource? %s',
  async (kind, include, expected) => {
    const handler = handlerOf(await loadKind(kind));

    expect(handler.callsPerResource?.(include)).toBe(expected);
  },
);
