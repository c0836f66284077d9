import type { Account } from './account.ts';
import type { ClientOwner } from './client-owner.ts';

/** One AWS account and the credentials that read it. Its account id was verified with AWS. */
export interface AccountSession extends ClientOwner {
  readonly account: Account;
}

/** An account from discovery, before its credentials are obtained. */
export interface AccountCandidate {
  readonly account: Account;
  /** True when AWS itself listed the account; false when it is only known from a role's ARN. */
  readonly listed: boolean;
  /**
   * Gets the credentials and verifies their account. Repeated calls return the same session.
   *
   * @throws {AwsAccessError} when the role cannot be assumed or the credentials belong to another account.
   */
  open(signal: AbortSignal): Promise<AccountSession>;
}
