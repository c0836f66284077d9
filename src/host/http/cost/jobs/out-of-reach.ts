import { firstExplorerMonth } from '../../../../app/cost/collect/explorer-plan.ts';
import { LongshoreError } from '../../../../lib/errors.ts';
import type { BillRequest } from '../../../store/bill-watch.ts';
import { ApiProblem, invalidField } from '../problem.ts';
import { SharedAnswers } from '../shared-answers.ts';
import { billRequestOf, type JobRequest } from './job.ts';

/** Thrown before anything is read, when no source can have what was asked for. The caller asks for a later start. */
export class OutOfReachError extends LongshoreError {
  readonly code = 'out-of-reach';
  readonly audience = 'user';

  /** @param months the oldest first */
  constructor(months: readonly string[], field: string) {
    const [first = '', last = first] = [months[0], months.at(-1)];
    super(
      `${field}: ${first === last ? first : `${first} to ${last}`} cannot be read: Cost Explorer has 14 months, and no export has them`,
      { remedy: 'ask for a later start, or define an export of the bill' },
    );
  }
}

/** Says what can be collected. */
export interface CollectionPlanner {
  /** Calls AWS, and pays nothing. @returns months that no source has, the oldest first */
  monthsOutOfReach(
    request: Pick<BillRequest, 'from' | 'to' | 'accounts'>,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** The longest time for an answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** Refuses months that no source has at once, also while other collections run: a job would fail in its turn. */
export class ReachableMonths {
  readonly #planner: CollectionPlanner;
  readonly #answers: SharedAnswers<readonly string[]>;

  constructor(planner: CollectionPlanner) {
    this.#planner = planner;
    this.#answers = new SharedAnswers({ timeoutMs: planner.timeoutMs });
  }

  /**
   * What cannot be looked up now, for example without credentials, is left to the job: it says why.
   *
   * @throws {ApiProblem} for a month that is older than what Cost Explorer has, and that no export has
   */
  async check(wanted: JobRequest, signal: AbortSignal): Promise<void> {
    const field = wanted.start_date === undefined ? 'end_date' : 'start_date';
    const { from, to, accounts } = billRequestOf(wanted);
    const request = { from: from ?? to, to, accounts };
    const first = firstExplorerMonth(this.#planner.now());
    if (request.from === undefined || request.from >= first) return;
    const key = JSON.stringify(request);
    let months: readonly string[];
    try {
      months = await this.#answers.ask(
        key,
        (stop) => this.#planner.monthsOutOfReach(request, stop),
        signal,
      );
    } catch (error) {
      if (error instanceof ApiProblem || signal.aborted) throw error;
      return;
    }
    if (months.length === 0) return;
    const { message, remedy } = new OutOfReachError(months, field);
    throw invalidField(field, [message, remedy].join('; '));
  }
}
