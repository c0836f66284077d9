import { messageOf } from '../errors.ts';
import { ConnectionError } from './connection-error.ts';

/** Before any contact, a command that fails fast retries for this long, in milliseconds. */
const PATIENCE_MS = 2_000;
/** Longest silence of a first request before it is reported, in milliseconds. */
const SILENCE_MS = 3_000;

export interface FirstContactOptions {
  /**
   * Fail within seconds if a server was never reached: for commands that a user waits for. A long-running
   * host keeps retrying. @default false
   */
  readonly failsFast?: boolean | undefined;
  readonly warn?: ((message: string) => void) | undefined;
}

/**
 * Reports early that a server cannot be reached. Before the first answer, a wrong address is more likely than an
 * outage; after it, this does nothing.
 */
export class FirstContact {
  readonly #failsFast: boolean;
  readonly #warn: (message: string) => void;
  readonly #now: () => number;
  /** When the first call that failed began. */
  #since: number | undefined;
  #isMade = false;
  #hasWarned = false;

  constructor(
    { failsFast = false, warn = () => undefined }: FirstContactOptions,
    now: () => number,
  ) {
    this.#failsFast = failsFast;
    this.#warn = warn;
    this.#now = now;
  }

  /** The server has answered. */
  made(): void {
    this.#isMade = true;
  }

  /**
   * May a failed call be retried? The first retry before any contact is reported.
   *
   * @param startedAt when the call began
   * @param delayMs the wait before the retry
   */
  mayRetry(error: unknown, startedAt: number, delayMs: number): boolean {
    if (this.#isMade) return true;
    this.#since ??= startedAt; // calls after the first one need not wait as long again
    if (this.#failsFast && error instanceof ConnectionError) {
      const isLate = this.#now() + delayMs - this.#since > PATIENCE_MS;
      if (isLate || !error.isTransient) return false;
    }
    this.#warnOnce(`${messageOf(error)}; retrying`);
    return true;
  }

  /** Reports a first request to `origin` without a response. @returns a function that ends the watch */
  watch(origin: string): () => void {
    if (this.#isMade || this.#hasWarned) return () => undefined;
    const timer = setTimeout(() => {
      this.#warnOnce(`no answer from ${origin} for ${SILENCE_MS / 1_000} s; still waiting`);
    }, SILENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }

  #warnOnce(message: string): void {
    if (this.#hasWarned || this.#isMade) return;
    this.#hasWarned = true;
    this.#warn(message);
  }
}
