import { ConfigurationError } from '../../../lib/errors.ts';

/** A time of the bill. */
export interface ChargePeriod {
  /** The first day: `2026-10-01`. */
  readonly from: string;
  /** The last day. */
  readonly to: string;
  /**
   * The column that decides whether a charge belongs to it. Whole months are billing periods: what is shown is then the
   * bill, also where a charge is for a day of another month.
   */
  readonly column: 'BillingPeriodStart' | 'ChargePeriodStart';
}

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
/** What the two dates are called where they are given. */
export interface DateNames {
  readonly from: string;
  readonly to: string;
}

const FLAGS: DateNames = { from: '--from', to: '--to' };
const REMEDY = 'write a day such as 2026-10-31, or a month such as 2026-10';

/**
 * The time that a user means: the last month without both, one month with a month, up to today with `from` alone.
 *
 * @param from a day or a month
 * @param to the last day, or a month
 * @param now milliseconds since the Unix epoch
 * @param names for messages
 * @throws {ConfigurationError} for what is not a date, and an end before the start
 */
export function chargePeriod(
  from: string | undefined,
  to: string | undefined,
  now: number,
  names = FLAGS,
): ChargePeriod {
  const today = new Date(now).toISOString().slice(0, 'YYYY-MM-DD'.length);
  if (from === undefined && to === undefined) {
    const last = monthBefore(today.slice(0, 'YYYY-MM'.length));
    return periodOf(`${last}-01`, lastDay(last));
  }
  const end = to === undefined ? today : MONTH.test(to) ? lastDay(to) : dayOf(to, names.to);
  const start =
    from === undefined
      ? `${end.slice(0, 'YYYY-MM'.length)}-01`
      : MONTH.test(from)
        ? `${from}-01`
        : dayOf(from, names.from);
  if (end < start) {
    if (to === undefined) {
      const remedy = `choose a day or a month up to today, ${today} (UTC)`;
      throw new ConfigurationError(`${names.from} ${start} is in the future`, { remedy });
    }
    throw new ConfigurationError(`${names.to} ${end} is before ${names.from} ${start}`, {
      remedy: `give the first day as ${names.from}, the last as ${names.to}`,
    });
  }
  return periodOf(start, end);
}

/** The day after the last. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

function periodOf(from: string, to: string): ChargePeriod {
  const areMonths = from.endsWith('-01') && dayAfter(to).endsWith('-01');
  return { from, to, column: areMonths ? 'BillingPeriodStart' : 'ChargePeriodStart' };
}

function dayOf(text: string, name: string): string {
  const time = DAY.test(text) ? Date.parse(text) : Number.NaN;
  // The 31st of a month with 30 days would be the 1st of the next.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new ConfigurationError(`${name}: "${text}" is not a date`, { remedy: REMEDY });
}

function monthBefore(month: string): string {
  return new Date(Date.parse(`${month}-01`) - DAY_MS).toISOString().slice(0, 'YYYY-MM'.length);
}

function lastDay(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
