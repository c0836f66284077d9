import type { Clock } from './clock.ts';

export interface RefreshLoopOptions {
  /** One refresh. */
  work(signal: AbortSignal): Promise<void>;
  /** From the start of one refresh to the next, in milliseconds. */
  readonly intervalMs: number;
  readonly clock: Clock;
  /** From 0 to 1, as Math.random. */
  random(): number;
  /** Called when refreshes were left out because the last one was still running. */
  onSkipped?(count: number): void;
  /** Called after a failure, with the time until the next attempt. */
  onFailed?(error: unknown, retryMs: number): void;
}

/** The first wait after a failure; each further one is twice as long, up to the interval. */
const FIRST_RETRY_MS = 2_000;
/** The least longest wait: a short interval must not make failures more frequent. */
const LEAST_LONGEST_RETRY_MS = 60_000;

/**
 * Refreshes something at an interval, for ever. Two refreshes never run at once. A failure is retried sooner, with
 * growing delays.
 */
export class RefreshLoop {
  readonly #options: RefreshLoopOptions;
  #wake: AbortController | undefined;
  #isAsked = false;

  constructor(options: RefreshLoopOptions) {
    this.#options = options;
  }

  /** Refreshes now, or as soon as the current refresh has ended. */
  ask(): void {
    this.#isAsked = true;
    this.#wake?.abort();
  }

  /** Runs until the signal is aborted. It never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const { work, intervalMs, clock, onSkipped, onFailed } = this.#options;
    const origin = clock.now();
    let failures = 0;
    while (!signal.aborted) {
      this.#isAsked = false;
      const ticksBefore = Math.floor((clock.now() - origin) / intervalMs);
      const failure = await failureOf(work(signal));
      if (failure !== undefined) {
        if (isAborted(signal)) return;
        failures += 1;
        const retryMs = this.#retryMs(failures);
        onFailed?.(failure.error, retryMs);
        await this.#sleep(retryMs, signal);
        continue;
      }
      failures = 0;
      const ticks = Math.floor((clock.now() - origin) / intervalMs);
      if (ticks > ticksBefore) onSkipped?.(ticks - ticksBefore);
      await this.#sleep(origin + (ticks + 1) * intervalMs - clock.now(), signal);
    }
  }

  #retryMs(failures: number): number {
    const { intervalMs, random } = this.#options;
    const longest = Math.max(intervalMs, LEAST_LONGEST_RETRY_MS);
    return Math.min(longest, FIRST_RETRY_MS * 2 ** (failures - 1)) * (0.5 + random() / 2);
  }

  async #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.#isAsked) return;
    const wake = new AbortController();
    this.#wake = wake;
    try {
      const { clock } = this.#options;
      await clock.sleep(milliseconds, AbortSignal.any([signal, wake.signal]));
    } catch {
      // woken, or stopped
    } finally {
      this.#wake = undefined;
    }
  }
}

async function failureOf(work: Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}
