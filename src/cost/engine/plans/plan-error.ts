import { LongshoreError } from '../../../lib/errors.ts';

/** What is wrong with a plan. */
export type PlanProblem =
  /** It cannot be read at all: a missing file. */
  | 'unreadable'
  /** It is not JSON, or JSON that ends early. */
  | 'malformed'
  /** It is JSON, but no plan that is known. */
  | 'unsupported'
  /** It is a plan with a value that a plan cannot have. */
  | 'invalid'
  /** It is too large, or nested too deeply. */
  | 'too-large';

/** Thrown for a plan that cannot be read. Nothing of it is used. The user gives another one. Exit code 1. */
export class PlanError extends LongshoreError {
  readonly code = 'plan';
  readonly audience = 'user';
  readonly problem: PlanProblem;

  constructor(
    problem: PlanProblem,
    message: string,
    options: { readonly cause?: unknown; readonly remedy: string },
  ) {
    super(message, options);
    this.problem = problem;
  }
}

/** What to do about a plan that is damaged. */
export const WRITE_IT_AGAIN =
  'write the plan again: pulumi preview --json --show-sames > plan.json, or terraform show -json plan.out > plan.json';
