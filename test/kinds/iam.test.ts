import { expect, test } from '@jest/globals';
import { canonical } from '../helpers/expected.ts';
import { KindWorld } from '../helpers/kind-world.ts';

const COUNT = 12;

test('roles are read one by one where the account may not be read at once, with the same result', async () => {
  await using world = await KindWorld.open('AWS::IAM::Role', COUNT);
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetAccountAuthorizationDetails' }]);

  const { resources, gaps, notComplete } = await world.read();

  expect(notComplete()).toEqual([]);
  expect(gaps).toEqual([]);
  expect(resources).toHaveLength(2 * COUNT);
  expect(world.calls['iam:GetRole']).toBe(2 * COUNT);
  expect(resources.map(canonical).sort()).toEqual(world.items());
});

test('an inline policy that is deleted after it was listed does not take its role with it', async () => {
  await using world = await KindWorld.open('AWS::IAM::Role', COUNT);
  world.sandbox.setFaults([
    { type: 'deny', operation: 'GetAccountAuthorizationDetails' },
    { type: 'error', operation: 'GetRolePolicy', code: 'NoSuchEntity', status: 404 },
  ]);

  const { resources, gaps } = await world.read();

  expect(gaps).toEqual([]);
  expect(resources).toHaveLength(2 * COUNT);
  expect(resources.flatMap(({ Properties }) => Properties['Policies'])).toEqual([]);
});
