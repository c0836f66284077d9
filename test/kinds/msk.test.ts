import { expect, test } from '@jest/globals';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { MskCluster } from '../../src/core/exporters/msk/cluster.ts';
import { example } from '../../src/core/exporters/msk/cluster.example.ts';
import { MskServerlessCluster } from '../../src/core/exporters/msk/serverless-cluster.ts';
import { example as serverlessExample } from '../../src/core/exporters/msk/serverless-cluster.example.ts';
import { kafkaCluster, kafkaClusterV2 } from '../../src/sandbox/estate/kafka-clusters.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { expectWhole, itemsOf, type KindOfEstate, KindWorld } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const CLUSTERS: KindOfEstate = {
  kind: 'AWS::MSK::Cluster',
  counted: 'AWS::MSK::Cluster',
  propertiesOf: kafkaCluster,
};
const SERVERLESS: KindOfEstate = {
  kind: 'AWS::MSK::ServerlessCluster',
  counted: 'AWS::MSK::ServerlessCluster',
  propertiesOf: (estate, ...place) =>
    kafkaClusterV2(estate, 'AWS::MSK::ServerlessCluster', ...place),
};

test.each([
  { ...CLUSTERS, list: 'kafka:ListClusters' },
  { ...SERVERLESS, list: 'kafka:ListClustersV2' },
])(
  'every $kind comes out with its own attributes, for a call a page',
  async ({ list, ...subject }) => {
    await using world = await KindWorld.open(subject, 250);

    const result = await world.read();

    expectWhole(result, world.items());
    expect(world.calls).toMatchObject({ [list]: 6 });
  },
);

test('a denied listing costs its own account and kind alone, and is no empty scope', async () => {
  await using world = await KindWorld.open(CLUSTERS, 250, {
    estate: { 'AWS::MSK::ServerlessCluster': 250 },
  });
  const { account: denied, sandbox } = world;
  sandbox.setFaults([{ type: 'deny', operation: 'ListClusters', account: denied }]);

  const result = await readEstate(sandbox, { kinds: [CLUSTERS.kind, SERVERLESS.kind] });

  const left = world.items((account) => account === denied);
  expect(result.notComplete()).toMatchObject([
    { kind: CLUSTERS.kind, accountId: denied, outcome: 'denied' },
  ]);
  expect(itemsOf({ resources: result.of(CLUSTERS.kind) })).toEqual(left);
  expect(result.of(SERVERLESS.kind)).toHaveLength(500);
});

test('a cluster that has vanished, or is of the other type, is not found', async () => {
  await using served = await serve(example);
  await using other = await serve({
    ...serverlessExample,
    replies: {
      'kafka:DescribeClusterV2': {
        ClusterInfo: { ClusterArn: example.identifiers[0], ClusterType: 'PROVISIONED' },
      },
    },
  });
  const find = () => MskCluster.exporter.getResource(example.identifiers, served.request([]));

  served.sandbox.setFaults([{ type: 'error', code: 'NotFoundException', status: 404 }]);
  await expect(find()).rejects.toThrow(ResourceNotFoundError);
  served.sandbox.setFaults([{ type: 'error', code: 'BadRequestException', status: 400 }]);
  await expect(find()).rejects.toThrow(ResourceNotFoundError);
  await expect(
    MskServerlessCluster.exporter.getResource(example.identifiers, other.request([])),
  ).rejects.toThrow(ResourceNotFoundError);
});

test('CloudTrail names clusters by ARN, encoded or not', () => {
  const changed = (parameters: object) => changedBy(MskCluster, parameters);
  const [arn = ''] = example.identifiers;
  const configuration = arn.replace(':cluster/', ':configuration/');

  expect(changed({ clusterArn: arn })).toEqual([[arn]]);
  expect(changed({ clusterArn: encodeURIComponent(arn) })).toEqual([[arn]]);
  expect(changed({ resourceArn: configuration })).toEqual([]);
  expect(stubOf(MskCluster, arn)).toEqual({
    properties: { ClusterArn: arn, ClusterName: 'orders' },
  });
});
