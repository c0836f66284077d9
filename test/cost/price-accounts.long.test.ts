import path from 'node:path';
import { expect, test } from '@jest/globals';
import { CatalogWorld } from '../helpers/catalog-world.ts';

const REGION = 'eu-west-1';
const GET_PRODUCTS = 'pricing:GetProducts';

function worldOf(): Promise<CatalogWorld> {
  const estate = {
    seed: 'price-accounts',
    accounts: 5,
    regions: [REGION],
    usedRegions: 1,
    suspendedEvery: 0,
  };
  return CatalogWorld.create({ estate, kinds: [] });
}

function exported(world: CatalogWorld, regions = REGION): ReturnType<CatalogWorld['run']> {
  const file = path.join(world.folder, 'prices.ndjson');
  return world.run(['prices', 'export', file, '--regions', regions], {
    env: { LONGSHORE_PRICE_LIST_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' },
  });
}

test('when the first accounts are denied prices, the next one is asked', async () => {
  await using world = await worldOf();
  const { managementAccountId, estate } = world.sandbox;
  const [other = ''] = estate.accountIds.filter((id) => id !== managementAccountId);
  world.sandbox.setFaults(
    [managementAccountId, other].map((account) => ({ type: 'deny', service: 'pricing', account })),
  );

  const { exitCode, stdout, stderr } = await exported(world);

  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^eu-west-1 .* price-list-api$/m);
});

test('when all are denied, three are asked, and the message names them and the action', async () => {
  await using world = await worldOf();
  const { managementAccountId, estate } = world.sandbox;
  world.sandbox.setFaults([{ type: 'deny', service: 'pricing' }]);

  const { exitCode, stderr } = await exported(world);

  const [one, two] = estate.accountIds.filter((id) => id !== managementAccountId);
  const accounts = `accounts ${managementAccountId}, ${one} and ${two}`;
  expect(exitCode).toBe(3);
  expect(stderr).toContain(
    `could not refresh the prices of eu-west-1 (it has no prices yet): the Price List API: ${accounts}: `,
  );
  expect(stderr.match(/the Price List API/g)).toHaveLength(1);
  expect(world.sandbox.calls()[GET_PRODUCTS]).toBeLessThanOrEqual(3 * 4);
});

test('an account that cannot be opened is passed over', async () => {
  await using world = await worldOf();
  const { managementAccountId, estate } = world.sandbox;
  const [other = ''] = estate.accountIds.filter((id) => id !== managementAccountId);
  world.sandbox.setFaults([
    { type: 'deny', service: 'pricing', account: managementAccountId },
    { type: 'deny', service: 'sts', resource: world.sandbox.roleArn(other) },
  ]);

  const { exitCode, stdout } = await exported(world);

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^eu-west-1 .* price-list-api$/m);
});
