import { describe, expect, test } from '@jest/globals';
import type { ExampleRow } from '../../../src/cost/models/cost-example.ts';
import { EXAMPLES } from '../../../src/cost/models/dynamodb/table.example.ts';
import { DynamoDbTableCost } from '../../../src/cost/models/dynamodb/table.ts';
import { ElastiCacheClusterCost } from '../../../src/cost/models/elasticache/cluster.ts';
import { includedPerformance } from '../../../src/cost/models/opensearchservice/gp3.ts';
import { PlanValues } from '../../../src/cost/models/plan-values.ts';
import { plannedProperties } from '../../../src/cost/models/planned-properties.ts';
import { costsOf, rotations } from './price-rows.ts';

function nodeRow(usagetype: string, cacheEngine: string, price: string): ExampleRow {
  return {
    service: 'AmazonElastiCache',
    family: 'Cache Instance',
    attributes: {
      usagetype,
      cacheEngine,
      instanceType: 'cache.r7g.large',
      locationType: 'AWS Region',
    },
    unit: 'Hrs',
    price,
  };
}

describe('a cache', () => {
  const rows = [
    nodeRow('EU-NodeUsage:cache.r7g.large', 'Redis', '0.2420000000'),
    nodeRow('EU-NodeUsage:cache.r7g.large', 'Valkey', '0.1936000000'),
    nodeRow('EU-NodeUsage:cache.r7g.large', 'Memcached', '0.2420000000'),
    nodeRow('EU-ExtendedSupport:NodeUsage:cache.r7g.large', 'Redis', '0.1936000000'),
    nodeRow('EU-SyncDurability:NodeUsage:cache.r7g.large', 'Valkey', '0.0500000000'),
  ];
  const nodes = { CacheNodeType: 'cache.r7g.large', NumCacheNodes: 2 };

  test('has the price of its engine, without extended support and durability', () => {
    for (const order of rotations(rows)) {
      const ofEngine = (Engine: string): Readonly<Record<string, string>> =>
        costsOf(ElastiCacheClusterCost, {
          properties: { ...nodes, Engine },
          region: 'eu-west-1',
          rows: order,
        });

      expect(ofEngine('redis')).toEqual({ 'node hours': '353.32 USD' });
      expect(ofEngine('valkey')).toEqual({ 'node hours': '282.656 USD' });
      expect(ofEngine('dragonfly')).toEqual({ 'node hours': 'no-property' });
    }
  });

  test('without nodes of a known number has no cost', () => {
    const properties = { CacheNodeType: 'cache.r7g.large', Engine: 'redis' };

    expect(costsOf(ElastiCacheClusterCost, { properties, region: 'eu-west-1', rows })).toEqual({
      'node hours': 'no-property',
    });
  });

  test('pays for no backups of Memcached, which has none', () => {
    const properties = { ...nodes, Engine: 'memcached', SnapshotRetentionLimit: 9 };

    expect(costsOf(ElastiCacheClusterCost, { properties, region: 'eu-west-1', rows })).toEqual({
      'node hours': '353.32 USD',
    });
  });

  test.each([
    [{ num_node_groups: 4, replicas_per_node_group: 3 }, 16],
    [{ cluster_mode: [{ num_node_groups: 2, replicas_per_node_group: 1 }] }, 4],
    [{ num_cache_clusters: 3 }, 3],
    [{ number_cache_clusters: 3 }, 3],
    [{}, undefined],
  ])('has the nodes that the replication group %j plans', (values, planned) => {
    expect(plannedProperties(ElastiCacheClusterCost, values)['NumCacheNodes']).toBe(planned);
  });
});

describe('a table', () => {
  const rows = EXAMPLES[0]?.rows ?? [];

  test('has no right to the free units of its account', () => {
    const costs = costsOf(DynamoDbTableCost, {
      properties: {
        TableSizeBytes: 0,
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
      rows,
      usage: (name) => (name === 'storage_gb' ? 25 : undefined),
    });

    expect(costs).toMatchObject({
      'write capacity': '0.4745 USD',
      'read capacity': '0.0949 USD',
      storage: '6.25 USD',
    });
  });

  test('that was not described has no quantities, and is not free', () => {
    expect(costsOf(DynamoDbTableCost, { properties: { TableName: 'scores' }, rows })).toEqual({
      'write capacity': 'no-property',
      'read capacity': 'no-property',
      storage: 'usage',
      'point-in-time recovery': 'no-property',
      backups: 'usage',
      'restored data': 'usage',
    });
  });

  test('of a plan has its replicas as tables of other regions', () => {
    const values = PlanValues.of({
      read_capacity: 30,
      write_capacity: 20,
      replica: [{ region_name: 'us-east-2' }, { region_name: 'us-west-1' }],
    });

    const parts = DynamoDbTableCost.plan.inside?.(values) ?? [];

    expect(parts.map(({ name, region }) => [name, region])).toEqual([
      ['replica in us-east-2', 'us-east-2'],
      ['replica in us-west-1', 'us-west-1'],
    ]);
    for (const { properties } of parts) {
      expect(costsOf(DynamoDbTableCost, { properties, rows })).toMatchObject({
        'replicated write capacity': '9.49 USD',
      });
    }
  });
});

test.each([
  [10, 3_000, 125],
  [170, 3_000, 125],
  [171, 3_000, 250],
  [1_024, 3_000, 250],
  [3_072, 9_216, 250],
  [3_073, 9_219, 500],
  [20_000, 60_000, 1_000],
])('gp3 of OpenSearch with %i GiB includes %i IOPS and %i MiB/s', (size, iops, throughput) => {
  expect(includedPerformance(size)).toEqual({ iops, throughput });
});
