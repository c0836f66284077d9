import type { Account } from './account.ts';
import type { ClientOwner } from './client-owner.ts';

/** One AWS account and the credentials that read it. Its account id has been checked with AWS. */
export interface AccountSession extends ClientOwner {
  readonly account: Account;
}

/** An account that discovery has found, whose credentials are yet to be had. */
export interface AccountCandidate {
  readonly account: Account;
  /** True when AWS itself listed the account; false when only a role's ARN names it. */
  readonly listed: boolean;
  /**
   * Gets the credentials and checks whose they are. Calling it again gives the same session.
   *
   * @throws {AwsAccessError} when the role cannot be assumed or the credentials are another account's.
   */
  open(signal: AbortSignal): Promise<AccountSession>;
}
