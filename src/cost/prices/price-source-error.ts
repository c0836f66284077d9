import { classify, type AwsFailure } from '../../aws/errors.ts';
import { remedyFor } from '../../aws/remedy.ts';
import { LongshoreError } from '../../lib/errors.ts';

const LATER = 'run again later: prices that are already known stay in use';

/**
 * Thrown when AWS did not give prices: access denied, throttled, no answer. The operator allows the call, or waits;
 * the last prices stay in use.
 */
export class PriceSourceError extends LongshoreError {
  readonly code = 'price-source';
  readonly audience = 'operator';
  /** What AWS said. */
  readonly failure: AwsFailure;

  /**
   * @param what what could not be read: `the prices of eu-west-1 from the Price List API`
   * @param permissions the IAM actions that the call needs
   */
  constructor(what: string, cause: unknown, permissions: readonly string[]) {
    const failure = classify(cause);
    const isTemporary = failure.class === 'throttled' || failure.class === 'transient';
    const remedy = isTemporary ? LATER : remedyFor(failure, permissions);
    super(`could not read ${what}: ${failure.message}`, { cause, remedy });
    this.failure = { ...failure, message: this.message, remedy };
  }
}
