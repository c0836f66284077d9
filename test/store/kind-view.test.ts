import { describe, expect, test } from '@jest/globals';
import { loadAllKinds, loadKind } from '../../src/core/exporters/registry.ts';
import { COMMON_COLUMNS, kindView, snakeCase, viewName } from '../../src/store/kind-view.ts';

describe('names', () => {
  test.each([
    ['AWS::EC2::VPCEndpoint', 'aws_ec2_vpc_endpoint'],
    ['AWS::RDS::DBInstance', 'aws_rds_db_instance'],
    ['AWS::ElasticLoadBalancingV2::TargetGroup', 'aws_elasticloadbalancingv2_target_group'],
  ])('%s is %s', (kind, name) => {
    expect(viewName(kind)).toBe(name);
  });

  test.each([
    ['DBInstanceArn', 'db_instance_arn'],
    ['KmsKeyId', 'kms_key_id'],
    ['ARN', 'arn'],
    ['sha256Hash', 'sha256_hash'],
  ])('%s is %s', (property, column) => {
    expect(snakeCase(property)).toBe(column);
  });
});

test('a view has the types of the schema', async () => {
  const { columns } = kindView(await loadKind('AWS::EC2::Volume'));

  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  expect(types).toMatchObject({
    volume_type: 'text',
    size: 'integer',
    encrypted: 'boolean',
    create_time: 'time',
    attachments: 'json',
  });
});

test('no view of a kind has a name or a column twice', async () => {
  const views = (await loadAllKinds()).map((kind) => kindView(kind));

  expect(new Set(views.map(({ name }) => name)).size).toBe(views.length);
  for (const { columns } of views) {
    const names = [...COMMON_COLUMNS, ...columns.map(({ name }) => name)];
    expect(new Set(names).size).toBe(names.length);
  }
});
