import type { Discovery } from '../../aws/accounts.ts';
import type { AccountCandidate, AccountSession } from '../../aws/session.ts';

/** Accounts are listed again after this time, in milliseconds: they are added and removed. */
const KEPT_MS = 600_000;
/** For an unknown account, they are listed again after this time: it may be new. */
const UNKNOWN_KEPT_MS = 60_000;

type Accounts = ReadonlyMap<string, AccountCandidate>;

/** Sessions of single accounts. Concurrent callers share one listing of the accounts. */
export class AccountSessions {
  readonly #discovery: Pick<Discovery, 'candidates'>;
  readonly #now: () => number;
  #accounts: { readonly listedAt: number; readonly byId: Promise<Accounts> } | undefined;

  constructor(discovery: Pick<Discovery, 'candidates'>, now: () => number) {
    this.#discovery = discovery;
    this.#now = now;
  }

  /** The session of an account, always the same one; undefined for an unknown account. */
  async of(accountId: string, signal: AbortSignal): Promise<AccountSession | undefined> {
    const known = (await this.#listed(KEPT_MS, signal)).get(accountId);
    const candidate = known ?? (await this.#listed(UNKNOWN_KEPT_MS, signal)).get(accountId);
    return candidate?.open(signal);
  }

  /** The accounts, from a listing that is at most this old. */
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
