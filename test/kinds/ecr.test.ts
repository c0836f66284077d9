import { expect, test } from '@jest/globals';
import { KindWorld } from '../helpers/kind-world.ts';

test('where one policy is denied, every repository keeps the other, and its tags', async () => {
  await using world = await KindWorld.open('AWS::ECR::Repository', 20, { estate: { accounts: 1 } });
  const { resources: all } = await world.read();
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetRepositoryPolicy' }]);

  const { resources, gaps } = await world.read();

  expect(gaps).toHaveLength(20);
  expect(resources).toHaveLength(20);
  for (const [index, { Properties }] of resources.entries()) {
    const whole = all[index]?.Properties;
    expect({ ...Properties, RepositoryPolicyText: whole?.['RepositoryPolicyText'] }).toEqual(whole);
    expect(Properties).not.toHaveProperty('RepositoryPolicyText');
  }
});
