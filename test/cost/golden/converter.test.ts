import { describe, expect, test } from '@jest/globals';
import { decimal } from '../../../src/cost/money/decimal.ts';
import { PlannedModels } from './planned-components.ts';
import { declaredResources } from './terraform-config.ts';
import { usageByName } from '../../../src/cost/engine/projection/usage-file.ts';

const PROVIDERS = [
  { aws: { region: 'us-east-1' } },
  { aws: { alias: 'brazil', region: 'sa-east-1' } },
];

function addresses(resource: object, more: object = {}): readonly string[] {
  const configuration = { provider: PROVIDERS, resource: [resource], ...more };
  return declaredResources(configuration).map(({ address }) => address);
}

describe('the resources of a configuration', () => {
  test('count, a map, a list and an expression over a list make copies', () => {
    const versions = '${{for version in local.versions : version => version}}';

    expect(addresses({ aws_eip: { one: { count: 2 } } })).toEqual([
      'aws_eip.one[0]',
      'aws_eip.one[1]',
    ]);
    expect(addresses({ aws_eip: { none: { count: 0 } } })).toEqual([]);
    expect(addresses({ aws_eip: { each: { for_each: { a: {}, b: {} } } } })).toEqual([
      'aws_eip.each["a"]',
      'aws_eip.each["b"]',
    ]);
    expect(
      addresses(
        { aws_eip: { each: { for_each: versions } } },
        { locals: [{ versions: ['1.29'] }] },
      ),
    ).toEqual(['aws_eip.each["1.29"]']);
  });

  test('a copy has its own values, at any depth', () => {
    const [copy] = declaredResources({
      provider: PROVIDERS,
      resource: [
        {
          aws_opensearch_domain: {
            each: {
              for_each: { small: { size: 10 } },
              domain_name: '${each.key}',
              ebs_options: [{ volume_size: '${each.value.size}' }],
            },
          },
        },
      ],
    });

    expect(copy?.values).toEqual({ domain_name: 'small', ebs_options: [{ volume_size: 10 }] });
  });

  test('the provider tells the region; the first one without an alias is the default', () => {
    const found = declaredResources({
      provider: PROVIDERS,
      resource: [{ aws_eip: { here: {}, there: { provider: '${aws.brazil}' } } }],
    });

    expect(found.map(({ region }) => region)).toEqual(['us-east-1', 'sa-east-1']);
  });

  test('a reference becomes the value it refers to, or stands where only AWS knows that', () => {
    const [, inventory] = declaredResources({
      provider: PROVIDERS,
      resource: [
        { aws_s3_bucket: { orders: { bucket: 'orders' } } },
        {
          aws_s3_bucket_inventory: {
            all: { bucket: '${aws_s3_bucket.orders.bucket}', owner: '${aws_s3_bucket.orders.arn}' },
          },
        },
      ],
    });

    expect(inventory?.values).toEqual({ bucket: 'orders', owner: '${aws_s3_bucket.orders.arn}' });
    expect(inventory?.references).toEqual({
      bucket: 'aws_s3_bucket.orders',
      owner: 'aws_s3_bucket.orders',
    });
  });
});

test('a usage file has levels, or dots', () => {
  const usage = usageByName({
    object_tags: 5,
    standard: { storage_gb: 10 },
    'glacier_deep_archive.storage_gb': '20',
  });

  expect([...usage]).toEqual([
    ['object_tags', 5],
    ['standard.storage_gb', 10],
    ['glacier_deep_archive.storage_gb', '20'],
  ]);
});

describe('the components of a planned resource', () => {
  test('an instance in an I/O-Optimized cluster has the price of such a cluster', async () => {
    const models = await PlannedModels.load();
    const declared = declaredResources({
      provider: PROVIDERS,
      resource: [
        {
          aws_rds_cluster: {
            orders: { engine: 'aurora-mysql', storage_type: 'aurora-iopt1' },
          },
          aws_rds_cluster_instance: {
            first: {
              cluster_identifier: '${aws_rds_cluster.orders.id}',
              engine: 'aurora-mysql',
              instance_class: 'db.r6g.large',
            },
            elsewhere: {
              cluster_identifier: 'not-in-this-plan',
              engine: 'aurora-mysql',
              instance_class: 'db.r6g.large',
            },
          },
        },
      ],
    });
    const quantities = declared.map((resource) =>
      models.componentsOf(resource, declared, () => undefined).map(({ quantity }) => quantity),
    );

    expect(quantities.slice(1)).toEqual([[decimal(730)], ['unknown']]);
  });

  test('a part has its own usage, below its name', async () => {
    const models = await PlannedModels.load();
    const declared = declaredResources({
      provider: PROVIDERS,
      resource: [
        {
          aws_instance: {
            web: { instance_type: 'm5.large', root_block_device: [{ volume_type: 'standard' }] },
          },
        },
      ],
    });
    const usage = new Map([['root_block_device.monthly_standard_io_requests', 3_000_000]]);
    const components = declared.flatMap((resource) =>
      models.componentsOf(resource, declared, (name) => usage.get(name)),
    );

    expect(components.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['instance', decimal(730)],
      ['root_block_device > storage', decimal(8)],
      ['root_block_device > I/O requests', decimal(3_000_000)],
    ]);
  });
});
