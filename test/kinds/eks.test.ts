import { expect, test } from '@jest/globals';
import { EksCluster } from '../../src/core/exporters/eks/cluster.ts';
import { eksCluster } from '../../src/sandbox/estate/eks-clusters.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import {
  expectedItemsOf,
  expectWhole,
  itemsOf,
  type KindOfEstate,
  KindWorld,
  type Place,
} from '../helpers/kind-world.ts';
import { inPascalCase } from '../helpers/pascal-case.ts';

const CLUSTERS: KindOfEstate = {
  kind: 'AWS::EKS::Cluster',
  counted: 'AWS::EKS::Cluster',
  propertiesOf: (...place) => inPascalCase(eksCluster(...place)),
};

/** What is known of a cluster without describing it. */
function identityOf(...place: Place): object {
  const { arn, name } = eksCluster(...place);
  return { Arn: arn, Name: name };
}

test('each cluster comes out with its own attributes', async () => {
  await using world = await KindWorld.open(CLUSTERS, 110);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({ 'eks:ListClusters': 4, 'eks:DescribeCluster': 220 });
});

test('a cluster that vanished costs only itself', async () => {
  await using world = await KindWorld.open(CLUSTERS, 40);
  world.sandbox.setFaults([{ type: 'gone', resource: 'kube-17' }]);

  const result = await world.read();

  expectWhole(
    result,
    world.items((_, index) => index === 17),
  );
});

test('a cluster that may not be described costs only its own attributes', async () => {
  await using world = await KindWorld.open(CLUSTERS, 40);
  world.sandbox.setFaults([{ type: 'deny', operation: 'DescribeCluster', resource: 'kube-3' }]);

  const result = await world.read();

  const items = expectedItemsOf(world.estate, {
    ...CLUSTERS,
    propertiesOf: (...place) =>
      place[3] === 3 ? identityOf(...place) : CLUSTERS.propertiesOf(...place),
  });
  expect(itemsOf(result)).toEqual(items);
  expect(result.gaps).toHaveLength(2);
  expect(result.gaps[0]).toMatchObject({
    identifier: 'kube-3',
    action: 'DescribeClusterAction',
    failure: { class: 'denied' },
  });
});

test('where describing is denied altogether, every cluster stays, by name and ARN', async () => {
  await using world = await KindWorld.open(CLUSTERS, 40);
  world.sandbox.setFaults([{ type: 'deny', operation: 'DescribeCluster' }]);

  const result = await world.read();

  const items = expectedItemsOf(world.estate, { ...CLUSTERS, propertiesOf: identityOf });
  expect(itemsOf(result)).toEqual(items);
  expect(result.gaps).toHaveLength(80);
});

test('CloudTrail names a cluster in three ways, and node groups are no clusters', () => {
  const resourceArn = 'arn:aws:eks:eu-west-1:111122223333:cluster/shop';
  const nodes = 'arn:aws:eks:eu-west-1:111122223333:nodegroup/shop/nodes/0a1b2c';

  expect(changedBy(EksCluster, { name: 'shop' })).toEqual([['shop']]);
  expect(changedBy(EksCluster, { clusterName: 'shop' })).toEqual([['shop']]);
  expect(changedBy(EksCluster, { resourceArn })).toEqual([['shop']]);
  expect(changedBy(EksCluster, { resourceArn: encodeURIComponent(resourceArn) })).toEqual([
    ['shop'],
  ]);
  expect(changedBy(EksCluster, { resourceArn: nodes })).toEqual([]);
  expect(stubOf(EksCluster, 'shop')).toMatchObject({
    properties: { Arn: resourceArn, Name: 'shop' },
  });
});
