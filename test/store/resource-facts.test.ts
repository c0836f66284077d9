import { describe, expect, test } from '@jest/globals';
import { arnOf, nameOf, tagsOf } from '../../src/store/resource-facts.ts';

describe('tags', () => {
  test.each([
    ['a list of pairs', { Tags: [{ Key: 'team', Value: 'data' }] }],
    ['a list of lower-case pairs', { tags: [{ key: 'team', value: 'data' }] }],
    ['pairs as KMS gives them', { Tags: [{ TagKey: 'team', TagValue: 'data' }] }],
    ['an object', { Tags: { team: 'data' } }],
    ["RDS's list", { TagList: [{ Key: 'team', Value: 'data' }] }],
  ])('of %s become one object', (_, properties) => {
    expect(tagsOf(properties)).toEqual({ team: 'data' });
  });

  test('a tag without a value is an empty text', () => {
    expect(tagsOf({ Tags: [{ Key: 'team' }] })).toEqual({ team: '' });
  });

  test('what is no tag is left out', () => {
    expect(tagsOf({ Tags: ['team', null, { Value: 'data' }] })).toEqual({});
    expect(tagsOf({ Tags: 'team=data' })).toEqual({});
  });
});

describe('ARN', () => {
  const place = (kind: string, region = 'eu-west-1') => ({
    kind,
    region,
    accountId: '111122223333',
  });

  test('an identifier that is an ARN is taken', () => {
    expect(arnOf(place('AWS::SNS::Topic'), {}, 'arn:aws:sns:eu-west-1:111122223333:t')).toBe(
      'arn:aws:sns:eu-west-1:111122223333:t',
    );
  });

  test('the property that is named after the resource is its own, others are not', () => {
    const properties = {
      ClusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/c',
      ServiceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/c/s',
    };

    expect(arnOf(place('AWS::ECS::Service'), properties, 's')).toBe(properties.ServiceArn);
    expect(arnOf(place('AWS::CodePipeline::Stage'), { PipelineArn: 'arn:aws:x' }, 's')).toBe(
      undefined,
    );
  });

  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('is made of the identifier where AWS gives none: %s', (region, partition) => {
    expect(arnOf(place('AWS::EC2::Instance', region), {}, 'i-1')).toBe(
      `arn:${partition}:ec2:${region}:111122223333:instance/i-1`,
    );
  });
});

describe('name', () => {
  test('the title of the default entity comes first', () => {
    const properties = { DBInstanceIdentifier: 'orders', Name: 'other' };

    expect(nameOf('AWS::RDS::DBInstance', properties, {}, 'DBInstanceIdentifier')).toBe('orders');
  });

  test('then the tag, then the property that names the resource', () => {
    expect(nameOf('AWS::EC2::VPC', {}, { Name: 'main' })).toBe('main');
    expect(nameOf('AWS::SQS::Queue', { QueueName: 'q', ClusterName: 'c' }, {})).toBe('q');
    expect(nameOf('AWS::SQS::Queue', { QueueName: '' }, {})).toBe(undefined);
  });
});
