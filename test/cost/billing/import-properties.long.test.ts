import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chargeReport } from '../../../src/app/cost/bill/charge-report.ts';
import { importCharges } from '../../../src/app/cost/bill/import-charges.ts';
import { CHARGE_GROUPS, type ChargeGroup } from '../../../src/app/cost/bill/charge-groups.ts';
import { fileOpener } from '../../../src/app/cost/bill/open-files.ts';
import { allRows } from '../../../src/app/store/all-rows.ts';
import { openStore } from '../../../src/app/store/open-store.ts';
import { loadSettings } from '../../../src/config/settings.ts';
import type { Basis } from '../../../src/cost/money/basis.ts';
import { decimal, plus, sumOf, ZERO } from '../../../src/cost/money/decimal.ts';
import { scaledDecimalText } from '../../../src/lib/scaled-decimal.ts';
import { CHARGES } from '../../../src/store/charges.ts';
import type { Store } from '../../../src/store/store.ts';
import { BillWorld, curRow, focusRow, type ExportRow } from './bill-world.ts';

const RUNS = Number(process.env['LONGSHORE_TEST_SEQUENCES'] ?? 10);
const settings = loadSettings({ env: {}, file: undefined, flags: {} });
const { signal } = new AbortController();
const PERIOD = { from: '2026-09-01', to: '2026-10-31', column: 'BillingPeriodStart' } as const;

let folder: string;
let files: BillWorld;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-properties-'));
  files = await BillWorld.create();
  store = await openStore(settings, folder, 'bulk');
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function importFile(name: string, rows: readonly ExportRow[]): Promise<void> {
  await importCharges(
    { store, stored: store },
    {
      ...{ paths: [await files.csv(name, rows)], type: undefined, retentionMonths: 1_200, signal },
      openFiles: fileOpener(settings),
      acceptsLostAccounts: true,
      now: () => Date.parse('2026-11-01T00:00:00Z'),
    },
  );
}

/** Every charge, as it is stored. */
function charges(): Promise<readonly (readonly unknown[])[]> {
  return allRows(store, 'select * from charges order by all', signal);
}

const text = fc.oneof(
  fc.constantFrom(null, 'a', 'A', ' ', "b'c", 'd"e', '(no region)', 'ü', '{}', '\\', 'null'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((one) => !/[\0\r\n]/.test(one)),
); // prettier-ignore
const amount = fc.oneof(
  fc.integer({ min: -(10 ** 12), max: 10 ** 12 }).map((units) => `${units}e-10`),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(scaledDecimalText),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((one) => one.toFixed(18)),
  fc.constantFrom('0', '-0', '0.000000000000000001'),
);
const tags = fc.oneof(
  fc.constantFrom(null, '{}', '{"team":""}', '{"team":null}', '{"user:team":"y"}'),
  fc.dictionary(fc.constantFrom('team', 'env', 'a b', 'ü"'), fc.string({ maxLength: 5 }), { noNullPrototype: true }).map((one) => JSON.stringify(one)),
); // prettier-ignore
const charge = fc.record({
  BilledCost: amount,
  EffectiveCost: amount,
  ListCost: fc.option(amount),
  ChargeCategory: fc.constantFrom('Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'),
  BillingCurrency: fc.constantFrom('USD', 'EUR', 'JPY'),
  ServiceName: text,
  x_ServiceCode: text,
  RegionId: text,
  ResourceId: text,
  SkuMeter: text,
  SubAccountId: text,
  InvoiceId: fc.constantFrom(null, '7'),
  Tags: tags,
  BillingPeriodStart: fc.constantFrom('2026-10-01T00:00:00Z', '2026-09-01T00:00:00Z'),
});
const bill = fc.array(charge.map(focusRow), { minLength: 1, maxLength: 25 });
const groups = fc.subarray<ChargeGroup>([...CHARGE_GROUPS, { tag: 'team' }, { tag: 'ü"' }], { minLength: 1, maxLength: 4 }); // prettier-ignore

async function clear(): Promise<void> {
  await store.keepParts(CHARGES, []);
}

function sumBy(rows: readonly ExportRow[], basis: Basis): Readonly<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const currency of new Set(rows.map((row) => row['BillingCurrency'] ?? ''))) {
    const own = rows.filter((row) => row['BillingCurrency'] === currency);
    sums[currency] = String(sumOf(own.map((row) => decimal(row[basis] ?? '0'))));
  }
  return sums;
}

