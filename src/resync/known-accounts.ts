import type { Account } from '../aws/account.ts';
import type { AccountSession } from '../aws/session.ts';

interface KnownAccount {
  readonly session: AccountSession;
  /** Its credentials were obtained. */
  readonly isOpen: boolean;
  /** Enabled regions, if they were listed. */
  readonly regions: readonly string[];
}

/** The accounts that a run has found and opened, by id: waiting scopes refer to them. */
export class KnownAccounts {
  readonly #accounts = new Map<string, KnownAccount>();

  /** An account without credentials yet: enough for kinds without calls. */
  found(account: Account): void {
    if (this.#accounts.has(account.id)) return;
    const session = { account, accountId: account.id, credentials: undefined };
    this.#accounts.set(account.id, { session, isOpen: false, regions: [] });
  }

  opened(session: AccountSession, regions: readonly string[]): void {
    this.#accounts.set(session.accountId, { session, isOpen: true, regions });
  }

  /** Undefined for an account that the run has not found. */
  of(accountId: string): KnownAccount | undefined {
    return this.#accounts.get(accountId);
  }
}
