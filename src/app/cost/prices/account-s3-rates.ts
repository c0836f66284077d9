import type { CallObserver } from '../../../aws/call-observer.ts';
import type { AccountCandidate } from '../../../aws/session.ts';
import { CostExplorer } from '../../../cost/prices/cost-explorer.ts';
import { SpendCap, type PaidCall, type SpendLimits } from '../../../cost/prices/paid-calls.ts';
import { s3Rates, type S3Rates } from '../../../cost/prices/s3-rates.ts';
import { StoredPaidCalls } from '../../../cost/prices/stored-paid-calls.ts';
import { S3RatesStore, type StoredS3Rates } from '../../../cost/prices/stored-s3-rates.ts';
import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Store } from '../../../store/store.ts';
import type { Runtime, RuntimeOpener } from '../../runtime.ts';

/** Cost Explorer has new data once or twice a day: asking more often costs money, and tells nothing new. */
const DAY_MS = 24 * 60 * 60_000;
/** After a failure. A question that fails may have cost as much as one that is answered. */
const RETRY_MS = 6 * 60 * 60_000;
/** The longest time for one account. */
const TIMEOUT_MS = 5 * 60_000;

export interface AccountS3RatesOptions {
  readonly store: Store;
  /** Opens the accounts that are asked. */
  readonly open: RuntimeOpener;
  /** Undefined: nothing is asked. */
  readonly limits: SpendLimits | undefined;
  /** Older rates are read again, in milliseconds. @default a day, which is also the least */
  readonly maxAgeMs?: number;
  readonly clock: Clock;
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
  /** Called for each request that AWS charges for, before it is sent. */
  onPaid?(call: PaidCall): void;
  /** Called with each question that was not answered. */
  onFailed?(account: string, error: unknown): void;
}

/**
 * The effective S3 rates of accounts. Each account is asked for its own, at most once a day; an answer is stored, so
 * that a new start pays nothing.
 */
export class AccountS3Rates implements Disposable {
  readonly #options: AccountS3RatesOptions;
  readonly #stored: S3RatesStore;
  readonly #known = new Map<string, StoredS3Rates | undefined>();
  /** Accounts that discovery does not list, with the time when they are looked for again. */
  readonly #unlisted = new Map<string, number>();
  /** Those of the last refresh. */
  #accounts: readonly string[] = [];
  readonly #runtime: Runtime;
  readonly #cap: SpendCap;

  constructor(options: AccountS3RatesOptions) {
    const { store, open, observer, signal, limits, clock, onPaid } = options;
    this.#options = options;
    this.#stored = new S3RatesStore(store);
    this.#runtime = open(observer, signal);
    const calls = new StoredPaidCalls(store, signal);
    this.#cap = new SpendCap({
      ...limits,
      calls: {
        spent: (since) => calls.spent(since),
        record: async (call) => {
          await calls.record(call);
          onPaid?.(call);
        },
      },
      now: clock.now,
    });
  }

  /** The last rates of an account. */
  of(account: string): S3Rates | undefined {
    return this.#known.get(account)?.rates;
  }

  /** When an account is asked next, in milliseconds since the Unix epoch; undefined when none will be. */
  get nextAt(): number | undefined {
    if (!this.#mayPay) return undefined;
    const due = this.#accounts.map((account) => this.#dueAt(account));
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /**
   * Takes the rates of these accounts from the store.
   *
   * @returns whether any were found that were not known before
   * @throws {StoreError} when the store cannot be read
   */
  async load(accounts: readonly string[], signal: AbortSignal): Promise<boolean> {
    let hasChanged = false;
    for (const account of accounts) {
      if (this.#known.has(account)) continue;
      const stored = await this.#stored.load(account, signal);
      this.#known.set(account, stored);
      hasChanged ||= stored?.rates !== undefined;
    }
    return hasChanged;
  }

  /**
   * Brings the rates of these accounts up to date: from the store, then from AWS where they are too old.
   *
   * @returns whether any of them has changed
   * @throws {StoreError} when the store cannot be read
   */
  async refresh(accounts: readonly string[], signal: AbortSignal): Promise<boolean> {
    let hasChanged = await this.load(accounts, signal);
    this.#accounts = accounts;
    if (!this.#mayPay) return hasChanged;
    const { clock } = this.#options;
    const due = new Set(accounts.filter((account) => this.#dueAt(account) <= clock.now()));
    if (due.size === 0) return hasChanged;
    for await (const candidate of this.#runtime.discovery.candidates(signal)) {
      const { id } = candidate.account;
      if (due.delete(id)) hasChanged = (await this.#ask(id, candidate, signal)) || hasChanged;
      if (due.size === 0) break;
    }
    for (const account of due) this.#unlisted.set(account, clock.now() + RETRY_MS);
    return hasChanged;
  }

  [Symbol.dispose](): void {
    this.#runtime[Symbol.dispose]();
  }

  get #mayPay(): boolean {
    return this.#options.limits !== undefined;
  }

  #dueAt(account: string): number {
    const { maxAgeMs = DAY_MS, clock } = this.#options;
    const known = this.#known.get(account);
    const unlistedUntil = this.#unlisted.get(account);
    if (unlistedUntil !== undefined && unlistedUntil > clock.now()) return unlistedUntil;
    // A time in the future says nothing of its age, and must not cause a call either.
    if (known === undefined) return Number.NEGATIVE_INFINITY;
    const askedAt = Math.min(known.askedAt, clock.now());
    return askedAt + (known.problem === undefined ? Math.max(DAY_MS, maxAgeMs) : RETRY_MS);
  }

  async #ask(account: string, candidate: AccountCandidate, parent: AbortSignal): Promise<boolean> {
    const { clock, observer, onFailed } = this.#options;
    const { clients } = this.#runtime;
    const signal = AbortSignal.any([parent, AbortSignal.timeout(TIMEOUT_MS)]);
    const askedAt = clock.now();
    try {
      const session = await candidate.open(signal);
      const { partition } = session.account;
      const owner = session;
      const explorer = new CostExplorer({ clients, owner, partition, observer, cap: this.#cap });
      const rates = await s3Rates(explorer, askedAt, signal);
      await this.#keep(account, { askedAt, rates, problem: undefined }, parent);
      return true;
    } catch (error) {
      parent.throwIfAborted();
      const { rates } = this.#known.get(account) ?? { rates: undefined };
      await this.#keep(account, { askedAt, rates, problem: messageOf(error) }, parent);
      onFailed?.(account, error);
      return false;
    }
  }

  async #keep(account: string, answer: StoredS3Rates, signal: AbortSignal): Promise<void> {
    this.#known.set(account, answer);
    await this.#stored.save(account, answer, signal);
  }
}
