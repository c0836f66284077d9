import { expect, test } from '@jest/globals';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { MskCluster } from '../../src/core/exporters/msk/cluster.ts';
import { MskServerlessCluster } from '../../src/core/exporters/msk/serverless-cluster.ts';
import { cluster } from '../../src/sandbox/kinds/msk/cluster.ts';
import { serverlessCluster } from '../../src/sandbox/kinds/msk/serverless-cluster.ts';
import { workedExample } from '../conformance/worked-example.ts';
import { itemsOf, KindWorld } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const CLUSTERS = 'AWS::MSK::Cluster';
const SERVERLESS = 'AWS::MSK::ServerlessCluster';

test('a denied listing costs its own account and kind alone, and is no empty scope', async () => {
  await using world = await KindWorld.open(CLUSTERS, 20, { estate: { [SERVERLESS]: 20 } });
  const { account: denied, sandbox } = world;
  sandbox.setFaults([{ type: 'deny', operation: 'ListClusters', account: denied }]);

  const result = await readEstate(sandbox, { kinds: [CLUSTERS, SERVERLESS] });

  const left = world.items((account) => account === denied);
  expect(result.notComplete()).toMatchObject([
    { kind: CLUSTERS, accountId: denied, outcome: 'denied' },
  ]);
  expect(itemsOf({ resources: result.of(CLUSTERS) })).toEqual(left);
  expect(result.of(SERVERLESS)).toHaveLength(40);
});

test('a cluster of the other type is not found', async () => {
  const [provisioned, serverless] = [workedExample(cluster), workedExample(serverlessCluster)];
  await using served = await provisioned.serve();

  const asProvisioned = MskCluster.exporter.getResource(serverless.identifiers, served.request([]));
  const asServerless = MskServerlessCluster.exporter.getResource(
    provisioned.identifiers,
    served.request([]),
  );

  await expect(asProvisioned).rejects.toThrow(ResourceNotFoundError);
  await expect(asServerless).rejects.toThrow(ResourceNotFoundError);
});
