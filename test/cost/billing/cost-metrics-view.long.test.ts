import { afterAll, expect, test } from '@jest/globals';
import { CollectWorld, inCents } from './collect-world.ts';
import { ALL_EXPORTS, collectFrom } from './reconcile.ts';

const AT = '2026-10-20T12:00:00Z';
const EXPORTS = ALL_EXPORTS.map((one) => ({ ...one, months: 4 }));
const world = await CollectWorld.create(AT, { ledger: { exports: EXPORTS } });
afterAll(() => world[Symbol.asyncDispose]());

/** The months of the store, each with its charges and cost. */
async function months(store: CollectWorld): Promise<Readonly<Record<string, string>>> {
  const rows = await store.query(
    'select source_period, count(*), sum(BilledCost) from charges group by 1 order by 1',
  );
  return Object.fromEntries(
    rows.map(([month, ...facts]) => [String(month), facts.map(String).join(' ')]),
  );
}

/** The view's rows by month of their day. */
function metrics(store: CollectWorld, columns: string): Promise<readonly (readonly unknown[])[]> {
  return store.query(
    `select substr(cast(date as varchar), 1, 7), ${columns} from cost_metrics group by 1 order by 1`,
  );
}

test.each([
  ['focus-1-2', { billed: 'BilledCost', effective: 'EffectiveCost', list: 'ListCost', contracted: 'ContractedCost' }],
  ['cur-2', { billed: 'BilledCost', effective: 'EffectiveCost', list: 'ListCost', contracted: 'ContractedCost' }],
  ['Cost Explorer', { billed: 'BilledCost', effective: 'EffectiveCost' }],
] as const)('cost_metrics of %s has the bill in each basis, as final as it is', async (name, bases) => {
  world.clock.time = AT;
  await using store = await world.beside();
  await collectFrom(store, name, '2026-09');
  world.clock.time = '2026-10-21T12:00:00Z';
  await collectFrom(store, name, '2026-10');

  for (const column of ['account_id', 'service']) {
    for (const [basis, focus] of Object.entries(bases)) {
      const rows = await store.query(`select ${column}, sum(amount) from cost_metrics where basis = '${focus}' group by 1`);
      const sums = inCents(rows.map(([key, amount]) => [String(key), String(amount)]));
      const wanted = store.sandbox.truth.totals({
        from: '2026-09-01', to: '2026-11-01', basis: basis as keyof typeof bases,
        groupBy: [column === 'service' ? 'SERVICE_CODE' : 'LINKED_ACCOUNT'],
        // Cost Explorer has taxes as one service.
        where: ({ recordType }) => column !== 'service' || recordType !== 'Tax' || name !== 'Cost Explorer',
      });
      const others = Object.fromEntries(Object.entries(sums).filter(([key]) => key !== 'Tax'));
      expect([column, focus, name === 'Cost Explorer' ? others : sums]).toEqual([
        column, focus, inCents(wanted.map(({ keys, amount }) => [keys[0] ?? '', amount])),
      ]);
    }
  }
  expect(await store.query('select distinct basis from cost_metrics order by 1')).toEqual(Object.values(bases).sort().map((basis) => [basis]));
  expect(await metrics(store, 'min(is_final), max(is_final), cast(min(collected_at) as varchar), cast(max(collected_at) as varchar)')).toEqual([
    ['2026-09', true, true, expect.stringContaining('2026-10-20 12:00:00'), expect.stringContaining('2026-10-20 12:00:00')],
    ['2026-10', false, false, expect.stringContaining('2026-10-21 12:00:00'), expect.stringContaining('2026-10-21 12:00:00')],
  ]);
}); // prettier-ignore

test.each(['focus-1.2', 'cost-explorer'] as const)(
  'retention removes whole months of %s, which are collected again when more are kept',
  async (source) => {
    const env = { LONGSHORE_SPEND_CAP_USD: '100' };
    const keep = (count: string) => ({ ...env, LONGSHORE_COST_RETENTION: count });
    const collect = { from: '2026-08', sources: new Set([source]) };
    world.clock.time = AT;
    await using store = await world.beside();
    await store.collect(collect, keep('37'));
    const before = await months(store);
    world.clock.time = '2026-11-06T12:00:00Z';

    const fewer = await store.collect({ ...collect, from: '2026-11' }, keep('1'));
    const kept = await months(store);
    const again = await store.collect(collect, keep('1'));
    const still = await months(store);
    const more = await store.collect(collect, keep('37'));

    expect(Object.keys(before)).toEqual(['2026-08', '2026-09', '2026-10']);
    expect(fewer.scopes.map(({ period }) => period)).toEqual(['2026-11']);
    expect(Object.keys(kept)).toEqual(['2026-10', '2026-11']);
    expect(kept['2026-10']).toBe(before['2026-10']);
    expect(again.scopes.map(({ period }) => period).sort()).toEqual(['2026-10', '2026-11']);
    expect(Object.keys(still)).toEqual(['2026-10', '2026-11']);
    expect(more.scopes.filter(({ outcome }) => outcome === 'complete').map(({ period }) => period).sort()).toEqual(['2026-08', '2026-09']);
    expect(await months(store)).toMatchObject({ '2026-08': before['2026-08'], '2026-09': before['2026-09'] });
  },
); // prettier-ignore
