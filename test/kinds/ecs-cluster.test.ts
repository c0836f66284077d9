import { expect, test } from '@jest/globals';
import { cluster, clusterArn } from '../../src/sandbox/estate/clusters.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { ESTATE, REGION } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KINDS = ['AWS::ECS::Cluster'] as const;
const CLUSTERS = 130;

function start(): Promise<Sandbox> {
  return startSandbox({
    estate: { ...ESTATE, accounts: 1, 'AWS::ECS::Cluster': CLUSTERS, 'AWS::ECS::Service': 1 },
  });
}

test('a cluster that vanished costs itself, one left out of an answer its attributes, and no neighbour', async () => {
  await using sandbox = await start();
  const { estate, managementAccountId: account } = sandbox;
  const gone = clusterArn(account, REGION, 3);
  const omitted = clusterArn(account, REGION, 4);
  sandbox.setFaults([
    { type: 'gone', resource: gone },
    { type: 'omit', resource: omitted },
  ]);

  const { resources, gaps, notComplete } = await readEstate(sandbox, { kinds: KINDS });

  expect(notComplete()).toEqual([]);
  expect(gaps.map(({ identifier }) => identifier)).toEqual([omitted]);
  const names = new Map(
    resources.map(({ Properties }) => [Properties['ClusterArn'], Properties['ClusterName']]),
  );
  expect(names).toEqual(
    new Map(
      Array.from({ length: CLUSTERS }, (_, index) => clusterArn(account, REGION, index))
        .map((arn, index): [string, unknown] => [
          arn,
          arn === omitted ? undefined : cluster(estate, account, REGION, index).clusterName,
        ])
        .filter(([arn]) => arn !== gone),
    ),
  );
});

test('where describing is denied, every cluster stays, by its ARN', async () => {
  await using sandbox = await start();
  sandbox.setFaults([{ type: 'deny', operation: 'DescribeClusters' }]);

  const { resources, gaps } = await readEstate(sandbox, { kinds: KINDS });

  expect(resources).toHaveLength(CLUSTERS);
  expect(gaps).toHaveLength(CLUSTERS);
  expect(gaps[0]).toMatchObject({ failure: { class: 'denied' } });
});
