import { isActive } from '../../estate/organization.ts';
import { hash32 } from '../../../lib/random.ts';
import { currentMonth, invoicedAt, isFinal, stateOfMonth, type Refresh } from '../refresh.ts';
import { monthAfter, startOf } from '../days.ts';
import type { Ledger } from '../ledger.ts';
import type { ExportOptions } from '../ledger-options.ts';

const PREFIX = 'billing';
const DEFAULT_MONTHS = 4;
/** A file has the first days of an account's month, or the days from then on. */
const SECOND_HALF = 16;

/** The lines of one file. */
export interface PartScope {
  readonly accountId: string;
  /** Days of the month: the first, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** A month of an export, as it is delivered now. */
export interface ExportMonth {
  readonly options: ExportOptions;
  readonly month: string;
  /** When it was written last, in milliseconds. */
  readonly writtenAt: number;
  /** Names this version of the month. */
  readonly assemblyId: string;
  readonly parts: readonly { readonly key: string; readonly scope: PartScope }[];
  /** Where its manifest is; older reports have it in two places. */
  readonly manifestKeys: readonly string[];
}

/** The bucket that exports are delivered to. */
export function exportBucket(ledger: Ledger): string {
  return `acme-billing-exports-${ledger.estate.managementAccountId}`;
}

/** The exports of an organization: one of every kind, unless options say otherwise. */
export const DEFAULT_EXPORTS: readonly ExportOptions[] = [
  { name: 'focus-1-2', table: 'FOCUS_1_2_AWS', format: 'parquet' },
  { name: 'focus-1-0', table: 'FOCUS_1_0_AWS', format: 'csv' },
  { name: 'cur-2', table: 'COST_AND_USAGE_REPORT', format: 'parquet' },
  { name: 'legacy-report', table: 'legacy-cur', format: 'csv' },
];

export function exportPrefix(): string {
  return PREFIX;
}

/** The months that an export contains, oldest first. */
export function exportMonths(ledger: Ledger, options: ExportOptions): readonly ExportMonth[] {
  const refresh = ledger.refresh();
  const last = currentMonth(refresh);
  const count = options.months ?? DEFAULT_MONTHS;
  return Array.from({ length: count }, (_, index) => monthAfter(last, index - count + 1))
    .filter((month) => month >= ledger.firstMonth && refresh.billedUntil > startOf(month))
    .map((month) => exportMonth(ledger, options, month, refresh));
}

function exportMonth(
  ledger: Ledger,
  options: ExportOptions,
  month: string,
  refresh: Refresh,
): ExportMonth {
  const { name, table, format } = options;
  const assemblyId = assemblyOf(options, month, refresh);
  const extension = format === 'csv' ? 'csv.gz' : 'snappy.parquet';
  const isLegacy = table === 'legacy-cur';
  const folder = isLegacy
    ? `${PREFIX}/${name}/${digits(`${month}-01`)}-${digits(`${monthAfter(month)}-01`)}`
    : `${PREFIX}/${name}/data/BILLING_PERIOD=${month}`;
  const files = isLegacy ? `${folder}/${assemblyId}` : folder;
  const manifest = `${name}-Manifest.json`;
  return {
    options,
    month,
    writtenAt: isFinal(month, refresh) ? invoicedAt(month) : refresh.at,
    assemblyId,
    parts: scopesOf(ledger, month, refresh).map((scope, index) => ({
      key: `${files}/${name}-${String(index + 1).padStart(5, '0')}.${extension}`,
      scope,
    })),
    manifestKeys: isLegacy
      ? [`${folder}/${manifest}`, `${files}/${manifest}`]
      : [`${PREFIX}/${name}/metadata/BILLING_PERIOD=${month}/${manifest}`],
  };
}

/** Files hold an account's half month each, so that none is large. */
function scopesOf({ estate }: Ledger, month: string, { billedUntil }: Refresh): PartScope[] {
  const hasSecond = billedUntil > startOf(`${month}-${SECOND_HALF}`);
  return estate.accountIds
    .filter((accountId) => isActive(estate, accountId))
    .flatMap((accountId) => [
      { accountId, from: 1, to: SECOND_HALF },
      ...(hasSecond ? [{ accountId, from: SECOND_HALF, to: 32 }] : []),
    ]);
}

function assemblyOf({ name }: ExportOptions, month: string, refresh: Refresh): string {
  const version = `${name}/${month}/${stateOfMonth(month, refresh)}`;
  const hex = [1, 2, 3, 4].map((part) => hash32(version, part).toString(16).padStart(8, '0'));
  const [a = '', b = '', c = '', d = ''] = hex;
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

function digits(day: string): string {
  return day.replaceAll('-', '');
}
