import { expect, test } from '@jest/globals';
import { EksCluster } from '../../src/core/exporters/eks/cluster.ts';
import type { CloudTrailCall } from '../../src/core/exporters/live-event.ts';
import { eksCluster } from '../../src/sandbox/estate/eks-clusters.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::EKS::Cluster';
const region = 'eu-west-1';
/** Several pages of them. */
const MANY = 250;
/** Enough to tell one from the others. */
const FEW = 40;

function estateOf(eksClusters: number, faults: readonly Fault[] = []): Promise<Sandbox> {
  return startSandbox({
    estate: {
      seed: 'eks kinds',
      accounts: 2,
      regions: [region],
      usedRegions: 1,
      eksClusters,
    },
    faults,
  });
}

function read(sandbox: Sandbox): Promise<ReadResult> {
  return readEstate(sandbox, { kinds: [KIND], everything: true });
}

/** Every cluster of the estate as it must come out, with all properties or those that are named. */
function expected({ estate }: Sandbox, only?: readonly string[]): string[] {
  return estate.accountIds.flatMap((AccountId) =>
    Array.from({ length: estate.countOf('eksClusters', AccountId, region) }, (_, index) => {
      const Properties = Object.entries(eksCluster(estate, AccountId, region, index))
        .map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value] as const)
        .filter(([name]) => only?.includes(name) !== false);
      return canonical({
        Type: KIND,
        Properties: Object.fromEntries(Properties),
        __ExtraContext: { AccountId, Region: region },
      });
    }),
  );
}

test('each cluster comes out with its own attributes', async () => {
  await using sandbox = await estateOf(MANY);

  const result = await read(sandbox);

  expect(result.resources.map(canonical).sort()).toEqual(expected(sandbox).sort());
  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(sandbox.calls()).toMatchObject({
    'eks:ListClusters': 6,
    'eks:DescribeCluster': 2 * MANY,
  });
});

test('a cluster that vanished costs only itself', async () => {
  await using sandbox = await estateOf(FEW, [{ type: 'gone', resource: 'kube-17' }]);

  const result = await read(sandbox);

  const left = expected(sandbox).filter((item) => !item.includes('"Name":"kube-17"'));
  expect(left).toHaveLength(2 * FEW - 2);
  expect(result.resources.map(canonical).sort()).toEqual(left.sort());
  expect(result.gaps).toEqual([]);
});

test('a cluster that may not be described costs only its own attributes', async () => {
  await using sandbox = await estateOf(FEW, [
    { type: 'deny', operation: 'DescribeCluster', resource: 'kube-3' },
  ]);

  const result = await read(sandbox);

  const identity = expected(sandbox, ['Arn', 'Name']);
  const items = expected(sandbox).map((item, index) =>
    item.includes('"Name":"kube-3"') ? identity[index] : item,
  );
  expect(result.resources.map(canonical).sort()).toEqual(items.sort());
  expect(result.gaps).toHaveLength(2);
  expect(result.gaps[0]).toMatchObject({
    identifier: 'kube-3',
    action: 'DescribeClusterAction',
    failure: { class: 'denied' },
  });
});

test('where describing is denied altogether, every cluster stays, by name and ARN', async () => {
  await using sandbox = await estateOf(FEW, [{ type: 'deny', operation: 'DescribeCluster' }]);

  const result = await read(sandbox);

  expect(result.resources.map(canonical).sort()).toEqual(expected(sandbox, ['Arn', 'Name']).sort());
  expect(result.gaps).toHaveLength(2 * FEW);
});

test('CloudTrail names a cluster in three ways, and node groups are no clusters', () => {
  const call = {
    account: { id: '111122223333', name: 'example', partition: 'aws' },
    region,
    eventName: '',
    requestParameters: {},
    responseElements: {},
  } satisfies CloudTrailCall;
  const resourcesOf = (requestParameters: CloudTrailCall['requestParameters']) =>
    EksCluster.liveEvents?.resources({ ...call, requestParameters });
  const resourceArn = 'arn:aws:eks:eu-west-1:111122223333:cluster/shop';
  const nodes = 'arn:aws:eks:eu-west-1:111122223333:nodegroup/shop/nodes/0a1b2c';

  expect(resourcesOf({ name: 'shop' })).toEqual([['shop']]);
  expect(resourcesOf({ clusterName: 'shop' })).toEqual([['shop']]);
  expect(resourcesOf({ resourceArn })).toEqual([['shop']]);
  expect(resourcesOf({ resourceArn: encodeURIComponent(resourceArn) })).toEqual([['shop']]);
  expect(resourcesOf({ resourceArn: nodes })).toEqual([]);
  const stub = EksCluster.liveEvents?.stub(['shop'], call.account, region);
  expect(stub?.properties).toEqual({ Arn: resourceArn, Name: 'shop' });
});
