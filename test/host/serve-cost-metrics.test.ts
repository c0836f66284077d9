import { expect, test } from '@jest/globals';
import { HostWorld } from './host-world.ts';

const COSTS = { LONGSHORE_STORE: 'duckdb', LONGSHORE_COST: 'true' };

test('cost metrics without a store, or of an unknown service, are refused with the remedy', async () => {
  await using world = await HostWorld.create();

  await using alone = world.serve({ LONGSHORE_COST_METRICS: 'EC2' });
  const aloneCode = await alone.exited();
  await using misspelt = world.serve({ ...COSTS, LONGSHORE_COST_METRICS: 'EC3' });
  const misspeltCode = await misspelt.exited();

  expect([aloneCode, misspeltCode]).toEqual([2, 2]);
  expect(alone.stderr).toContain('set LONGSHORE_STORE=duckdb and LONGSHORE_COST=true');
  expect(misspelt.stderr).toContain('there is no service EC3; did you mean EC2?');
});
