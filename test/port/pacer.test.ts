import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Pacer } from '../../src/port/pacer.ts';
import { PUBLISHED_LIMITS, WINDOW_SECONDS, type Family } from '../../src/port/rate-limits.ts';
import { VirtualClock } from '../aws/virtual-clock.ts';
import { failureOf, NEVER } from './port-world.ts';

const WINDOW_MS = WINDOW_SECONDS * 1_000;
const SILENT = { limit: undefined, period: undefined, remaining: undefined };

/** A pacer, and the times at which it released calls. */
class Paced {
  readonly clock = new VirtualClock();
  readonly pacer: Pacer;
  readonly sentAt: number[] = [];
  readonly #family: Family;

  constructor(family: Family, share: number) {
    this.#family = family;
    this.pacer = new Pacer(this.clock, share);
  }

  async send(): Promise<void> {
    await this.pacer.turn(this.#family, NEVER);
    this.sentAt.push(this.clock.now());
  }

  /** Workers that always have calls to send, for a limited time. */
  async work(workers: number, milliseconds: number): Promise<void> {
    const until = this.clock.now() + milliseconds;
    const worker = async (): Promise<void> => {
      while (this.clock.now() < until) await this.send();
    };
    await Promise.all(Array.from({ length: workers }, worker));
  }
}

/** The tolerance for rounding errors in sums of times. */
const ROUNDING_MS = 0.001;

/** Most calls in any stretch of this length. */
function mostIn(sentAt: readonly number[], milliseconds: number): number {
  let first = 0;
  let most = 0;
  for (const [last, at] of sentAt.entries()) {
    while ((sentAt[first] ?? 0) <= at - milliseconds + ROUNDING_MS) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Families with limits that are large enough to measure, and small enough to measure quickly. */
const allowances = fc
  .constantFrom<readonly [Family, number]>(
    ['bulk', 0.02],
    ['single', 0.05],
    ['search', 0.01],
    ['entities', 0.013],
    ['blueprints', 0.04],
    ['other', 0.02],
    ['anonymous', 1],
  )
  .map(([family, share]) => ({ family, share }));

describe('Pacer', () => {
  test('no window holds more than our share of the limit, in any order of calls', async () => {
    const loads = fc.record({
      allowance: allowances,
      pauses: fc.array(
        fc.record({ before: fc.integer({ min: 0, max: 200_000 }), calls: fc.nat(400) }),
        { minLength: 1, maxLength: 8 },
      ),
    });

    await fc.assert(
      fc.asyncProperty(loads, async ({ allowance: { family, share }, pauses }) => {
        const paced = new Paced(family, share);
        const { limit, burst } = PUBLISHED_LIMITS[family];
        const story = async (): Promise<void> => {
          const calls: Promise<void>[] = [];
          for (const { before, calls: count } of pauses) {
            await paced.clock.sleep(before);
            calls.push(...Array.from({ length: count }, () => paced.send()));
          }
          await Promise.all(calls);
        };

        await paced.clock.run(story());

        expect(mostIn(paced.sentAt, WINDOW_MS)).toBeLessThanOrEqual(limit * share);
        for (const part of [0.001, 0.01, 0.1, 0.5]) {
          const allowed = Math.max(1, burst * share) + limit * share * part;
          expect(mostIn(paced.sentAt, WINDOW_MS * part)).toBeLessThanOrEqual(allowed);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('under full load, at least nine tenths of our share are used', async () => {
    const loads = fc.record({ allowance: allowances, workers: fc.integer({ min: 1, max: 40 }) });

    await fc.assert(
      fc.asyncProperty(loads, async ({ allowance: { family, share }, workers }) => {
        const paced = new Paced(family, share);
        const windows = 4;

        await paced.clock.run(paced.work(workers, windows * WINDOW_MS));

        const allowed = PUBLISHED_LIMITS[family].limit * share * windows;
        expect(paced.sentAt.length).toBeGreaterThanOrEqual(0.9 * allowed);
      }),
      { numRuns: 15 },
    );
  });

  test('a limit in the headers applies immediately, also to calls that already wait', async () => {
    const readings = fc.record({
      limit: fc.integer({ min: 100, max: 2_000 }),
      period: fc.constantFrom(60, 300, 600),
      share: fc.constantFrom(0.3, 0.5, 1),
    });

    await fc.assert(
      fc.asyncProperty(readings, async ({ limit, period, share }) => {
        const paced = new Paced('bulk', share / 10);
        const waiting = paced.work(30, 20_000);
        paced.pacer.learn('bulk', { limit: limit * 10, period, remaining: undefined });
        await paced.clock.run(paced.work(1, 3 * period * 1_000));
        await paced.clock.run(waiting);

        const allowed = limit * share;
        expect(mostIn(paced.sentAt.slice(30), period * 1_000)).toBeLessThanOrEqual(allowed);
        expect(paced.sentAt.length).toBeGreaterThanOrEqual(0.9 * allowed * 3);
      }),
      { numRuns: 40 },
    );
  });

  test('no more calls than the remaining limit are sent at once, because others share it', async () => {
    const paced = new Paced('bulk', 0.5);
    await paced.send();

    paced.pacer.learn('bulk', { ...SILENT, limit: 35_000, period: 300, remaining: 12 });
    await paced.clock.run(Promise.all(Array.from({ length: 200 }, () => paced.send())));

    expect(paced.sentAt.filter((at) => at === 0)).toHaveLength(13);
  });

  test('answers without rate-limit headers change nothing', async () => {
    const paced = new Paced('bulk', 0.5);

    paced.pacer.learn('bulk', SILENT);
    paced.pacer.learn('bulk', { limit: 0, period: 0, remaining: undefined });
    await paced.clock.run(Promise.all(Array.from({ length: 500 }, () => paced.send())));

    expect(paced.pacer.waitedMs).toBe(0);
  });

  test('after a 429 no call is sent before the given time, including waiting calls', async () => {
    const paced = new Paced('single', 0.1);
    const calls = Promise.all(Array.from({ length: 60 }, () => paced.send()));
    const atOnce = paced.clock.sleep(1).then(() => {
      paced.pacer.pause('single', 20_000);
      return paced.sentAt.length;
    });

    await paced.clock.run(calls);

    const before = await atOnce;
    expect(before).toBeGreaterThan(10);
    expect(paced.sentAt).toHaveLength(60);
    expect(paced.sentAt[before]).toBeGreaterThanOrEqual(20_000);
    expect(mostIn(paced.sentAt.slice(before), 1_000)).toBeLessThanOrEqual(5);
  });

  test('an answer that arrives during the pause does not shorten it', async () => {
    const paced = new Paced('bulk', 0.5);
    paced.pacer.pause('bulk', 60_000);

    paced.pacer.learn('bulk', { limit: 350_000, period: 300, remaining: 3_000 });
    await paced.clock.run(paced.send());

    expect(paced.sentAt[0]).toBeGreaterThanOrEqual(60_000);
  });

  test('families do not wait for one another', async () => {
    const paced = new Paced('search', 0.5);
    paced.pacer.pause('bulk', 60_000);

    await paced.clock.run(paced.send());

    expect(paced.clock.now()).toBe(0);
  });

  test('a call that is aborted while it waits ends immediately; others keep waiting', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer(clock, 0.5);
    const controller = new AbortController();
    pacer.pause('bulk', 60_000);
    const first = failureOf(pacer.turn('bulk', controller.signal));
    const second = pacer.turn('bulk', NEVER);
    const third = failureOf(pacer.turn('bulk', controller.signal));

    controller.abort(new Error('the run was stopped'));

    expect(await Promise.all([first, third])).toEqual([
      new Error('the run was stopped'),
      new Error('the run was stopped'),
    ]);
    expect(clock.now()).toBe(0);
    await clock.run(second);
  });
});
