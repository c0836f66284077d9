import { z } from 'zod';
import { DETECTOR_STATE_VERSION } from '../../../cost/analysis/anomalies/detector-state.ts';
import {
  dateOf,
  dayNumber,
  dayOfMonth,
  monthEnd,
  type DayNumber,
} from '../../../cost/analysis/calendar-day.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { ANOMALY_RUNS } from '../../../store/anomaly-tables.ts';
import type { Store } from '../../../store/store.ts';
import type { StoredRowOf } from '../../../store/stored-table.ts';
import { allRows } from '../../store/all-rows.ts';
import type { BillDays } from './bill-days.ts';
import { stateParts } from './detector-states.ts';

/** Changes when what is stored changes: everything is then analysed again. */
const VERSION = DETECTOR_STATE_VERSION * 100 + 1;
/** AWS may leave a bill open for long: days that are older are compared by the version of their period alone. */
const MOST_OPEN_DAYS = 93;

/** What the last run of a payer account left. */
export interface LastRun {
  readonly generation: number;
  readonly stableTo: DayNumber;
  readonly base: DayNumber;
}

/** What a run analyses. */
export interface AnalysisRange {
  /** Undefined: everything is analysed from the first day. */
  readonly last: LastRun | undefined;
  readonly first: DayNumber;
  readonly stableTo: DayNumber;
  /** The last day that has charges. */
  readonly provisionalTo: DayNumber;
  /** Days from here on may change: the states from before it are kept. The first of a month. */
  readonly base: DayNumber;
  /** Which version the periods before the base have, as JSON. */
  readonly olderPeriods: string;
}

const Run = z.tuple([
  ...[z.coerce.number(), z.string(), z.string(), z.string()],
  ...[z.coerce.number(), z.string(), z.number()],
] as [z.ZodCoercedNumber, z.ZodString, z.ZodString, z.ZodString, z.ZodCoercedNumber, z.ZodString, z.ZodNumber]); // prettier-ignore
const Periods = z.record(z.string(), z.string());

/** @param floor the least change that can alert: another one starts anew */
export async function analysisRange(
  store: Pick<Store, 'query'>,
  bill: BillDays,
  floor: number,
  signal: AbortSignal,
): Promise<AnalysisRange> {
  const { payer, first, last: provisionalTo, stableTo } = bill;
  const periods = await periodVersions(store, payer, signal);
  const fresh = baseOf(bill);
  const common = { first, stableTo, provisionalTo };
  const last = await lastRun(store, bill, { periods, floor }, signal);
  const base = last === undefined ? fresh : Math.max(last.base, fresh);
  return { ...common, last, base, olderPeriods: JSON.stringify(before(periods, base)) };
}

/** The first day that may change: that of the first month without an invoice. */
function baseOf({ first, stableTo, finalTo }: BillDays): DayNumber {
  const open = finalTo === undefined ? first : finalTo + 1;
  return monthStart(Math.min(Math.max(open, stableTo - MOST_OPEN_DAYS), Math.max(stableTo, first)));
}

export function monthStart(day: DayNumber): DayNumber {
  return day - dayOfMonth(day) + 1;
}

/** The first days of months from one day to another. */
export function monthStarts(from: DayNumber, to: DayNumber): readonly DayNumber[] {
  const starts: DayNumber[] = [];
  for (let day = monthStart(from); day <= to; day = monthEnd(day) + 1) {
    if (day >= from) starts.push(day);
  }
  return starts;
}

/** @returns undefined where the last run cannot be continued */
async function lastRun(
  store: Pick<Store, 'query'>,
  { payer, first, stableTo }: BillDays,
  {
    periods,
    floor,
  }: { readonly periods: Readonly<Record<string, string>>; readonly floor: number },
  signal: AbortSignal,
): Promise<LastRun | undefined> {
  const [row] = await allRows(
    store,
    `select version, first_day, stable_until, base_day, generation, older_periods, floor
     from anomaly_runs where payer = ${sqlText(payer)}`,
    signal,
  );
  if (row === undefined) return undefined;
  const [version, firstDay, stableUntil, baseDay, generation, older, itsFloor] = Run.parse(row);
  if (version !== VERSION || itsFloor !== floor) return undefined;
  const [stable, base] = [dayNumber(stableUntil), dayNumber(baseDay)];
  // Earlier days have come, or days that were stable have gone.
  if (first < dayNumber(firstDay) || stableTo < stable) return undefined;
  // The retention removes periods; those that are there must be the same.
  const known = Periods.parse(JSON.parse(older));
  const now = Object.entries(before(periods, base));
  if (now.some(([period, collected]) => known[period] !== collected)) return undefined;
  const parts = await stateParts(store, payer, signal);
  // A run that did not end has left states.
  if (parts.some((part) => part.generation > generation)) return undefined;
  return { generation, stableTo: stable, base };
}

/** When each billing period was collected, by its name. */
async function periodVersions(
  store: Pick<Store, 'query'>,
  payer: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const rows = await allRows(
    store,
    `select source_period, cast(max(collected_at) as varchar) from charges where BillingAccountId = ${sqlText(payer)} group by 1 order by 1`,
    signal,
  );
  return Periods.parse(Object.fromEntries(rows));
}

function before(
  periods: Readonly<Record<string, string>>,
  base: DayNumber,
): Readonly<Record<string, string>> {
  const month = dateOf(base).slice(0, 'YYYY-MM'.length);
  return Object.fromEntries(Object.entries(periods).filter(([period]) => period < month));
}

/** The row that makes a run count. */
export function runRow(
  payer: string,
  { first, stableTo, provisionalTo, base, olderPeriods }: AnalysisRange,
  done: {
    readonly generation: number;
    readonly floor: number;
    readonly series: number;
    readonly replayed: number;
    readonly now: number;
  },
): StoredRowOf<typeof ANOMALY_RUNS> {
  const { generation, floor, series, replayed, now } = done;
  return [
    ...([payer, VERSION, dateOf(first), dateOf(stableTo), dateOf(provisionalTo)] as const),
    ...([dateOf(base), generation, olderPeriods, floor, series, replayed, now] as const),
  ];
}
