import { z } from 'zod';
import { dateOf, dayNumber, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { decimal, type Decimal } from '../../../cost/money/decimal.ts';
import { queryRows, sqlText } from '../../../cost/usage/query-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { ANALYSED_CHARGES, daysSql } from './daily-series.ts';
import { comparedKeys, type SeriesKey } from './series-key.ts';

/** What one series costs: its last days one by one, the days before them as a checksum. */
export interface SeriesSums {
  readonly key: SeriesKey;
  /** Of the days up to the cut. */
  readonly before: Checksum;
  /** Exact costs of the days after the cut, by day. */
  readonly days: ReadonlyMap<DayNumber, Decimal>;
}

/**
 * The sum of the costs of some days, and the sum of each cost times a number of its day: a cost that moved to another day
 * changes the second.
 */
export interface Checksum {
  readonly sum: bigint;
  readonly moment: bigint;
}

export const NO_CHECKSUM: Checksum = { sum: 0n, moment: 0n };

/** A checksum with further days. */
export function withDays(
  checksum: Checksum,
  days: Iterable<readonly [DayNumber, Decimal]>,
): Checksum {
  let { sum, moment } = checksum;
  for (const [day, amount] of days) {
    sum += amount;
    moment += amount * BigInt(weightOf(day));
  }
  return { sum, moment };
}

export function checksumText({ sum, moment }: Checksum): string {
  return `${sum} ${moment}`;
}

/** Different for the days of a year. */
function weightOf(day: DayNumber): number {
  const date = new Date(dateOf(day));
  return 31 * (date.getUTCMonth() + 1) + date.getUTCDate();
}

const WEIGHT = '(31 * extract(month from ChargePeriodStart) + extract(day from ChargePeriodStart))';
const KEYS = ['BillingCurrency', 'SubAccountId', 'ServiceName', 'RegionId'] as const;
const Row = z.tuple([
  ...[z.string(), z.string(), z.string(), z.string(), z.string(), z.string(), z.string()],
] as [z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodString]);

export interface SumsQuestion {
  readonly payer: string;
  readonly from: DayNumber;
  readonly to: DayNumber;
  /** Days up to here are summed up. */
  readonly cut: DayNumber;
  /** Only these series. @default all */
  readonly only?: readonly SeriesKey[];
}

/** The series of a payer's bill, in the order of their keys. */
export async function* seriesSums(
  reader: Pick<StoreReader, 'query'>,
  question: SumsQuestion,
  signal: AbortSignal,
): AsyncGenerator<SeriesSums, void> {
  let open: { key: SeriesKey; before: Checksum; days: Map<DayNumber, Decimal> } | undefined;
  const numbers = new Map<string, DayNumber>();
  for await (const row of queryRows(reader, sumsSql(question), signal)) {
    const [currency, account, service, region, day, sum, moment] = Row.parse(row);
    const key = { currency, account, service, region };
    if (open === undefined || comparedKeys(open.key, key) !== 0) {
      if (open !== undefined) yield open;
      open = { key, before: NO_CHECKSUM, days: new Map() };
    }
    if (day === '') {
      open.before = { sum: decimal(sum), moment: decimal(moment) };
    } else {
      const number = numbers.get(day) ?? dayNumber(day);
      numbers.set(day, number);
      open.days.set(number, decimal(sum));
    }
  }
  if (open !== undefined) yield open;
}

function sumsSql({ payer, from, to, cut, only }: SumsQuestion): string {
  const keys = KEYS.map((column) => `coalesce(${column}, '')`);
  const isBefore = `ChargePeriodStart < '${dateOf(cut + 1)} 00:00:00'`;
  const conditions = [
    `BillingAccountId = ${sqlText(payer)}`,
    ANALYSED_CHARGES,
    daysSql(from, to),
    ...(only === undefined ? [] : [`(${keys.join(', ')}) in (${only.map(tupleOf).join(', ')})`]),
  ];
  return `select ${keys.join(', ')},
      case when ${isBefore} then '' else cast(cast(ChargePeriodStart as date) as varchar) end as day,
      sum(EffectiveCost), sum(case when ${isBefore} then EffectiveCost * ${WEIGHT} else 0 end)
    from charges where ${conditions.join(' and ')} group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;
}

function tupleOf({ currency, account, service, region }: SeriesKey): string {
  return `(${[currency, account, service, region].map(sqlText).join(', ')})`;
}
