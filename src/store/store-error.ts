import { LongshoreError, type LongshoreErrorOptions } from '../lib/errors.ts';

/** What can go wrong with the store. */
export const STORE_PROBLEMS = [
  /** Another process has it open. */
  'locked',
  /** It was written by a newer version. */
  'newer',
  /** It was written by an older version, and can only be read after a run has updated it. */
  'older',
  /** Its file is damaged, or is no store. */
  'corrupt',
  /** The disk is full. */
  'full',
  /** Its server does not answer. */
  'unreachable',
  /** Any other failure of the database. */
  'failed',
  /** A query is wrong, or does what a query may not do. */
  'query',
  /** A query took too long, or too much memory. */
  'limit',
] as const;
export type StoreProblem = (typeof STORE_PROBLEMS)[number];

/** Raised when the store cannot be opened, written or queried. Whatever was committed before stays. */
export class StoreError extends LongshoreError {
  readonly code = 'store';
  readonly audience = 'operator';
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem, message: string, options: LongshoreErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** An error for a store whose tables an older version has made. */
export function olderError(store: string): StoreError {
  return new StoreError('older', `${store} was written by an older version`, {
    remedy: 'run longshore resync --sink store once: it updates the tables',
  });
}

/** An error for rows without a part, in a table that is written in whole parts only. */
export function notAppendable({ name }: { readonly name: string }): StoreError {
  return new StoreError('failed', `the table ${name} takes whole parts only`, {});
}

/** An error for rows that are added to a part, in a table whose parts are replaced whole. */
export function notAddable({ name }: { readonly name: string }): StoreError {
  return new StoreError('failed', `the parts of the table ${name} are replaced whole`, {});
}
