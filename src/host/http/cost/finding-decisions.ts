import pLimit from 'p-limit';
import type { FindingState } from '../../../app/cost/findings/finding-states.ts';
import { abortable } from '../../../lib/aborted.ts';
import { messageOf } from '../../../lib/errors.ts';

/** So long a caller waits until the savings are counted again. Milliseconds. */
const COUNT_WAIT_MS = 5_000;

export interface FindingDecisionsOptions {
  /** Writes a decision down. */
  decide(id: string, state: FindingState): Promise<void>;
  /** Counts all savings again. */
  evaluate(signal: AbortSignal): Promise<unknown>;
  /** Receives why savings could not be counted again. */
  warn(problem: string): void;
  now(): number;
}

/**
 * What callers decide about findings. A decision holds at once. The savings of the resource's other findings follow when
 * the findings are evaluated again, once for all decisions that wait.
 */
export class FindingDecisions implements AsyncDisposable {
  readonly #options: FindingDecisionsOptions;
  readonly #stop = new AbortController();
  readonly #oneByOne = pLimit(1);
  /** The evaluation that has not begun. */
  #next: Promise<boolean> | undefined;

  constructor(options: FindingDecisionsOptions) {
    this.#options = options;
  }

  /** @returns whether the savings are counted again already */
  async decide(
    id: string,
    { state, until, reason }: Pick<FindingState, 'state' | 'until' | 'reason'>,
  ): Promise<boolean> {
    const { decide, now } = this.#options;
    await decide(id, { state, until, reason, changedAt: now() });
    const counted = this.#count();
    return await abortable(counted, AbortSignal.timeout(COUNT_WAIT_MS)).catch(() => false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new DOMException('the host stops', 'AbortError'));
    await this.#oneByOne(() => undefined);
  }

  #count(): Promise<boolean> {
    this.#next ??= this.#oneByOne(async () => {
      this.#next = undefined;
      const { evaluate, warn } = this.#options;
      const { signal } = this.#stop;
      try {
        await evaluate(signal);
        return true;
      } catch (error) {
        if (!signal.aborted) warn(messageOf(error));
        return false;
      }
    });
    return this.#next;
  }
}
