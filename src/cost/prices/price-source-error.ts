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
  /** The same in words, without what could not be read. */
  readonly reason: string;
  readonly #what: string;
  readonly #permissions: readonly string[];

  /**
   * @param what what could not be read: `the prices of eu-west-1 from the Price List API`
   * @param permissions the IAM actions that the call needs
   * @param accounts which accounts AWS answered so, when several were asked
   */
  constructor(
    what: string,
    cause: unknown,
    permissions: readonly string[],
    accounts: readonly string[] = [],
  ) {
    const failure = classify(cause);
    const place = accounts.length < 2 ? '' : `accounts ${listed(accounts)}: `;
    const reason = `${place}${failure.message}`;
    const isTemporary = failure.class === 'throttled' || failure.class === 'transient';
    const remedy = isTemporary ? LATER : remedyFor(failure, permissions);
    super(`could not read ${what}: ${reason}`, { cause, remedy });
    this.reason = reason;
    this.#what = what;
    this.#permissions = permissions;
    this.failure = { ...failure, message: this.message, remedy };
  }

  /** The same, with the accounts that were asked. */
  ofAccounts(accounts: readonly string[]): PriceSourceError {
    return new PriceSourceError(this.#what, this.cause, this.#permissions, accounts);
  }
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
