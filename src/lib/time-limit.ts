import { abortable } from './aborted.ts';

/**
 * A limit for the time that several pieces of work take together. Time between them, when others have to be waited for,
 * does not count.
 */
export class TimeLimit {
  /** Aborted when the limit has passed, or with its parent. */
  readonly signal: AbortSignal;
  readonly #passed = new AbortController();
  readonly #reason: () => Error;
  #leftMs: number | undefined;

  /**
   * @param milliseconds undefined for no limit
   * @param reason what work is ended with
   */
  constructor(parent: AbortSignal, milliseconds: number | undefined, reason: () => Error) {
    this.#leftMs = milliseconds;
    this.#reason = reason;
    this.signal =
      milliseconds === undefined ? parent : AbortSignal.any([parent, this.#passed.signal]);
  }

  get hasPassed(): boolean {
    return this.#passed.signal.aborted;
  }

  /**
   * Does a piece of the work. When the limit passes, it is not waited for any longer, even if it does not stop.
   *
   * @throws the reason, when the limit has passed
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#leftMs === undefined) return work();
    this.#passed.signal.throwIfAborted();
    const startedAt = performance.now();
    const timer = setTimeout(() => {
      this.#passed.abort(this.#reason());
    }, this.#leftMs);
    const { signal } = this.#passed;
    try {
      return await abortable(work(), signal);
    } catch (error) {
      signal.throwIfAborted(); // what was stopped fails with an error of its own
      throw error;
    } finally {
      clearTimeout(timer);
      this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - startedAt));
    }
  }
}
