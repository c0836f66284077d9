import { z } from 'zod';
import { dayNumber, monthEnd, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { allRows } from '../../store/all-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';

const DAY_MS = 86_400_000;
/** AWS completes a day's charges within about this time. */
const STABLE_AGE_MS = 48 * 3_600_000;
/** The last days of a bill that are not stable, however late it was collected: an export may end within a day. */
const UNSTABLE_DAYS = 2;
/** A payer account whose bill ends so many days before the others' does not hold them back. */
const LAGGING_DAYS = 7;

/** How far the bill of one payer account goes. */
export interface BillDays {
  readonly payer: string;
  /** Of the first charge. */
  readonly first: DayNumber;
  /** Of the last charge; it may be incomplete. */
  readonly last: DayNumber;
  /** The last day whose charges hardly change any more: analysis learns up to here. */
  readonly stableTo: DayNumber;
  /** The last day of the billing periods whose invoices are issued, without a gap. Undefined for none. */
  readonly finalTo: DayNumber | undefined;
  /** When the newest period was collected, in milliseconds since the Unix epoch. */
  readonly collectedAt: number;
}

/**
 * How much the charges of a time may still change:
 * - `final`: its invoices are issued
 * - `estimated`: its days are complete; AWS may still correct them
 * - `partial`: its last days are not complete
 */
export type PeriodState = 'final' | 'estimated' | 'partial';

const Period = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().transform(Date.parse),
  z.union([z.boolean(), z.number()]).transform(Boolean),
]);
type Period = z.output<typeof Period>;

/** The bill of each payer account, by its id. */
export async function billDays(
  reader: Pick<StoreReader, 'query'>,
  signal: AbortSignal,
): Promise<readonly BillDays[]> {
  const rows = await allRows(
    reader,
    `select BillingAccountId, source_period, cast(min(ChargePeriodStart) as date), cast(max(ChargePeriodStart) as date),
      max(collected_at), min(is_final)
     from charges where ChargeCategory = 'Usage' group by 1, 2 order by 1, 2`,
    signal,
  );
  const periods = new Map<string, Period[]>();
  for (const row of rows.map((one) => Period.parse(one))) {
    periods.set(row[0], [...(periods.get(row[0]) ?? []), row]);
  }
  return [...periods].map(([payer, its]) => daysOf(payer, its));
}

function daysOf(payer: string, periods: readonly Period[]): BillDays {
  const first = Math.min(...periods.map((period) => dayOf(period[2])));
  const last = Math.max(...periods.map((period) => dayOf(period[3])));
  const collectedAt = periods.at(-1)?.[4] ?? 0;
  const open = periods.find((period) => !period[5])?.[1];
  const final = periods.filter((period) => open === undefined || period[1] < open).at(-1)?.[1];
  const finalTo = final === undefined ? undefined : monthEnd(dayNumber(`${final}-01`));
  const complete = Math.floor((collectedAt - STABLE_AGE_MS) / DAY_MS) - 1;
  const stable = Math.min(complete, last - UNSTABLE_DAYS);
  const stableTo = Math.max(stable, Math.min(finalTo ?? -Infinity, last));
  return { payer, first, last, stableTo, finalTo, collectedAt };
}

function dayOf(text: string): DayNumber {
  return dayNumber(text.slice(0, 'YYYY-MM-DD'.length));
}

/** The days that all bills have, except bills that ended long before the others. */
export function commonDays(bills: readonly BillDays[]): Omit<BillDays, 'payer'> | undefined {
  if (bills.length === 0) return undefined;
  const newest = Math.max(...bills.map(({ last }) => last));
  const current = bills.filter(({ last }) => last >= newest - LAGGING_DAYS);
  const finals = current.map(({ finalTo }) => finalTo);
  return {
    first: Math.min(...bills.map(({ first }) => first)),
    last: newest,
    stableTo: Math.min(...current.map(({ stableTo }) => stableTo)),
    finalTo: finals.reduce((one, other) =>
      one === undefined || other === undefined ? undefined : Math.min(one, other),
    ),
    collectedAt: Math.min(...current.map(({ collectedAt }) => collectedAt)),
  };
}

/** @param to the last day of the time */
export function periodState(
  { stableTo, finalTo }: Pick<BillDays, 'stableTo' | 'finalTo'>,
  to: DayNumber,
): PeriodState {
  if (finalTo !== undefined && to <= finalTo) return 'final';
  return to <= stableTo ? 'estimated' : 'partial';
}