test('every grouping, granularity and basis adds up to the charges, whatever they are', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...[bill, groups, fc.constantFrom('total', 'monthly', 'daily')] as const,
      fc.constantFrom<Basis>('BilledCost', 'EffectiveCost', 'ListCost'),
      async (rows, by, granularity, basis) => {
        await clear();
        await importFile('any.csv', rows);

        const question = { period: PERIOD, granularity: granularity as 'total', groups: by, filters: [], basis };
        const report = await chargeReport(store, question, signal);

        const shown: Record<string, string> = {};
        for (const [currency, { credits, taxes, total, unknown }] of report.totals) {
          const own = report.rows.filter((row) => row.currency === currency).map((row) => row.amount);
          const apart = by.includes('charge_category') ? ZERO : plus(credits, taxes);
          expect(plus(sumOf(own), apart)).toBe(total);
          const without = rows.filter((row) => row['BillingCurrency'] === currency && (row[basis] ?? null) === null);
          expect(unknown).toBe(without.length);
          shown[currency] = String(total);
        }
        expect(shown).toEqual(sumBy(rows, basis));
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 300_000); // prettier-ignore

test('a period that is replaced twice is as after once, and others stay', async () => {
  await fc.assert(
    fc.asyncProperty(bill, bill, async (first, second) => {
      await clear();
      await importFile('bill.csv', first);
      await importFile('bill.csv', second);
      const once = await charges();
      await importFile('bill.csv', second);

      expect(await charges()).toEqual(once);
      const replaced = new Set(second.map((row) => row['BillingPeriodStart']));
      const left = first.filter((row) => !replaced.has(row['BillingPeriodStart']));
      expect(once).toHaveLength(left.length + second.length);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 300_000);

test('sources that overlap never double, in whatever order they come', async () => {
  const cur = fc
    .array(fc.tuple(amount, fc.constantFrom('2026-10-01T00:00:00Z', '2026-09-01T00:00:00Z')), { minLength: 1, maxLength: 10 })
    .map((lines) => lines.map(([cost, start]) => curRow({ line_item_unblended_cost: cost, bill_billing_period_start_date: start })));
  await fc.assert(
    fc.asyncProperty(bill, cur, fc.shuffledSubarray(['focus', 'cur', 'focus', 'cur'] as const, { minLength: 2 }), async (focus, lines, order) => {
      await clear();
      for (const one of order) await importFile(`${one}.csv`, one === 'focus' ? focus : lines);

      // Of each period, the charges of the best source that has it.
      const months = (rows: readonly ExportRow[], column: string) => new Set(rows.map((row) => row[column]?.slice(0, 7)));
      const inFocus = order.includes('focus') ? months(focus, 'BillingPeriodStart') : new Set();
      const wanted = [
        ...(order.includes('focus') ? focus.map((row) => ['focus-1.2', row['BillingPeriodStart']?.slice(0, 7)]) : []),
        ...(order.includes('cur') ? lines.map((row) => ['cur-2.0', row['bill_billing_period_start_date']?.slice(0, 7)]) : []),
      ].filter(([source, month]) => source === 'focus-1.2' || !inFocus.has(month));
      const found = await allRows(store, 'select source, source_period from charges', signal);
      expect(found.map(String).sort()).toEqual(wanted.map(String).sort());
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 300_000); // prettier-ignore
