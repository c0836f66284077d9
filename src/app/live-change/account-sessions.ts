import type { Discovery } from '../../aws/accounts.ts';
import type { AccountCandidate, AccountSession } from '../../aws/session.ts';

/** Accounts are listed again after this time, in milliseconds: they come and go. */
const KEPT_MS = 600_000;
/** For an account that is not among them, after this: it may be a new one. */
const UNKNOWN_KEPT_MS = 60_000;

type Accounts = ReadonlyMap<string, AccountCandidate>;

/** Sessions of single accounts. The accounts are listed once for all that ask at the same time. */
export class AccountSessions {
  readonly #discovery: Pick<Discovery, 'candidates'>;
  readonly #now: () => number;
  #accounts: { readonly listedAt: number; readonly byId: Promise<Accounts> } | undefined;

  constructor(discovery: Pick<Discovery, 'candidates'>, now: () => number) {
    this.#discovery = discovery;
    this.#now = now;
  }

  /** The session of an account, the same each time; undefined when it is not among the accounts. */
  async of(accountId: string, signal: AbortSignal): Promise<AccountSession | undefined> {
    const known = (await this.#listed(KEPT_MS, signal)).get(accountId);
    const candidate = known ?? (await this.#listed(UNKNOWN_KEPT_MS, signal)).get(accountId);
    return candidate?.open(signal);
  }

  /** The accounts, listed at most so long ago. */
  async #listed(mostAgeMs: number, signal: AbortSignal): Promise<Accounts> {
    const now = this.#now();
    if (this.#accounts === undefined || now - this.#accounts.listedAt > mostAgeMs) {
      this.#accounts = { listedAt: now, byId: this.#list(signal) };
    }
    const accounts = this.#accounts;
    try {
      return await accounts.byId;
    } catch (error) {
      if (this.#accounts === accounts) this.#accounts = undefined; // the next caller lists them again
      throw error;
    }
  }

  async #list(signal: AbortSignal): Promise<Accounts> {
    const byId = new Map<string, AccountCandidate>();
    for await (const candidate of this.#discovery.candidates(signal)) {
      byId.set(candidate.account.id, candidate);
    }
    return byId;
  }
}
