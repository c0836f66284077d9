import type { CallObserver } from '../../../aws/call-observer.ts';
import type { ClientFactory, ScopeClients } from '../../../aws/client-factory.ts';
import type { AccountSession } from '../../../aws/session.ts';
import { PriceSourceError } from '../../../cost/prices/price-source-error.ts';
import { LongshoreError, messageOf } from '../../../lib/errors.ts';
import type { Runtime, RuntimeOpener } from '../../runtime.ts';

/**
 * The most accounts that are asked. The roles of one organization are usually alike: when three are denied, the others
 * are too.
 */
const MOST_ACCOUNTS = 3;

/** Thrown when no account can be opened to ask for prices. The public price files need none. */
export class NoPriceAccountError extends LongshoreError {
  readonly code = 'no-price-account';
  readonly audience = 'operator';
}

/** An account that signs calls for prices. */
interface SigningAccount {
  readonly id: string;
  readonly clients: ScopeClients;
}

/** An account with what opens its clients. */
export interface OpenedAccount {
  readonly session: AccountSession;
  readonly clients: ClientFactory;
  readonly observer: CallObserver;
}

/**
 * The accounts whose credentials sign the calls for prices, opened when they are needed, and once. The first one is
 * enough, unless it is denied.
 */
export class PriceAccounts implements Disposable {
  readonly #open: RuntimeOpener;
  readonly #signal: AbortSignal;
  readonly #observer: CallObserver;
  #runtime: Runtime | undefined;
  #sessions: AsyncGenerator<AccountSession, void> | undefined;
  /** In the order in which they are asked. Undefined after the last one. */
  #accounts: Promise<SigningAccount | undefined>[] = [];
  /** Those before it were denied. */
  #first = 0;

  /** @param observer receives the calls for prices */
  constructor(open: RuntimeOpener, signal: AbortSignal, observer: CallObserver) {
    this.#open = open;
    this.#signal = signal;
    this.#observer = observer;
  }

  /**
   * Asks one account after another, until one is not denied.
   *
   * @throws {NoPriceAccountError} when no account can be opened
   * @throws {PriceSourceError} when all are denied: it names them
   */
  async ask<Answer>(work: (clients: ScopeClients) => Promise<Answer>): Promise<Answer> {
    const denied: string[] = [];
    let last: PriceSourceError | undefined;
    for (let place = this.#first; place < MOST_ACCOUNTS; place += 1) {
      const account = await this.#account(place).catch((error: unknown) => {
        if (last === undefined) throw error;
      });
      if (account === undefined) break;
      try {
        const answer = await work(account.clients);
        this.#first = Math.max(this.#first, place);
        return answer;
      } catch (error) {
        if (!(error instanceof PriceSourceError) || error.failure.class !== 'denied') throw error;
        last = error;
        denied.push(account.id);
      }
    }
    this.#first = 0; // the next time, the first one may be allowed
    throw last?.ofAccounts(denied) ?? noAccount();
  }

  /** @throws {NoPriceAccountError} when the accounts cannot be listed, or the first ones cannot be opened */
  #account(place: number): Promise<SigningAccount | undefined> {
    const known = this.#accounts[place];
    if (known !== undefined) return known;
    this.#sessions ??= this.#opened();
    const account = this.#next(this.#sessions);
    this.#accounts[place] = account;
    return account;
  }

  async #next(sessions: AsyncGenerator<AccountSession, void>): Promise<SigningAccount | undefined> {
    const signal = this.#signal;
    try {
      const { value: session } = await sessions.next();
      if (session === undefined || this.#runtime === undefined) return undefined;
      const clients = this.#runtime.clients.open(session, { signal, observer: this.#observer });
      return { id: session.account.id, clients };
    } catch (error) {
      this.#sessions = undefined; // the next caller tries again
      this.#accounts = [];
      this.#first = 0;
      signal.throwIfAborted();
      throw notOpened('no AWS account could be opened to ask for prices', error);
    }
  }

  /**
   * An account by its id, for prices that only this account can read.
   *
   * @throws {NoPriceAccountError} when the settings do not reach it, or it cannot be opened
   */
  async open(accountId: string, signal: AbortSignal): Promise<OpenedAccount> {
    const { discovery, clients } = this.#runtimeOf();
    try {
      for await (const candidate of discovery.candidates(signal)) {
        if (candidate.account.id !== accountId) continue;
        return { session: await candidate.open(signal), clients, observer: this.#observer };
      }
    } catch (error) {
      signal.throwIfAborted();
      throw notOpened(`the account ${accountId} could not be opened for its prices`, error);
    }
    throw new NoPriceAccountError(`the settings do not reach the account ${accountId}`, {
      remedy: 'check the settings of accounts: longshore doctor',
    });
  }

  /** @throws when none can be opened */
  async *#opened(): AsyncGenerator<AccountSession, void> {
    const signal = this.#signal;
    const { discovery } = this.#runtimeOf();
    const organization = await discovery.organization(signal).catch(() => undefined);
    if (organization !== undefined) yield organization;
    let hasOpened = organization !== undefined;
    const failures: unknown[] = [];
    for await (const candidate of discovery.candidates(signal)) {
      if (candidate.account.id === organization?.account.id) continue;
      let session: AccountSession;
      try {
        session = await candidate.open(signal);
      } catch (error) {
        failures.push(error);
        if (failures.length === MOST_ACCOUNTS) break;
        continue;
      }
      hasOpened = true;
      yield session;
    }
    if (!hasOpened && failures.length > 0) throw failures[0];
  }

  #runtimeOf(): Runtime {
    this.#runtime ??= this.#open(this.#observer, this.#signal);
    return this.#runtime;
  }

  [Symbol.dispose](): void {
    this.#runtime?.[Symbol.dispose]();
  }
}

/** Says why an account could not be opened, with the remedy for that. */
function notOpened(what: string, error: unknown): NoPriceAccountError {
  const known = error instanceof LongshoreError ? error.remedy : undefined;
  return new NoPriceAccountError(`${what}: ${messageOf(error)}`, {
    cause: error,
    remedy: known ?? 'check the credentials: longshore doctor',
  });
}

function noAccount(): NoPriceAccountError {
  return new NoPriceAccountError('there is no AWS account to ask for prices', {
    remedy: 'check the settings of accounts: longshore doctor',
  });
}
