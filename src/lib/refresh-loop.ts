import type { Clock } from './clock.ts';

export interface RefreshLoopOptions {
  /** One refresh. */
  work(signal: AbortSignal): Promise<void>;
  /** From the start of one refresh to the next, in milliseconds; up to a tenth less. */
  readonly intervalMs: number;
  readonly clock: Clock;
  /** From 0 to 1, as Math.random. */
  random(): number;
  /** Called when refreshes were left out because the last one was still running. */
  onSkipped?(count: number): void;
  /** Called after a failure, with the time until the next attempt. */
  onFailed?(error: unknown, retryMs: number): void;
}

/** Exporters that were started together do not stay so: each is earlier by up to this share of the interval. */
const JITTER = 0.1;
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
    const { work, intervalMs, clock, random, onSkipped, onFailed } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      this.#isAsked = false;
      const startedAt = clock.now();
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
      const skipped = Math.floor((clock.now() - startedAt) / intervalMs);
      if (skipped > 0) onSkipped?.(skipped);
      const dueAt = startedAt + (skipped + 1 - JITTER * random()) * intervalMs;
      await this.#sleep(dueAt - clock.now(), signal);
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
