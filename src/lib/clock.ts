import { setTimeout as delay } from 'node:timers/promises';

/** The program's clock, which tests can replace. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when aborted before. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The longest time that Node's timers support: 24.8 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    const options = signal === undefined ? {} : { signal };
    try {
      for (let left = milliseconds; left >= 0; left -= LONGEST_TIMER_MS) {
        await delay(Math.min(left, LONGEST_TIMER_MS), undefined, options);
      }
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
