import type { Account } from '../aws/account.ts';
import type { AccountSession } from '../aws/session.ts';

interface KnownAccount {
  readonly session: AccountSession;
  /** Its credentials were had. */
  readonly isOpen: boolean;
  /** Enabled regions, as far as they were asked for. */
  readonly regions: readonly string[];
}

/** The accounts that a run has found and opened, by id: waiting scopes name them. */
export class KnownAccounts {
  readonly #accounts = new Map<string, KnownAccount>();

  /** An account before its credentials are known: enough for kinds that call nothing. */
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
