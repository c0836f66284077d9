import { afterAll, expect, test } from '@jest/globals';
import { casesOf } from '../../helpers/nightly.ts';
import { BillTruth } from './bill-truth.ts';
import { CollectWorld, inCents } from './collect-world.ts';
import { ALL_EXPORTS, collectFrom, expectReconciled, SOURCES, type SourceName } from './reconcile.ts'; // prettier-ignore

const AT = '2026-10-20T12:00:00Z';
const world = await CollectWorld.create(AT, { ledger: { exports: ALL_EXPORTS } });
afterAll(() => world[Symbol.asyncDispose]());

/** One of each type; at night also the other file formats and versions. */
const NAMES = casesOf(Object.keys(SOURCES) as SourceName[], (name) =>
  ['focus-1-2', 'cur-2', 'legacy-report', 'Cost Explorer'].includes(name),
);

/** A new store with a month from one source. */
async function collected(name: SourceName, month: string): Promise<CollectWorld> {
  const store = await world.beside();
  const { scopes } = await collectFrom(store, name, month);
  expect(scopes).toEqual([expect.objectContaining({ period: month, outcome: 'complete' })]);
  return store;
}

test.each(NAMES.flatMap((name) => [[name, '2026-09'], [name, '2026-10']] as const))(
  '%s of %s sums to the ledger in every grouping and basis',
  async (name, month) => {
    world.clock.time = AT;
    await using store = await collected(name, month);

    const truth = new BillTruth(world.sandbox.truth, month);
    expect(await expectReconciled(store, { truth, name, month })).toBeGreaterThan(50);
  },
); // prettier-ignore

/** A month after its end: some usage is late, then the late charges, the refund and the invoice come. */
const MOMENTS = [
  '2026-10-01T12:00:00Z',
  '2026-10-02T12:00:00Z',
  '2026-10-03T18:00:00Z',
  '2026-10-05T06:00:00Z',
] as const;

test.each(NAMES)('%s: late charges, a refund and the invoice replace what was there', async (name) => {
  world.clock.time = MOMENTS[0];
  const month = '2026-09';
  const groupings = ['service', 'account,charge_category', 'tag:team,service,usage_type'];
  await using store = await world.beside();
  const totals = new Set<string>();

  for (const time of MOMENTS) {
    world.clock.time = time;
    const { scopes } = await collectFrom(store, name, month);
    const truth = new BillTruth(world.sandbox.truth, month);

    expect([time, scopes]).toEqual([time, [expect.objectContaining({ outcome: 'complete' })]]);
    await expectReconciled(store, { truth, name, month, groupings });
    totals.add((await store.sums(month, "''", 'BilledCost'))[''] ?? '');
  }
  world.clock.time = AT;
  const { scopes, paid } = await collectFrom(store, name, month);

  // With the invoice, amounts stay as they are, and the month is final.
  expect(totals.size).toBe(MOMENTS.length - 1);
  // FOCUS 1.0 does not say what is final, but its manifest does not change again.
  expect(scopes).toEqual([
    expect.objectContaining({ outcome: name.startsWith('focus-1-0') ? 'unchanged' : 'final' }),
  ]);
  expect(paid.requests).toBe(0);
}); // prettier-ignore

/** What is compared of sources. Cost Explorer has taxes as a service of their own. */
const VIEWS: Readonly<Record<string, readonly [column: string, condition: string]>> = {
  total: ["''", 'true'],
  account: ['SubAccountId', 'true'],
  'charge category': ['ChargeCategory', 'true'],
  'service code': ['x_ServiceCode', "ChargeCategory <> 'Tax'"],
  'service code and account': ["x_ServiceCode || ' ' || SubAccountId", "ChargeCategory <> 'Tax'"],
  day: [
    'substr(cast(ChargePeriodStart as varchar), 1, 10)',
    "ChargeCategory not in ('Purchase', 'Tax')",
  ],
  region: ["nullif(RegionId, 'global')", 'true'],
};

test('once final, all sources have the same bill', async () => {
  world.clock.time = AT;
  const bills: Record<string, Record<string, Record<string, string>>> = {};
  for (const name of NAMES) {
    await using store = await collected(name, '2026-09');
    for (const [view, [key, condition]] of Object.entries(VIEWS)) {
      for (const basis of ['BilledCost', 'EffectiveCost']) {
        const rows = await store.query(
          `select coalesce(${key}, ''), sum(${basis}) from charges where ${condition} group by 1`,
        );
        const sums = inCents(rows.map(([one, amount]) => [String(one), String(amount)]));
        (bills[`${view}, ${basis}`] ??= {})[name] = sums;
      }
    }
  }

  for (const [view, byName] of Object.entries(bills)) {
    const { 'focus-1-2': first = {} } = byName;
    expect(Object.keys(first).length).toBeGreaterThan(0);
    for (const [name, sums] of Object.entries(byName)) {
      expect([view, name, sums]).toEqual([view, name, first]);
    }
  }
});
