import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { describe, expect, test } from '@jest/globals';
import { BillWorld } from './bill-world.ts';
import { FocusRules } from './focus-rules.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];

/** What AWS has, of the model's criteria. Names of accounts, and types of accounts, are not in the legacy report. */
const SUPPORTED = new Set([
  'AVAILABILITY_ZONE_SUPPORTED',
  'BILLING_BASED_ON_PROVISIONED_RESOURCES_SUPPORTED',
  'CAPACITY_RESERVATION_SUPPORTED',
  'COMMITMENT_DISCOUNT_SUPPORTED',
  'MULTIPLE_PRICING_CATEGORIES_SUPPORTED',
  'NEGOTIATED_PRICING_SUPPORTED',
  'PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED',
  'PUBLIC_PRICE_LIST_SUPPORTED',
  'REGION_SUPPORTED',
  'RESOURCE_TYPE_ASSIGNMENT_SUPPORTED',
  'SUB_ACCOUNT_SUPPORTED',
  'TAGGING_SUPPORTED',
  'UNIT_PRICING_SUPPORTED',
  'USAGE_MEASUREMENT_SUPPORTED',
]);

/** Rules that the export does not keep, and why that is no fault of it. */
const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'BilledCost-C-005-C':
    'the model takes another name of the issuer for a third party: AWS bills through companies of its own',
  'CommitmentDiscountCategory-C-005-M':
    'the model has no condition: the text allows no value where there is no commitment',
  'CommitmentDiscountStatus-C-003-C':
    'the model wants a value where its text wants none: without a commitment',
  'CommitmentDiscountStatus-C-004-C':
    'the condition of the model is the opposite of that of its text: with a commitment',
  'CommitmentDiscountStatus-C-005-M':
    'the model has the values of another column: FOCUS 1.2 has Used and Unused',
  'SubAccountName-C-005-C':
    'the legacy report has no names of accounts, and Longshore invents none',
};

(DATA === undefined ? describe.skip : describe)('FOCUS 1.2 (LONGSHORE_TEST_DATA)', () => {
  const data = DATA ?? '';

  test('the export of a legacy report breaks no rule that applies', async () => {
    await using world = await BillWorld.create();
    await world.must([
      'cost',
      'import',
      path.join(data, 'cur/aws-legacy-cur-anonymised-2023-11.csv.gz'),
    ]);
    const file = path.join(world.folder, 'bill.parquet');
    await world.must(['cost', 'export', file, '--from', '2023-11', '--to', '2023-11']);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`create table bill as select * from '${file}'`);
    const described = await connection.runAndReadAll('describe bill');
    const columns = new Map(
      described.getRows().map(([name, type]) => [String(name), String(type)] as const),
    );
    const rules = await FocusRules.read(
      path.join(data, 'focus/focus-rules-model-1.2.json.gz'),
      'bill',
      columns,
    );

    const broken = await brokenRules(connection, rules);
    // A rule that is broken on purpose is found: the model is really read.
    await connection.run(
      "update bill set ChargeCategory = 'Gift', BilledCost = 1 where ChargeCategory = 'Tax'",
    );
    const spoiled = await brokenRules(connection, rules);
    connection.disconnectSync();
    instance.closeSync();

    expect(rules.count).toBe(621);
    expect(
      Object.keys(broken)
        .filter((id) => !(id in NOT_APPLICABLE))
        .map((id) => [id, broken[id]]),
    ).toEqual([]);
    expect(Object.keys(spoiled)).toContain('ChargeCategory-C-003-M');
    expect(Object.keys(NOT_APPLICABLE).filter((id) => !(id in broken))).toEqual([]);
  });
});

/** The rules that rows break, each with their number. Recommendations do not count. */
async function brokenRules(
  connection: DuckDBConnection,
  rules: FocusRules,
): Promise<Readonly<Record<string, string>>> {
  const broken: Record<string, string> = {};
  for (const { id, keyword, text, condition, predicate } of rules.all(SUPPORTED)) {
    if (!keyword.startsWith('MUST')) continue;
    const result = await connection.runAndReadAll(
      `select count(*) from bill where (${condition}) and not coalesce(${predicate}, false)`,
    );
    const rows = Number(result.getRows()[0]?.[0]);
    if (rows > 0) broken[id] = `${rows} rows: ${text}`;
  }
  return broken;
}
