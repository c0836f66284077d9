import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from '@jest/globals';
import { longshore } from '../../helpers/command.ts';
import { casesOf } from '../../helpers/nightly.ts';
import { BillWorld } from './bill-world.ts';
import { CollectWorld } from './collect-world.ts';
import { brokenRules, columnsOf, FocusRules } from './focus-rules.ts';
import { ALL_EXPORTS, collectFrom, type SourceName } from './reconcile.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];
const MONTH = ['--from', '2026-09', '--to', '2026-09'];
/** One of each type: what is stored does not depend on the format that was read. */
const NAMES = ['focus-1-2', 'focus-1-0', 'cur-2', 'legacy-report', 'Cost Explorer'] as const;

const world = await CollectWorld.create('2026-10-20T12:00:00Z', { ledger: { exports: ALL_EXPORTS } }); // prettier-ignore
afterAll(() => world[Symbol.asyncDispose]());

/** A final month from a source, and `cost export` of it. @returns the file's path */
async function exported(store: CollectWorld, name: SourceName, format: string): Promise<string> {
  await collectFrom(store, name, '2026-09');
  const file = path.join(store.folder, `bill.${format}`);
  const { exitCode, stderr } = await longshore(
    ['cost', 'export', file, '--format', 'focus-1.2', ...MONTH],
    { cwd: store.folder },
  );
  expect([exitCode, stderr]).toEqual([0, '']);
  return file;
}

const ROUND_TRIPS = casesOf(
  NAMES.flatMap((name) => [[name, 'parquet'], [name, 'csv']] as const),
  ([name, format]) => (format === 'csv') === (name === 'cur-2' || name === 'focus-1-0'),
); // prettier-ignore

test.each(ROUND_TRIPS)(
  'the charges of %s come back as they were from an export as %s',
  async (name, format) => {
    await using store = await world.beside();
    await using other = await BillWorld.create();

    await other.must(['cost', 'import', await exported(store, name, format)]);

    // Without an invoice, an export does not say that it is final.
    const sql = `select * exclude (source, source_name, collected_at, is_final) from charges order by all`;
    const charges = await other.query(sql);
    const { stdout } = await longshore(['query', sql, '--format', 'json'], { cwd: store.folder });
    expect(charges.length).toBeGreaterThan(500);
    expect(charges).toEqual(JSON.parse(stdout));
  },
); // prettier-ignore

/** Rules whose check in the model is not what their text wants, or needs to know what no column says. */
const OF_THE_MODEL = [
  'BilledCost-C-005-C',
  'CommitmentDiscountCategory-C-005-M',
  'CommitmentDiscountStatus-C-003-C',
  'CommitmentDiscountStatus-C-004-C',
  'CommitmentDiscountStatus-C-005-M',
  'EffectiveCost-C-005-C',
];
/** What nothing used of a commitment, and lines that cancel each other, have no price. */
const WITHOUT_PRICE = [
  'ContractedUnitPrice-C-006-C',
  'ListUnitPrice-C-005-C',
  'PricingCurrencyListUnitPrice-C-005-C',
  'PricingQuantity-C-005-C',
];
/** Rules that the charges of a source cannot keep: docs/bill-columns.md gives the reasons. */
const NOT_KEPT: Readonly<Partial<Record<SourceName, readonly string[]>>> = {
  'focus-1-2': [],
  'focus-1-0': ['CommitmentDiscountQuantity-C-005-C'],
  'cur-2': WITHOUT_PRICE,
  'legacy-report': [...WITHOUT_PRICE, 'SubAccountName-C-005-C'],
  'Cost Explorer': [
    ...WITHOUT_PRICE,
    'ContractedCost-C-003-M',
    'ContractedCost-C-004-M',
    'ListCost-C-003-M',
    'ListCost-C-004-M',
    'PricingCategory-C-004-C',
    'PricingCurrency-C-004-M',
    'PricingCurrencyEffectiveCost-C-003-M',
    'SkuId-C-005-C',
    'SkuPriceId-C-005-C',
    'SubAccountName-C-005-C',
  ],
};

(DATA === undefined ? describe.skip : describe)('FOCUS 1.2 (LONGSHORE_TEST_DATA)', () => {
  test.each(Object.entries(NOT_KEPT) as [SourceName, readonly string[]][])(
    'an export of %s breaks no rule that it can keep',
    async (name, notKept) => {
      await using store = await world.beside();
      const file = await exported(store, name, 'parquet');
      const instance = await DuckDBInstance.create(':memory:');
      const connection = await instance.connect();
      await connection.run(`create table bill as select * from '${file}'`);
      const model = path.join(DATA ?? '', 'focus/focus-rules-model-1.2.json.gz');
      const rules = await FocusRules.read(model, 'bill', await columnsOf(connection, 'bill'));

      const broken = await brokenRules(connection, 'bill', rules);
      connection.disconnectSync();
      instance.closeSync();

      expect(Object.keys(broken).sort()).toEqual([...OF_THE_MODEL, ...notKept].sort());
    },
  );
});

test('the page of the columns names every rule that is not kept', async () => {
  const page = await readFile(new URL('../../../docs/bill-columns.md', import.meta.url), 'utf8');

  const listed = new Set(page.match(/[A-Z]\w+-C-\d{3}-[CM]/g));
  expect([...listed].sort()).toEqual(
    [...new Set([...OF_THE_MODEL, ...Object.values(NOT_KEPT).flat()])].sort(),
  );
});
