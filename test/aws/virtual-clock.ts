import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/lib/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake(): void;
}

/** A simulated clock: time advances only when all callers sleep, and then immediately. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #sleepers: Sleeper[] = [];

  constructor(now = 0) {
    this.#now = now;
  }

  now = (): number => this.#now;

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const leave = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, milliseconds),
        order: (this.#order += 1),
        wake: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Lets time pass until the work is done. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    const state = { isDone: false };
    const noted = work.finally(() => {
      state.isDone = true;
    });
    noted.catch(() => undefined);
    await turn();
    while (!state.isDone) {
      this.#advance();
      await turn();
    }
    return noted;
  }

  /** Wakes the sleepers with the earliest end. */
  #advance(): void {
    const next = Math.min(...this.#sleepers.map(({ at }) => at));
    if (next === Number.POSITIVE_INFINITY) return;
    this.#now = next;
    const woken = this.#sleepers
      .filter(({ at }) => at === next)
      .sort((one, other) => one.order - other.order);
    this.#sleepers = this.#sleepers.filter(({ at }) => at > next);
    for (const sleeper of woken) sleeper.wake();
  }
}
