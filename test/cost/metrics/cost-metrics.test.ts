import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { CostMetrics } from '../../../src/app/cost/metrics/cost-metrics.ts';
import type { MetricsSource } from '../../../src/cost/metrics/metrics-source.ts';

/** More turns than pass between the end of a build and the moment when the next one can begin. */
const TURNS = 20;

const EMPTY: MetricsSource = {
  // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- it has nothing
  async *resources() {
    return;
  },
  related: () => Promise.resolve(new Map()),
  places: () => [],
  prices: () => undefined,
  s3Rates: () => undefined,
};

test.each(Array.from({ length: TURNS }, (_, turns) => turns))(
  'a build that is asked for %d turns after the last one is not lost',
  async (turns) => {
    let builds = 0;
    const metrics = new CostMetrics({
      modules: [],
      source: EMPTY,
      hasNames: true,
      now: () => 0,
      signal: new AbortController().signal,
      logger: { debug: () => undefined, warn: () => undefined },
      onBuilt: () => {
        builds += 1;
        if (builds === 1) void askAfter(turns);
      },
    });
    const askAfter = async (left: number): Promise<void> => {
      for (let turn = 0; turn < left; turn += 1) await Promise.resolve();
      await metrics.rebuild();
    };

    await metrics.rebuild();
    await nextTurn();
    await nextTurn();

    expect(builds).toBe(2);
  },
);
