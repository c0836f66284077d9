import { expect, test } from '@jest/globals';
import { canonical } from '../helpers/expected.ts';
import { KindWorld, REGION } from '../helpers/kind-world.ts';

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
