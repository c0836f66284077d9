import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ElastiCacheCluster } from '../../src/core/exporters/elasticache/cluster.ts';
import { toItem } from '../../src/core/exporters/to-item.ts';
import {
  cacheCluster,
  cacheClusterArn,
  cacheClusterTags,
} from '../../src/sandbox/estate/cache-clusters.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::ElastiCache::Cluster';
const region = 'eu-west-1';
const CLUSTERS = 250;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    estate: {
      seed: 'cache clusters',
      accounts: 2,
      regions: [region],
      usedRegions: 1,
      cacheClusters: CLUSTERS,
    },
  });
});
afterEach(() => sandbox.close());

function read(): Promise<ReadResult> {
  return readEstate(sandbox, { kinds: [KIND], everything: true });
}

function expected(accountId: string, index: number): string {
  const place = [sandbox.estate, accountId, region, index] as const;
  return canonical({
    Type: KIND,
    Properties: toItem({ ...cacheCluster(...place), TagList: cacheClusterTags(...place) }),
    __ExtraContext: { AccountId: accountId, Region: region },
  });
}

function allExpected(): readonly string[] {
  return sandbox.estate.accountIds
    .flatMap((accountId) =>
      Array.from({ length: CLUSTERS }, (_, index) => expected(accountId, index)),
    )
    .sort();
}

test('every cluster comes out with its own attributes, nodes and tags', async () => {
  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(allExpected());
  expect(sandbox.calls()).toMatchObject({ 'elasticache:DescribeCacheClusters': 6 });
  expect(sandbox.calls()).not.toHaveProperty(['elasticache:ListTagsForResource']);
});

test('without the tagging API tags are read one by one, and a vanished cluster costs only itself', async () => {
  const accountId = sandbox.managementAccountId;
  const resource = cacheClusterArn(accountId, region, 7);
  sandbox.setFaults([
    { type: 'deny', operation: 'GetResources' },
    { type: 'gone', resource },
  ]);

  const result = await read();

  const gone = expected(accountId, 7);
  expect(result.gaps).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(
    allExpected().filter((item) => item !== gone),
  );
});

test('denied tags are gaps, and no cluster is lost', async () => {
  sandbox.setFaults([
    { type: 'deny', operation: 'GetResources' },
    { type: 'deny', operation: 'ListTagsForResource' },
  ]);

  const { resources, gaps } = await read();

  expect(resources).toHaveLength(2 * CLUSTERS);
  expect(gaps).toHaveLength(2 * CLUSTERS);
  expect(gaps[0]).toMatchObject({
    action: 'ListTagsForResourceAction',
    failure: { class: 'denied' },
    permissions: ['tag:GetResources'],
  });
  for (const { Properties } of resources) expect(Properties).not.toHaveProperty('TagList');
});

test('an event of a replication group names its clusters', () => {
  const call = {
    account: { id: '111122223333', name: 'example', partition: 'aws' as const },
    region,
    eventName: 'ModifyReplicationGroup',
    requestParameters: { replicationGroupId: 'sessions' },
    responseElements: { memberClusters: ['sessions-001', 'sessions-002'] },
  };

  expect(ElastiCacheCluster.liveEvents?.resources(call)).toEqual([
    ['sessions-001'],
    ['sessions-002'],
  ]);
});
