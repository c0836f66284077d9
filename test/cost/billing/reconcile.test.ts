import { afterAll, expect, test } from '@jest/globals';
import { parseGroups } from '../../../src/app/cost/bill/charge-groups.ts';
import { roundedText, type Decimal } from '../../../src/cost/money/decimal.ts';
import { longshore } from '../../helpers/command.ts';
import { BillTruth } from './bill-truth.ts';
import { CollectWorld } from './collect-world.ts';
import { ALL_EXPORTS, collectFrom, expectReconciled, SOURCES } from './reconcile.ts';

const world = await CollectWorld.create('2026-10-20T12:00:00Z', { ledger: { exports: ALL_EXPORTS } }); // prettier-ignore
afterAll(() => world[Symbol.asyncDispose]());

// The other sources, and a month that changes, are in reconcile.long.test.ts.
test.each([
  ['focus-1-2', '2026-09'],
  ['Cost Explorer', '2026-10'],
] as const)('%s of %s sums to the ledger in every grouping and basis', async (name, month) => {
  await using store = await world.beside();

  const { scopes } = await collectFrom(store, name, month);

  expect(scopes).toEqual([expect.objectContaining({ period: month, outcome: 'complete' })]);
  const truth = new BillTruth(world.sandbox.truth, month);
  expect(await expectReconciled(store, { truth, name, month })).toBeGreaterThan(50);
  const { stdout } = await longshore(['cost', 'show', '--from', month, '--to', month], {
    cwd: store.folder,
  });
  const wanted = truth.expected(SOURCES[name], parseGroups('service'), 'BilledCost', String);
  for (const [label, amount] of [
    ['Credits', wanted.credits],
    ['Taxes', wanted.taxes],
    ['Total USD', wanted.total],
    ['Not tied to a resource', wanted.withoutResource],
  ] as const) {
    expect(stdout.replaceAll(',', '')).toMatch(
      new RegExp(`\\n${label} +${shownAs(amount)} USD\\n`),
    );
  }
});

function shownAs(amount: Decimal): string {
  return roundedText(amount, 2).replaceAll('.', String.raw`\.`);
}
