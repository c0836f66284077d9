import { expect, test } from '@jest/globals';
import { loadKind } from '../../src/core/exporters/registry.ts';
import { handlerOf } from '../../src/resync/handler.ts';

test.each([
  ['AWS::ECS::TaskDefinition', [], true],
  // AWS publishes no limit for it.
  ['AWS::SQS::Queue', [], false],
  ['AWS::EC2::Instance', ['DescribeInstanceStatusAction'], false],
  ['AWS::EC2::Volume', [], false],
  ['AWS::EC2::Volume', ['DescribeVolumeAttributeAction'], true],
  // The list call returns nearly all of it.
  ['AWS::RDS::DBInstance', ['ListTagsForResourceAction'], false],
  ['AWS::DynamoDB::Table', [], false],
  ['AWS::DynamoDB::Table', ['GetTableBackupStatusAction'], true],
] as const)(
  'does %s with %j wait for a call for each resource? %s',
  async (kind, include, expected) => {
    const handler = handlerOf(await loadKind(kind));

    expect(handler.waitsForEach?.(include)).toBe(expected);
  },
);
