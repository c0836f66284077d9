import { expect, test } from '@jest/globals';
import { RefreshLoop } from '../../src/lib/refresh-loop.ts';
import type { Clock } from '../../src/lib/clock.ts';

const INTERVAL_MS = 1_000;

/** A clock on which each sleep is over at once; the loop ends after so many. */
function clockOf(sleeps: number, end: AbortController): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
      if (slept.length === sleeps) end.abort();
      return Promise.resolve();
    },
  };
}

test('loops that began together do not stay so', async () => {
  const intervals = await Promise.all(
    [0, 0.5, 1].map(async (share) => {
      const end = new AbortController();
      const clock = clockOf(2, end);
      const work = (): Promise<void> => Promise.resolve();
      const loop = new RefreshLoop({ work, intervalMs: INTERVAL_MS, clock, random: () => share });
      await loop.run(end.signal);
      return clock.slept;
    }),
  );

  expect(intervals).toEqual([
    [1_000, 1_000],
    [950, 950],
    [900, 900],
  ]);
});

test('a refresh that takes longer than the interval leaves others out, and counts them', async () => {
  const end = new AbortController();
  const clock = clockOf(2, end);
  const skipped: number[] = [];
  const loop = new RefreshLoop({
    work: () => clock.sleep(2_500, end.signal),
    intervalMs: INTERVAL_MS,
    clock,
    random: () => 0,
    onSkipped: (count) => skipped.push(count),
  });
  await loop.run(end.signal);

  expect(clock.slept).toEqual([2_500, 500]);
  expect(skipped).toEqual([2]);
});
