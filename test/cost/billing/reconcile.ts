import { expect } from '@jest/globals';
import {
  parseGroups,
  withoutValue,
  type ChargeGroup,
} from '../../../src/app/cost/bill/charge-groups.ts';
import { chargePeriod } from '../../../src/app/cost/bill/charge-period.ts';
import { chargeReport, type ChargeReport } from '../../../src/app/cost/bill/charge-report.ts';
import { openReader } from '../../../src/app/store/open-reader.ts';
import type { StoreReader } from '../../../src/app/store/store-reader.ts';
import type { ChargeSource } from '../../../src/cost/billing/charge-source.ts';
import type { Basis } from '../../../src/cost/money/basis.ts';
import { minus, plus, roundedText, ZERO, type Decimal } from '../../../src/cost/money/decimal.ts';
import type { ExportOptions } from '../../../src/sandbox/ledger/ledger-options.ts';
import { bucketOf } from '../../sandbox/ledger/world.ts';
import type { BillTruth, ExpectedBill } from './bill-truth.ts';
import type { CollectWorld } from './collect-world.ts';

/** Exports of every type and format. */
export const ALL_EXPORTS: readonly ExportOptions[] = [
  { name: 'focus-1-2', table: 'FOCUS_1_2_AWS', format: 'parquet', months: 2 },
  { name: 'focus-1-2-csv', table: 'FOCUS_1_2_AWS', format: 'csv', months: 2 },
  { name: 'focus-1-0', table: 'FOCUS_1_0_AWS', format: 'csv', months: 2 },
  { name: 'focus-1-0-parquet', table: 'FOCUS_1_0_AWS', format: 'parquet', months: 2 },
  { name: 'cur-2', table: 'COST_AND_USAGE_REPORT', format: 'parquet', months: 2 },
  { name: 'cur-2-csv', table: 'COST_AND_USAGE_REPORT', format: 'csv', months: 2 },
  { name: 'legacy-report', table: 'legacy-cur', format: 'csv', months: 2 },
];

/** The type of each export; Cost Explorer is none. */
export const SOURCES = {
  'focus-1-2': 'focus-1.2',
  'focus-1-2-csv': 'focus-1.2',
  'focus-1-0': 'focus-1.0',
  'focus-1-0-parquet': 'focus-1.0',
  'cur-2': 'cur-2.0',
  'cur-2-csv': 'cur-2.0',
  'legacy-report': 'cur-legacy',
  'Cost Explorer': 'cost-explorer',
} as const satisfies Readonly<Record<string, ChargeSource>>;
export type SourceName = keyof typeof SOURCES;

const BASES: readonly Basis[] = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'];
/** Every group alone, and some together. */
export const GROUPINGS = [
  'service',
  'account',
  'region',
  'usage_type',
  'resource',
  'category',
  'charge_category',
  'tag:team',
  'tag:Name',
  'service,account,region',
  'account,charge_category',
  'service,charge_category',
  'tag:team,service,usage_type',
  'service,usage_type,resource,region,tag:environment',
] as const;

/** The costs that a source has. */
export function basesOf(source: ChargeSource): readonly Basis[] {
  return source === 'cost-explorer' ? ['BilledCost', 'EffectiveCost'] : BASES;
}

/** Collects a month from one source, and nothing else. */
export async function collectFrom(
  world: CollectWorld,
  name: SourceName,
  month: string,
): ReturnType<CollectWorld['collect']> {
  const type = SOURCES[name];
  const place = { name, bucket: bucketOf(world.sandbox), prefix: 'billing', region: 'us-east-1', type }; // prettier-ignore
  const env: Record<string, string> =
    type === 'cost-explorer'
      ? { LONGSHORE_SPEND_CAP_USD: '100' }
      : { LONGSHORE_COST_EXPORTS: JSON.stringify([place]) };
  return world.collect({ from: month, to: month, sources: new Set([type]) }, env);
}

/** The report of `cost show` for a month. */
export async function shown(
  reader: StoreReader,
  month: string,
  grouping: string,
  basis: Basis = 'BilledCost',
): Promise<ChargeReport> {
  const question = {
    period: chargePeriod(month, month, Date.now()),
    granularity: 'total' as const,
    groups: parseGroups(grouping),
    filters: [],
    basis,
  };
  return chargeReport(reader, question, new AbortController().signal);
}

export function readerOf(world: CollectWorld): Promise<StoreReader> {
  return openReader(world.settings(), world.folder, new AbortController().signal);
}

/** What a report says, by group; without groups that cost nothing. */
export function billOf({ rows, totals }: ChargeReport): ExpectedBill {
  const total = totals.get('USD');
  return {
    rows: Object.fromEntries(
      rows
        .filter(({ amount }) => amount !== ZERO)
        .map(({ values, amount }) => [values.join(' | '), amount]),
    ),
    credits: total?.credits ?? ZERO,
    taxes: total?.taxes ?? ZERO,
    total: total?.total ?? ZERO,
    withoutResource: total?.withoutResource ?? ZERO,
  };
}

export interface Reconciliation {
  readonly truth: BillTruth;
  readonly name: SourceName;
  readonly month: string;
  /** @default all */
  readonly groupings?: readonly string[];
}

/** Compares every grouping and basis that a source has with the ledger. @returns how many groups were compared */
export async function expectReconciled(
  world: CollectWorld,
  { truth, name, month, groupings = GROUPINGS }: Reconciliation,
): Promise<number> {
  const source = SOURCES[name];
  let compared = 0;
  await using reader = await readerOf(world);
  for (const grouping of groupings) {
    const groups: readonly ChargeGroup[] = parseGroups(grouping);
    for (const basis of basesOf(source)) {
      const report = await shown(reader, month, grouping, basis);
      const wanted = truth.expected(source, groups, basis, withoutValue);
      const about = `${name} ${month} ${grouping} ${basis}`;
      const found = billOf(report);
      expect([about, asText(found, source)]).toEqual([about, asText(wanted, source)]);
      // What is shown adds up to the bill, in whatever grouping.
      const apart = grouping.includes('charge_category') ? [] : [found.credits, found.taxes];
      const sum = [...Object.values(found.rows), ...apart].reduce(plus, ZERO);
      expect([about, minus(sum, found.total)]).toEqual([about, ZERO]);
      expect(report.others.size).toBe(0);
      expect([...report.totals.values()].map(({ unknown }) => unknown)).toEqual([0]);
      compared += Object.keys(found.rows).length;
    }
  }
  return compared;
}

/** Exports have every digit. Cost Explorer's sums are doubles: they are right to the cent. */
function asText({ rows, ...totals }: ExpectedBill, source: ChargeSource): object {
  const digits = source === 'cost-explorer' ? 2 : 10;
  const text = (amounts: Readonly<Record<string, Decimal>>) =>
    Object.fromEntries(
      Object.entries(amounts)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, amount]) => [key, roundedText(amount, digits)]),
    );
  return { ...text(totals), rows: text(rows) };
}
