import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from '@jest/globals';
import { BillWorld } from './bill-world.ts';
import { brokenRules, columnsOf, FocusRules } from './focus-rules.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];

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
    const columns = await columnsOf(connection, 'bill');
    const rules = await FocusRules.read(
      path.join(data, 'focus/focus-rules-model-1.2.json.gz'),
      'bill',
      columns,
    );

    const broken = await brokenRules(connection, 'bill', rules);
    // A rule that is broken on purpose is found: the model is really read.
    await connection.run(
      "update bill set ChargeCategory = 'Gift', BilledCost = 1 where ChargeCategory = 'Tax'",
    );
    const spoiled = await brokenRules(connection, 'bill', rules);
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
