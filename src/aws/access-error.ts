import { LongshoreError } from '../lib/errors.ts';
import { classify, type AwsFailure } from './errors.ts';
import { signatureRemedy } from './remedy.ts';

/**
 * Thrown when an account, its credentials or the list of accounts cannot be read. The operator fixes it: a
 * trust policy, a permission, the credentials.
 */
export class AwsAccessError extends LongshoreError {
  readonly code = 'aws-access';
  readonly audience = 'operator';
  /** What AWS said. */
  readonly failure: AwsFailure;

  constructor(
    message: string,
    cause: unknown,
    remedy: string,
    failure: AwsFailure = classify(cause),
  ) {
    const known = signatureRemedy(failure) ?? remedy;
    super(`${message}: ${failure.message}`, { cause, remedy: known });
    this.failure = { ...failure, message: this.message, remedy: known };
  }
}
