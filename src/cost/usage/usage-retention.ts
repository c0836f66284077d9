import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { USAGE, type UsageRow } from '../../store/usage-tables.ts';
import { sqlTime } from '../prices/sql-time.ts';
import { queryRows } from './query-rows.ts';
import { DAY_MS, dayName, startOfDay } from './usage-days.ts';

/** Values of older days are put together: rules look back 30 days. */
const HOURLY_DAYS = 35;
const ROWS_PER_BATCH = 5_000;

const Day = z.tuple([z.string()]);
const number = z.number().nullable();
const Row = z.tuple([
  ...([z.string(), z.string(), z.string(), z.string(), z.string()] as const),
  ...([z.string(), z.string(), z.string(), z.string()] as const),
  ...([z.coerce.number(), z.boolean(), z.coerce.number(), number, number, z.number()] as const),
]);

/**
 * Removes days of usage that are too old, and puts the hours of days together that are older than any rule looks back: one
 * value stays for each series and day.
 */
export async function compactUsage(
  store: Store,
  { now, retentionDays }: { readonly now: number; readonly retentionDays: number },
  signal: AbortSignal,
): Promise<void> {
  const today = startOfDay(now);
  const days = await daysOf(store, 'true', signal);
  const kept = days.filter((day) => day >= today - retentionDays * DAY_MS);
  if (kept.length < days.length) await store.keepParts(USAGE, kept.map(dayName));
  const old = `day < '${sqlTime(today - HOURLY_DAYS * DAY_MS)}' and length(measurements) > 1`;
  for (const day of await daysOf(store, old, signal)) {
    await store.replacePart(USAGE, dayName(day), dayRows(store, day, signal), signal);
  }
}

async function daysOf(
  store: Store,
  where: string,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const days: number[] = [];
  const sql = `select distinct day from usage where ${where} order by day`;
  for await (const row of queryRows(store, sql, signal)) days.push(Date.parse(Day.parse(row)[0]));
  return days;
}

async function* dayRows(
  store: Store,
  day: number,
  signal: AbortSignal,
): AsyncGenerator<readonly UsageRow[], void> {
  const sql = `select account, region, kind, id, name, metric, statistic, unit, series, period, leaves_out_zeros,
      points, minimum, maximum, sum
    from usage where day = '${sqlTime(day)}' order by account, region, kind, id, name`;
  let batch: UsageRow[] = [];
  for await (const row of queryRows(store, sql, signal)) {
    batch.push(dailyRow(Row.parse(row), day));
    if (batch.length < ROWS_PER_BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function dailyRow(row: z.output<typeof Row>, day: number): UsageRow {
  const [account, region, kind, id, name, metric, statistic, unit, series, ...measured] = row;
  const [period, leavesOutZeros, points, minimum, maximum, sum] = measured;
  const value = points === 0 ? null : { Average: sum / points, Sum: sum }[statistic];
  const extreme = statistic === 'Minimum' ? minimum : maximum;
  return [
    ...([account, region, kind, id, name, metric, statistic, unit, series, day, period] as const),
    ...([leavesOutZeros, points, minimum, maximum, sum] as const),
    [value === undefined ? extreme : value],
  ];
}
