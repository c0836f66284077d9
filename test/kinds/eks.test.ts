import { expect, test } from '@jest/globals';
import { EksCluster } from '../../src/core/exporters/eks/cluster.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { canonical } from '../helpers/expected.ts';
import { KindWorld, REGION } from '../helpers/kind-world.ts';

test('clusters are listed by the hundred and described one by one', async () => {
  await using world = await KindWorld.open('AWS::EKS::Cluster', 110);

  await world.read();

  expect(world.calls).toEqual(
    expect.objectContaining({ 'eks:ListClusters': 4, 'eks:DescribeCluster': 220 }),
  );
});

test('a cluster that may not be described keeps its name and ARN, and its neighbours all they have', async () => {
  await using world = await KindWorld.open('AWS::EKS::Cluster', 40, { estate: { accounts: 1 } });
  world.sandbox.setFaults([{ type: 'deny', operation: 'DescribeCluster', resource: 'kube-3' }]);

  const { resources, gaps } = await world.read();

  const whole = new Set(world.items());
  const others = resources.filter((resource) => !whole.has(canonical(resource)));
  const Arn = `arn:aws:eks:${REGION}:${world.account}:cluster/kube-3`;
  expect(resources).toHaveLength(40);
  expect(others.map(({ Properties }) => Properties)).toEqual([{ Arn, Name: 'kube-3' }]);
  expect(gaps).toMatchObject([
    { identifier: 'kube-3', action: 'DescribeClusterAction', failure: { class: 'denied' } },
  ]);
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
