import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CollectedScope } from '../../../src/app/cost/collect/collect-report.ts';
import { decimal, roundedText } from '../../../src/cost/money/decimal.ts';
import { CollectWorld } from './collect-world.ts';

const AT = '2026-10-20T12:00:00Z';
const PAYER = '210000000000';
const MEMBER = '210000000001';
const EXPORTS = [{ name: 'focus', table: 'FOCUS_1_2_AWS', format: 'parquet', months: 3 }] as const;

let world: CollectWorld;
beforeEach(async () => {
  world = await CollectWorld.create(AT, { ledger: { exports: EXPORTS } });
});
afterEach(() => world[Symbol.asyncDispose]());

/** The settings for an account of the organization, or several. */
function accounts(...ids: readonly string[]): Readonly<Record<string, string>> {
  return {
    LONGSHORE_SPEND_CAP_USD: '50',
    LONGSHORE_COST_ACCOUNTS: ids.join(','),
    OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: world.sandbox.roleArn(PAYER),
  };
}

function outcomes(scopes: readonly CollectedScope[]): readonly string[] {
  return scopes.map(({ source, account, period, outcome }) =>
    [source, account, period, outcome].join(' '),
  );
}

async function total(): Promise<string> {
  const [[sum] = []] = await world.query('select sum(BilledCost) from charges');
  return roundedText(decimal(String(sum)), 2);
}

function truth(from: string, accountIds?: readonly string[]): string {
  const query = { from, to: '2026-11-01', ...(accountIds !== undefined && { accountIds }) };
  return roundedText(decimal(world.sandbox.truth.total(query)), 2);
}

test('what the bill of the payer account has is not collected from its members as well', async () => {
  const explorer = { sources: new Set(['cost-explorer'] as const), from: '2026-10' };
  const alone = await world.collect(explorer, accounts(MEMBER));
  const own = await total();
  const payer = await world.collect({ from: '2026-10' }, accounts(PAYER));
  const both = await total();
  const again = await world.collect({ ...explorer, isAgain: true }, accounts(MEMBER));

  expect(outcomes(alone.scopes)).toEqual([`cost-explorer ${MEMBER} 2026-10 complete`]);
  expect(own).toBe(truth('2026-10-01', [MEMBER]));
  expect(outcomes(payer.scopes)).toEqual([`focus-1.2 ${PAYER} 2026-10 complete`]);
  expect(both).toBe(truth('2026-10-01'));
  expect(outcomes(again.scopes)).toEqual([`cost-explorer ${MEMBER} 2026-10 kept`]);
  expect(again.scopes[0]?.reason).toContain(`the bill of ${PAYER}`);
  expect(again.paid.requests).toBe(0);
  expect(await total()).toBe(both);
});

test('periods that expired are read again when more are kept', async () => {
  const few = { LONGSHORE_COST_RETENTION: '1' };
  const first = await world.collect();
  await world.collect({ isAgain: true, from: '2026-10' }, few);
  const kept = await world.query('select distinct source_period from charges order by 1');
  const records = await world.query('select distinct period from bill_collections order by 1');
  const again = await world.collect();

  expect(first.scopes).toHaveLength(3);
  expect(kept).toEqual([['2026-09'], ['2026-10']]);
  expect(records).toEqual(kept);
  expect(outcomes(again.scopes)).toEqual([
    `focus-1.2 ${PAYER} 2026-10 unchanged`,
    `focus-1.2 ${PAYER} 2026-09 final`,
    `focus-1.2 ${PAYER} 2026-08 complete`,
  ]);
  expect(await total()).toBe(truth('2026-08-01'));
});
