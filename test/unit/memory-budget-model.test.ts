import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryBudget, type Share } from '../../src/lib/memory-budget.ts';

const CAPACITY = 10;

/** The operations of callers; `at` selects one that waits or holds. */
type Step =
  | { readonly do: 'enter'; readonly size: number }
  | { readonly do: 'abort' | 'release'; readonly at: number }
  | { readonly do: 'resize'; readonly at: number; readonly size: number };

/** Small and large ones, so that a large one often waits before a small one that would fit. */
const sizes = fc.constantFrom(0, 1, 2, 3, 6, CAPACITY, 15);

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enter' as const), size: sizes }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('abort' as const), at: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), at: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('resize' as const), at: fc.nat(9), size: sizes }),
  },
);

interface Waiting {
  readonly id: number;
  readonly size: number;
  readonly controller: AbortController;
}
interface Holding {
  readonly id: number;
  size: number;
}

/** The expected behavior, implemented in the simplest way, next to a real budget. */
class Model {
  readonly #room = new MemoryBudget(CAPACITY);
  #waiting: Waiting[] = [];
  #holding: Holding[] = [];
  #expected: number[] = [];
  readonly #entered: number[] = [];
  readonly #signals: AbortSignal[] = [];
  readonly #shares = new Map<number, Share>();
  #ids = 0;

  async step(step: Step): Promise<void> {
    if (step.do === 'enter') this.#enter(step.size);
    else if (step.do === 'abort') pick(this.#waiting, step.at)?.controller.abort(new Error('left'));
    else this.#change(step);
    this.#waiting = this.#waiting.filter(({ controller }) => !controller.signal.aborted);
    this.#admit();
    await settle();
    this.check();
  }

  check(): void {
    expect(this.#entered).toEqual(this.#expected);
    for (const { id } of this.#waiting) expect(this.#shares.has(id)).toBe(false);
  }

  /** All callers leave: then the whole budget is free again, and there are no listeners. */
  async empty(): Promise<void> {
    while (this.#holding.length > 0) await this.step({ do: 'release', at: 0 });
    expect(this.#waiting).toEqual([]);
    const whole = await this.#room.enter(() => CAPACITY, new AbortController().signal);
    whole.release();
    for (const signal of this.#signals) expect(getEventListeners(signal, 'abort')).toEqual([]);
  }

  #enter(size: number): void {
    this.#ids += 1;
    const id = this.#ids;
    const controller = new AbortController();
    this.#signals.push(controller.signal);
    this.#waiting.push({ id, size: Math.min(size, CAPACITY), controller });
    this.#room
      .enter(() => size, controller.signal)
      .then(
        (share) => {
          this.#entered.push(id);
          this.#shares.set(id, share);
        },
        (error: unknown) => {
          expect(error).toEqual(new Error('left'));
        },
      );
  }

  #change(step: Extract<Step, { readonly do: 'abort' | 'release' | 'resize' }>): void {
    const held = pick(this.#holding, step.at);
    if (held === undefined) return;
    if (step.do === 'resize') {
      this.#shares.get(held.id)?.resize(step.size);
      held.size = step.size;
    } else {
      this.#shares.get(held.id)?.release();
      this.#shares.get(held.id)?.resize(99); // has no effect after the release
      this.#holding = this.#holding.filter((other) => other !== held);
    }
  }

  #admit(): void {
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      const used = this.#holding.reduce((sum, { size }) => sum + size, 0);
      if (used + first.size > CAPACITY) return;
      this.#waiting.shift();
      this.#expected.push(first.id);
      this.#holding.push({ id: first.id, size: first.size });
    }
  }
}

function pick<Thing>(things: readonly Thing[], at: number): Thing | undefined {
  return things[at % Math.max(1, things.length)];
}

async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await Promise.resolve();
}

describe('MemoryBudget', () => {
  test('behaves like a simple queue, whichever callers enter, leave, grow or give up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 60 }), async (drawn) => {
        const model = new Model();
        for (const step of drawn) await model.step(step);
        await model.empty();
      }),
      { numRuns: 300 },
    );
  });

  test('a share that grew makes others wait until it shrinks or is released', async () => {
    const room = new MemoryBudget(CAPACITY);
    const { signal } = new AbortController();
    const share = await room.enter(() => 1, signal);
    share.resize(25);
    let hasEntered = false;
    const other = room.enter(() => 1, signal).finally(() => (hasEntered = true));

    await settle();
    const whileOverfull = hasEntered;
    share.resize(9);
    await other;

    expect(whileOverfull).toBe(false);
  });

  test('a caller with an aborted signal takes no memory', async () => {
    const room = new MemoryBudget(CAPACITY);
    const aborted = AbortSignal.abort(new Error('stopped'));

    await expect(room.enter(() => CAPACITY, aborted)).rejects.toThrow('stopped');

    const whole = await room.enter(() => CAPACITY, new AbortController().signal);
    expect(whole).toBeDefined();
  });

  test('an abort after entering changes nothing: the holder releases its share', async () => {
    const room = new MemoryBudget(CAPACITY);
    const controller = new AbortController();
    const first = await room.enter(() => CAPACITY, new AbortController().signal);
    const second = room.enter(() => CAPACITY, controller.signal);
    first.release();
    const share = await second;
    controller.abort();
    let hasEntered = false;
    const third = room
      .enter(() => 1, new AbortController().signal)
      .finally(() => (hasEntered = true));

    await settle();
    const whileHeld = hasEntered;
    share.release();
    await third;

    expect(whileHeld).toBe(false);
  });
});
