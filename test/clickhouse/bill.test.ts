import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BillWorld, curRow, focusRow, type ExportRow } from '../cost/billing/bill-world.ts';
import { tagsText } from '../cost/billing/odd-tags.ts';
import { TestClickHouse } from './clickhouse.ts';

const OCTOBER = ['--from', '2026-10', '--to', '2026-10'];
let server: TestClickHouse;
let world: BillWorld;

beforeAll(async () => {
  server = await TestClickHouse.start();
  world = await BillWorld.create();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function clickHouse(): Readonly<Record<string, string>> {
  return {
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: server.url,
    LONGSHORE_CLICKHOUSE_DATABASE: 'bill',
  };
}

const ROWS: readonly ExportRow[] = [
  focusRow(),
  focusRow({
    BilledCost: '0.000000000000000001',
    Tags: '{"team":"a\\"b","env":""}',
    RegionId: null,
  }),
  focusRow({ BilledCost: '-3', ChargeCategory: 'Credit', ResourceId: null, Tags: null }),
  focusRow({ BilledCost: '0.30000000000000004', Tags: tagsText() }),
  focusRow({
    BilledCost: '99999999999999999999.5',
    ChargeCategory: 'Tax',
    ListCost: null,
    InvoiceId: '7',
  }),
  focusRow({
    BillingCurrency: 'EUR',
    ServiceName: "x'y",
    ChargePeriodStart: '2026-10-31T23:59:59Z',
  }),
];

test('the same bill as in DuckDB, in every grouping and view', async () => {
  const focus = await world.csv('focus.csv', ROWS);
  const september = { bill_billing_period_start_date: '2026-09-01T00:00:00Z' };
  const cur = await world.csv('cur.csv', [curRow(september), curRow()]);
  const stores = [{}, clickHouse()];
  const said = [];
  for (const env of stores) {
    said.push([
      await world.must(['cost', 'import', cur], env),
      await world.must(['cost', 'import', focus, '--dry-run'], env),
      await world.must(['cost', 'import', focus], env),
      await world.must(['cost', 'import', cur], env),
    ]);
  }
  expect(said[1]).toEqual(said[0]);

  for (const by of [
    'service,account',
    'region',
    'resource',
    'tag:team',
    'tag:env,category',
    "tag:it's",
    'tag:newline,tag:__proto__',
    'charge_category',
  ]) {
    for (const granularity of ['total', 'monthly', 'daily']) {
      for (const basis of ['billed', 'effective', 'list']) {
        const args = ['--from', '2026-09', '--to', '2026-10', '--group-by', by];
        const more = ['--granularity', granularity, '--basis', basis];
        const shown = [];
        for (const env of stores) {
          const { sources, ...report } = await world.show([...args, ...more], env);
          shown.push({ ...report, sources: sources.map(({ source, period }) => [source, period]) });
        }
        expect(shown[1]).toEqual(shown[0]);
      }
    }
  }
  const days = await world.show(['--from', '2026-10-05', '--to', '2026-10-05'], clickHouse());
  expect(days.totals).toEqual(
    (await world.show(['--from', '2026-10-05', '--to', '2026-10-05'])).totals,
  );
  for (const sql of [
    'select date, account_id, service, region, usage_type, amount, currency, basis, is_final from cost_metrics order by 1, 2, 3, 4, 5, 6, 8',
    'select BilledCost, Tags, ChargePeriodStart, SkuPriceDetails from charges order by 1',
  ]) {
    const answers = [];
    for (const env of stores)
      answers.push(await world.must(['query', sql, '--format', 'json'], env));
    const asBoolean = answers.map((text) =>
      text
        .replaceAll(/"is_final":(?:0|false)/g, '"is_final":false')
        .replaceAll(/"is_final":(?:1|true)/g, '"is_final":true'),
    );
    expect(asBoolean[1]).toBe(asBoolean[0]);
  }
});

test('an export from ClickHouse comes back into DuckDB as it was', async () => {
  await world.must(['cost', 'import', await world.csv('focus.csv', ROWS)], clickHouse());
  for (const format of ['parquet', 'csv']) {
    const file = path.join(world.folder, `out.${format}`);
    await world.must(['cost', 'export', file, ...OCTOBER], clickHouse());
    await using other = await BillWorld.create();
    await other.must(['cost', 'import', file]);
    await using direct = await BillWorld.create();
    await direct.must(['cost', 'import', await world.csv('focus.csv', ROWS)]);
    const sql = 'select * exclude (source, source_name, collected_at) from charges order by all';

    expect(await other.query(sql)).toEqual(await direct.query(sql));
  }
});

test('a failure of the server leaves the old charges', async () => {
  const file = await world.csv('next.csv', [focusRow({ BilledCost: '42' })]);
  await world.must(['cost', 'import', file], clickHouse());
  await world.csv('next.csv', [focusRow({ BilledCost: 'ten' })]);

  const bad = await world.run(['cost', 'import', file], clickHouse());

  expect([bad.exitCode, bad.stderr]).toEqual([
    1,
    expect.stringContaining('the column BilledCost has "ten"'),
  ]);
  expect((await world.show(OCTOBER, clickHouse())).totals[0]?.total).toBe('42');
});
