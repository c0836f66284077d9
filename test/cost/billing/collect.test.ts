import { afterAll, expect, test } from '@jest/globals';
import { CollectWorld } from './collect-world.ts';

const world = await CollectWorld.create('2026-10-20T12:00:00Z');
afterAll(() => world[Symbol.asyncDispose]());

test('try', async () => {
  let t = Date.now();
  const first = await world.collect();
  console.log(
    JSON.stringify(first, (k, v) => (typeof v === 'bigint' ? String(v) : v), 1),
    Date.now() - t,
  );
  t = Date.now();
  const second = await world.collect({}, { LONGSHORE_SPEND_CAP_USD: '1' });
  console.log(second.scopes, Date.now() - t);
  t = Date.now();
  console.log(
    await world.sums('2026-09', 'SubAccountId', 'BilledCost'),
    world.sandbox.truth.totals({
      from: '2026-09-01',
      to: '2026-10-01',
      groupBy: ['LINKED_ACCOUNT'],
    }),
  );
  const third = await world.collect(
    { sources: new Set(['cost-explorer']), isAgain: true },
    { LONGSHORE_SPEND_CAP_USD: '1' },
  );
  console.log(third.scopes, third.paid, Date.now() - t);
  expect(1).toBe(1);
});
