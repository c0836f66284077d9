import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decimal, decimalText, sumOf } from '../../../src/cost/money/decimal.ts';
import { SERVICE_PLACES } from '../../../src/cost/billing/service-categories.ts';
import { z } from 'zod';
import { billService } from '../../../src/cost/explorer/bill-services.ts';
import { BillWorld } from './bill-world.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];
const NOVEMBER = ['--from', '2023-11', '--to', '2023-11'];
/** What the lines of the report add up to. */
const TOTAL = '1.6823086974';

// Where LONGSHORE_TEST_DATA is not set, import.test.ts speaks for the readers.
(DATA === undefined ? describe.skip : describe)('a real bill (LONGSHORE_TEST_DATA)', () => {
  const cur = path.join(DATA ?? '', 'cur');
  let world: BillWorld;
  beforeAll(async () => {
    world = await BillWorld.create();
    const file = path.join(cur, 'aws-legacy-cur-anonymised-2023-11.csv.gz');
    const text = await world.must(['cost', 'import', file]);
    expect(text).toContain('Imported 1,281 charges of 1 billing period');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.each([
    'service',
    'account',
    'region',
    'usage_type',
    'resource',
    'category',
    'charge_category',
    'tag:team',
    'service,region,usage_type',
  ])('adds up to the cent and beyond, by %s', async (groups) => {
    for (const granularity of ['total', 'monthly', 'daily']) {
      const args = [...NOVEMBER, '--group-by', groups, '--granularity', granularity];
      const { rows, totals } = await world.show(args);

      const [found] = totals;
      if (found === undefined) throw new Error('no charges');
      const { credits, taxes, total } = found;
      const apart = groups === 'charge_category' ? [] : [credits, taxes];
      const shown = [...rows.map(({ amount }) => amount), ...apart].map((amount) =>
        decimal(amount),
      );
      expect([total, decimalText(sumOf(shown))]).toEqual([TOTAL, TOTAL]);
    }
  });

  test('has the public cost, which is rate × usage, on every usage line', async () => {
    const found = await world.query(
      `select count(*) as lines, count(*) filter (where abs(ListUnitPrice::double * PricingQuantity::double - ListCost::double) < 5.0001e-11) as equal from charges where ChargeCategory = 'Usage'`,
    );

    // AWS rounds costs to ten digits.
    expect(found).toEqual([{ lines: 1269, equal: 1269 }]);
  });

  test.each(['parquet', 'csv'])('comes back as it was from an export as %s', async (format) => {
    const file = path.join(world.folder, `bill.${format}`);
    await world.must(['cost', 'export', file, ...NOVEMBER]);
    const other = await BillWorld.create();
    await other.must(['cost', 'import', file]);
    const columns =
      'select * exclude (source, source_name, collected_at) from charges order by all';

    expect(await other.query(columns)).toEqual(await world.query(columns));
    await other[Symbol.asyncDispose]();
  });

  test('fills the view of daily costs', async () => {
    const [found] = await world.query(
      `select count(distinct date) as days, sum(amount) as amount, min(currency) as currency, bool_or(is_final) as is_final
       from cost_metrics where basis = 'BilledCost'`,
    );

    expect(found).toEqual({ days: 14, amount: TOTAL, currency: 'USD', is_final: false });
  });

  test('the layouts of other tools are read', async () => {
    const keboola = path.join(cur, 'keboola');

    const text = await world.must([
      ...['cost', 'import', '--dry-run'],
      path.join(keboola, 'mock_data__cur_1_0__sample_billing_data.csv'),
      path.join(keboola, 'mock_data__cur_2_0__MockTestReportV2-00001.csv.gz'),
    ]);

    expect(text).toMatch(/123456789012 +2024-09 +4 +0\.11 .*cur-2\.0/);
    expect(text).toMatch(/123456789012 +2024-01 +3 +0\.05 .*cur-legacy/);
  });

  test('names of services lead to the codes of the bill', async () => {
    const found = await world.query('select distinct ServiceName as name, x_ServiceCode as code from charges');
    const services = z.array(z.object({ name: z.string(), code: z.string() })).parse(found);

    expect(services).toHaveLength(14);
    for (const { name, code } of services) expect([name, billService(name).code]).toEqual([name, code]);
  }); // prettier-ignore

  test('every service of the FOCUS converters has its category', async () => {
    const text = await readFile(path.join(cur, 'focus-converter-aws_category_mapping.csv'), 'utf8');
    const known = new Map(SERVICE_PLACES.map(({ code, category }) => [code, category]));

    const lines = text.trim().split(/\r?\n/).slice(1);

    expect(lines.length).toBe(213);
    for (const line of lines) {
      const [service = '', category] = line.split(',');
      expect([service, known.get(service.replace(/\*$/, '').trim())]).toEqual([service, category]);
    }
  });
});
