import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { readFile, writeFile } from 'node:fs/promises';
import { MAPPINGS } from '../../../src/cost/billing/charge-query.ts';
import { BILL_COLUMNS } from '../../../src/store/charges.ts';
import { BillWorld, curRow, legacyCurRow, type ExportRow } from './bill-world.ts';

const OCTOBER = ['--from', '2026-10', '--to', '2026-10'];
const PLAN = 'arn:aws:savingsplans::210000000000:savingsplan/1';
const RESERVATION = 'arn:aws:ec2:eu-west-1:210000000000:reserved-instances/1';

let world: BillWorld;
beforeEach(async () => {
  world = await BillWorld.create();
});
afterEach(() => world[Symbol.asyncDispose]());

function line(type: string, cost: string, change: ExportRow = {}): ExportRow {
  return curRow({
    line_item_line_item_type: type,
    line_item_unblended_cost: cost,
    line_item_resource_id: null,
    pricing_public_on_demand_cost: null,
    ...change,
  });
}

/** A month with every type of line, and commitments that were not used up. */
const LINES: readonly ExportRow[] = [
  line('Usage', '10', { line_item_resource_id: 'i-1', pricing_public_on_demand_cost: '12' }),
  line('SavingsPlanCoveredUsage', '8', {
    line_item_resource_id: 'i-2',
    savings_plan_savings_plan_a_r_n: PLAN,
    savings_plan_savings_plan_effective_cost: '5.5',
    pricing_public_on_demand_cost: '8',
  }),
  line('SavingsPlanNegation', '-8', { savings_plan_savings_plan_a_r_n: PLAN }),
  line('SavingsPlanRecurringFee', '7', {
    savings_plan_savings_plan_a_r_n: PLAN,
    savings_plan_total_commitment_to_date: '7',
    savings_plan_used_commitment: '5.5',
  }),
  line('SavingsPlanUpfrontFee', '100', { savings_plan_savings_plan_a_r_n: PLAN }),
  line('DiscountedUsage', '0', {
    line_item_resource_id: 'i-3',
    line_item_unblended_rate: '0',
    reservation_reservation_a_r_n: RESERVATION,
    reservation_effective_cost: '3',
    pricing_public_on_demand_cost: '6',
  }),
  line('RIFee', '4', {
    reservation_reservation_a_r_n: RESERVATION,
    reservation_unused_amortized_upfront_fee_for_billing_period: '0.25',
    reservation_unused_recurring_fee: '0.75',
  }),
  line('Fee', '50', { reservation_reservation_a_r_n: RESERVATION }),
  line('Fee', '20', { line_item_product_code: 'AWSSupportBusiness' }),
  line('Tax', '2'),
  line('Credit', '-1'),
  line('Refund', '-0.5'),
  line('EdpDiscount', '-0.3'),
  line('SomethingNew', '0.1'),
];

test('lines become charges of FOCUS, with commitments spread over what they cover', async () => {
  await world.must(['cost', 'import', await world.csv('cur.csv', LINES)]);

  const found = await world.query(
    `select ChargeCategory, coalesce(ChargeClass, '') as class, coalesce(CommitmentDiscountStatus, '') as status,
       BilledCost, EffectiveCost, ListCost, coalesce(PricingCategory, '') as pricing
     from charges order by BilledCost desc, EffectiveCost desc, ListCost desc`,
  );

  expect(found.map((row) => Object.values(row as object).join(' '))).toEqual([
    'Purchase   100 0 100 Standard',
    'Purchase   50 0 50 Standard',
    'Purchase   20 20 20 Standard',
    'Usage   10 10 12 Standard',
    'Purchase   7 0 7 Standard',
    'Purchase   4 0 4 Standard',
    'Tax   2 2 2 ',
    'Adjustment   0.1 0.1 0.1 ',
    'Usage  Used 0 5.5 8 Committed',
    'Usage  Used 0 3 6 Committed',
    'Usage  Unused 0 1.5 0 Committed',
    'Usage  Unused 0 1 0 Committed',
    'Usage   0 0 0 Committed',
    'Usage   -0.3 -0.3 -0.3 Standard',
    'Adjustment Correction  -0.5 -0.5 -0.5 ',
    'Credit   -1 -1 -1 ',
  ]);
});

test('the total is that of the lines, and of the amortized costs', async () => {
  await world.must(['cost', 'import', await world.csv('cur.csv', LINES)]);

  const [billed] = (await world.show(OCTOBER)).totals;
  const [effective] = (await world.show([...OCTOBER, '--basis', 'effective'])).totals;

  expect(billed).toMatchObject({ total: '191.3', credits: '-1', taxes: '2' });
  expect(effective?.total).toBe('41.3');
});

test('a report without the lines that offset a Savings Plan is an error', async () => {
  const some = LINES.filter((row) => row['line_item_line_item_type'] !== 'SavingsPlanNegation');

  const { exitCode, stderr } = await world.run([
    ...['cost', 'import'],
    await world.csv('cur.csv', some),
  ]);

  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringContaining('of 2026-10 must cancel each other, but 8.00 is left'),
  ]);
});

test('CUR 2.0 and the legacy report give the same charges', async () => {
  const tagged = LINES.map((row) => ({
    ...row,
    resource_tags: '{"user_team":"billing","aws_x":"1"}',
  }));
  await world.must(['cost', 'import', await world.csv('two.csv', tagged)]);
  const legacy = tagged.map(legacyCurRow);
  const file = await world.csv('legacy.csv', legacy);
  await writeFile(`${file}.gz`, gzipSync(await readFile(file)));
  await using other = await BillWorld.create();
  await other.must(['cost', 'import', `${file}.gz`]);
  const sql = `select * exclude (source, source_name, collected_at, BillingAccountName, SubAccountName)
    from charges order by all`;

  expect(await other.query('select distinct source from charges')).toEqual([
    { source: 'cur-legacy' },
  ]);
  expect(await other.query(sql)).toEqual(await world.query(sql));
  expect(await other.query('select distinct Tags from charges')).toEqual([
    { Tags: { team: 'billing', aws_x: '1' } },
  ]);
});

test('every column has an expression for every type of export', () => {
  for (const mapping of Object.values(MAPPINGS)) {
    expect(Object.keys(mapping.columns).sort()).toEqual(
      BILL_COLUMNS.map(({ name }) => name).sort(),
    );
  }
});
