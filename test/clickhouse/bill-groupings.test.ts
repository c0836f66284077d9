import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chargeReport, GRANULARITIES } from '../../src/app/cost/bill/charge-report.ts';
import { chargeReportJson } from '../../src/app/cost/bill/charge-report-json.ts';
import { parseFilters, parseGroups } from '../../src/app/cost/bill/charge-groups.ts';
import { chargePeriod } from '../../src/app/cost/bill/charge-period.ts';
import { allRows } from '../../src/app/store/all-rows.ts';
import { CollectWorld } from '../cost/billing/collect-world.ts';
import {
  ALL_EXPORTS,
  basesOf,
  collectFrom,
  GROUPINGS,
  readerOf,
  SOURCES,
} from '../cost/billing/reconcile.ts';
import { TestClickHouse } from './clickhouse.ts';

const { signal } = new AbortController();
let server: TestClickHouse;
let world: CollectWorld;

beforeAll(async () => {
  server = await TestClickHouse.start();
  world = await CollectWorld.create('2026-10-20T12:00:00Z', { ledger: { exports: ALL_EXPORTS } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function clickHouse(database: string): Readonly<Record<string, string>> {
  return {
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: server.url,
    LONGSHORE_CLICKHOUSE_DATABASE: database,
  };
}

test.each(['focus-1-2', 'cur-2', 'Cost Explorer'] as const)(
  'ClickHouse and DuckDB give the same answers about %s, in all groupings',
  async (name) => {
    await using duckDb = await world.beside();
    await using other = await world.beside(clickHouse(name.toLowerCase().replaceAll(/\W/g, '_')));
    const stores = [duckDb, other];
    for (const store of stores) {
      await collectFrom(store, name, '2026-09');
      await collectFrom(store, name, '2026-10');
    }
    await using one = await readerOf(duckDb);
    await using two = await readerOf(other);
    let compared = 0;

    for (const [at, grouping] of GROUPINGS.entries()) {
      for (const [turn, basis] of basesOf(SOURCES[name]).entries()) {
        // Every granularity comes with every basis and nearly every grouping.
        const granularity = GRANULARITIES[(at + turn) % GRANULARITIES.length] ?? 'total';
        const [from, to, filters] = turn % 2 === 0 ? ['2026-09', '2026-10', []] : ['2026-09-15', '2026-10-03', ['account=210000000001', 'tag:team=']];
        const period = chargePeriod(from, to, Date.now());
        const question = { period, granularity, groups: parseGroups(grouping), filters: parseFilters(filters), basis };
        const answers = [];
        for (const reader of [one, two]) {
          answers.push(chargeReportJson(await chargeReport(reader, question, signal)));
        }
        expect([grouping, granularity, basis, answers[1]]).toEqual([grouping, granularity, basis, answers[0]]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(25);
    const sql = `select date, account_id, service, region, usage_type, currency, basis, amount,
        case when is_final then 1 else 0 end as final from cost_metrics order by 1, 2, 3, 4, 5, 6, 7`;
    const views = [];
    for (const reader of [one, two]) views.push((await allRows(reader, sql, signal)).map(String).sort());
    expect(views[0]?.length).toBeGreaterThan(500);
    expect(views[1]).toEqual(views[0]);
  },
); // prettier-ignore
