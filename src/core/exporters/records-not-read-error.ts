import type { AwsFailure } from '../../aws/errors.ts';
import { LongshoreError } from '../../lib/errors.ts';

/** What is wrong with the store of records. */
export type RecordsProblem = 'not-enabled' | 'not-read';

/**
 * Thrown when stored records cannot be read: nothing was ever evaluated or collected (`not-enabled`), or the store does
 * not answer. The operator switches it on, or fixes the store.
 */
export class RecordsNotReadError extends LongshoreError {
  readonly code = 'records-not-read';
  readonly audience = 'operator';
  readonly failure: AwsFailure;

  constructor(
    problem: RecordsProblem,
    message: string,
    { cause, remedy }: { readonly cause?: unknown; readonly remedy: string },
  ) {
    super(message, { cause, remedy });
    this.failure =
      problem === 'not-enabled'
        ? { class: 'not-configured', code: 'NotEnabled', message, remedy }
        : { class: 'other', code: 'StoreNotRead', message, remedy };
  }
}
