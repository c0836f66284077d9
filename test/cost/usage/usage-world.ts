import type { ResourceUsage } from '../../../src/cost/usage/metric-summary.ts';
import { DAY_MS, dayName } from '../../../src/cost/usage/usage-days.ts';
import { usageRow, type UsageSeries } from '../../../src/cost/usage/usage-rows.ts';
import { usageSummaries, type UsageQuestion } from '../../../src/cost/usage/usage-summaries.ts';
import type { Store } from '../../../src/store/store.ts';
import { USAGE } from '../../../src/store/usage-tables.ts';

export const never = new AbortController().signal;
/** The first day of the tests' windows. */
export const FIRST_DAY = Date.parse('2026-11-01T00:00:00Z');
export const DAYS = 14;
export const WINDOW = { from: FIRST_DAY, until: FIRST_DAY + DAYS * DAY_MS } as const;

/** The CPU of an instance. */
export function cpuOf(id: string, changes: Partial<UsageSeries> = {}): UsageSeries {
  return {
    ...{
      account: '210000000001',
      region: 'eu-west-1',
      kind: 'AWS::EC2::Instance',
      id,
      name: 'cpu',
    },
    metric: { metric: 'CPUUtilization', statistic: 'Average', unit: 'Percent' },
    series: '',
    ...changes,
  };
}

/** Stores values by day, for days in a row. `valuesOf` gives those of one day. */
export async function storeDays(
  store: Store,
  series: UsageSeries,
  valuesOf: (day: number) => readonly (number | null)[],
  days = DAYS,
): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    const start = FIRST_DAY + day * DAY_MS;
    await store.addToParts(
      USAGE,
      new Map([[dayName(start), [usageRow(series, start, valuesOf(day))]]]),
      never,
    );
  }
}

/** 24 hours of a value. */
export function hours<Value>(value: Value): readonly Value[] {
  return Array.from({ length: 24 }, () => value);
}

export async function summaries(
  store: Pick<Store, 'query'>,
  question: Partial<UsageQuestion> = {},
): Promise<readonly ResourceUsage[]> {
  const metrics = new Map([['AWS::EC2::Instance', new Set(['cpu'])]]);
  const all: ResourceUsage[] = [];
  for await (const batch of usageSummaries(store, { metrics, ...WINDOW, ...question }, never)) {
    all.push(...batch);
  }
  return all;
}
