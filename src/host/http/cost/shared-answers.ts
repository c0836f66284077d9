import pLimit from 'p-limit';
import { abortable } from '../../../lib/aborted.ts';
import { ApiProblem } from './problem.ts';

export interface SharedAnswersOptions {
  /** Questions whose answers are computed at once. @default 2 */
  readonly atOnce?: number;
  /** Different questions under way, with those that wait; further ones are refused. @default 32 */
  readonly most?: number;
  /** Longest time for one answer, in milliseconds. */
  readonly timeoutMs: number;
}

interface Underway<Answer> {
  readonly answer: Promise<Answer>;
  readonly stop: AbortController;
  callers: number;
}

/** Answers questions. Callers that ask the same at the same time share one answer; different questions wait in line. */
export class SharedAnswers<Answer> {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #most: number;
  readonly #timeoutMs: number;
  readonly #underway = new Map<string, Underway<Answer>>();

  constructor({ atOnce = 2, most = 32, timeoutMs }: SharedAnswersOptions) {
    this.#limit = pLimit(atOnce);
    this.#most = most;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The answer to a question. It is computed on while one caller waits for it.
   *
   * @param key the same for the same question
   * @throws {ApiProblem} when too many questions wait, and when the answer takes too long
   */
  async ask(
    key: string,
    compute: (signal: AbortSignal) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    signal.throwIfAborted();
    const shared = this.#underway.get(key) ?? this.#start(key, compute);
    shared.callers += 1;
    try {
      return await abortable(shared.answer, signal);
    } finally {
      shared.callers -= 1;
      if (shared.callers === 0) {
        this.#forget(key, shared);
        shared.stop.abort(new DOMException('every caller has gone', 'AbortError'));
      }
    }
  }

  #start(key: string, compute: (signal: AbortSignal) => Promise<Answer>): Underway<Answer> {
    if (this.#underway.size >= this.#most) {
      throw new ApiProblem(
        'too-many-requests',
        `${this.#most} different questions are under way: send it again later`,
      );
    }
    const stop = new AbortController();
    const answer = this.#limit(() => this.#computed(compute, stop.signal));
    const shared = { answer, stop, callers: 0 };
    this.#underway.set(key, shared);
    answer
      .catch(() => undefined) // its callers know
      .finally(() => {
        this.#forget(key, shared);
      });
    return shared;
  }

  #forget(key: string, shared: Underway<Answer>): void {
    if (this.#underway.get(key) === shared) this.#underway.delete(key);
  }

  async #computed(
    compute: (signal: AbortSignal) => Promise<Answer>,
    stop: AbortSignal,
  ): Promise<Answer> {
    stop.throwIfAborted();
    const late = AbortSignal.timeout(this.#timeoutMs);
    try {
      return await compute(AbortSignal.any([stop, late]));
    } catch (error) {
      if (!late.aborted) throw error;
      throw new ApiProblem(
        'unavailable',
        `the answer took longer than ${this.#timeoutMs / 1_000} s: ask for a shorter time, or raise LONGSHORE_QUERY_TIMEOUT_SECONDS`,
      );
    }
  }
}
