import { describe, expect, test } from '@jest/globals';
import {
  MOST_POINTS,
  MOST_QUERIES,
  planCalls,
  pointsOf,
  type UsageCall,
  type WantedSeries,
} from '../../../src/cost/usage/plan-calls.ts';
import { DAY_MS } from '../../../src/cost/usage/usage-days.ts';
import type { UsagePeriod } from '../../../src/cost/usage/usage-metric.ts';
import { hash32 } from '../../../src/lib/random.ts';
import { cpuOf, FIRST_DAY } from './usage-world.ts';

function wanted(id: string, days: number, period: UsagePeriod = 3_600): WantedSeries {
  const metric = {
    metric: 'CPUUtilization',
    statistic: 'Average',
    unit: 'Percent',
    period,
  } as const;
  return {
    series: cpuOf(id, { metric }),
    namespace: 'AWS/EC2',
    dimensions: { InstanceId: id },
    from: FIRST_DAY,
    until: FIRST_DAY + days * DAY_MS,
  };
}

async function planned(...batches: readonly (readonly WantedSeries[])[]): Promise<UsageCall[]> {
  const calls: UsageCall[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- series come as a stream
  async function* stream(): AsyncGenerator<readonly WantedSeries[], void> {
    yield* batches;
  }
  for await (const call of planCalls(stream())) calls.push(call);
  return calls;
}

describe('The plan of calls', () => {
  test('has 134 calls for 10,000 instances with four metrics, hourly over 14 days', async () => {
    const series = Array.from({ length: 40_000 }, (_, index) => wanted(`i-${index}`, 14));

    const calls = await planned(series);

    expect(calls).toHaveLength(134);
    expect(calls[0]?.wanted).toHaveLength(300);
  });

  test('has 500 series in a call when they have few points', async () => {
    const series = Array.from({ length: 1_001 }, (_, index) => wanted(`i-${index}`, 1));

    expect((await planned(series)).map((call) => call.wanted.length)).toEqual([500, 500, 1]);
  });

  test('splits a series that has more points than a call may have', async () => {
    const days = 4_500;

    const calls = await planned([wanted('i-1', days)]);

    expect(calls.map((call) => (call.until - call.from) / DAY_MS)).toEqual([4_200, 300]);
    expect(calls[0]?.from).toBe(FIRST_DAY);
    expect(calls.at(-1)?.until).toBe(FIRST_DAY + days * DAY_MS);
  });

  test('asks daily metrics in calls of their own', async () => {
    const calls = await planned([wanted('i-1', 14), wanted('b-1', 14, 86_400), wanted('i-2', 14)]);

    expect(calls.map(({ period, wanted: { length } }) => [period, length])).toEqual([
      [3_600, 2],
      [86_400, 1],
    ]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'asks for every day of every series once, and never above a limit (%i)',
    async (seed) => {
      const draw = (what: string, most: number): number => hash32(what, seed) % most;
      const series = Array.from({ length: draw('count', 3_000) }, (_, index) =>
        wanted(
          `i-${index}`,
          1 + draw(`days ${index}`, 40),
          draw(`period ${index}`, 3) === 0 ? 86_400 : 3_600,
        ),
      );
      const batches = [series.slice(0, 700), series.slice(700, 701), series.slice(701)];

      const calls = await planned(...batches);

      const asked = new Map<string, number>();
      for (const call of calls) {
        expect(call.wanted.length).toBeLessThanOrEqual(MOST_QUERIES);
        expect(call.wanted.length * pointsOf(call)).toBeLessThanOrEqual(MOST_POINTS);
        for (const one of call.wanted) {
          expect([one.from, one.until, one.series.metric.period]).toEqual([
            call.from,
            call.until,
            call.period,
          ]);
          const days = (one.until - one.from) / DAY_MS;
          asked.set(one.series.id, (asked.get(one.series.id) ?? 0) + days);
        }
      }
      expect(asked).toEqual(
        new Map(series.map((one) => [one.series.id, (one.until - one.from) / DAY_MS])),
      );
    },
  );
});
