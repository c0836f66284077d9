import type { CallObserver } from '../../aws/call-observer.ts';
import type { ClientFactory, ScopeClients } from '../../aws/client-factory.ts';
import type { AccountSession } from '../../aws/session.ts';
import { LongshoreError } from '../../lib/errors.ts';
import type { Runtime, RuntimeOpener } from '../runtime.ts';

/** Thrown when no account can be opened to ask for prices. The public price files need none. */
export class NoPriceAccountError extends LongshoreError {
  readonly code = 'no-price-account';
  readonly audience = 'operator';
}

/** An account with what opens its clients. */
export interface OpenedAccount {
  readonly session: AccountSession;
  readonly clients: ClientFactory;
  readonly observer: CallObserver;
}

/** An account whose credentials sign the calls for prices. Opened when it is first needed, and once. */
export class PriceAccount implements Disposable {
  readonly #open: RuntimeOpener;
  readonly #signal: AbortSignal;
  readonly #observer: CallObserver;
  #runtime: Runtime | undefined;
  #clients: Promise<ScopeClients> | undefined;

  /** @param observer receives the calls for prices */
  constructor(open: RuntimeOpener, signal: AbortSignal, observer: CallObserver) {
    this.#open = open;
    this.#signal = signal;
    this.#observer = observer;
  }

  /** @throws {NoPriceAccountError} when no account can be opened */
  clients(): Promise<ScopeClients> {
    this.#clients ??= this.#find().catch((error: unknown) => {
      this.#clients = undefined;
      throw error;
    });
    return this.#clients;
  }

  /**
   * An account by its id, for prices that only this account can read.
   *
   * @throws {NoPriceAccountError} when the settings do not reach it, or it cannot be opened
   */
  async open(accountId: string, signal: AbortSignal): Promise<OpenedAccount> {
    const { discovery, clients } = this.#opened();
    try {
      for await (const candidate of discovery.candidates(signal)) {
        if (candidate.account.id !== accountId) continue;
        const session = await candidate.open(signal);
        return { session, clients, observer: this.#observer };
      }
    } catch (error) {
      signal.throwIfAborted();
      throw new NoPriceAccountError(`the account ${accountId} could not be opened for its prices`, {
        cause: error,
        remedy: 'check the credentials: longshore doctor',
      });
    }
    throw new NoPriceAccountError(`the settings do not reach the account ${accountId}`, {
      remedy: 'check the settings of accounts: longshore doctor',
    });
  }

  #opened(): Runtime {
    this.#runtime ??= this.#open(this.#observer, this.#signal);
    return this.#runtime;
  }

  async #find(): Promise<ScopeClients> {
    const observer = this.#observer;
    const signal = this.#signal;
    const { discovery, clients } = this.#opened();
    try {
      const first = await discovery.organization(signal).catch(() => undefined);
      if (first !== undefined) return clients.open(first, { signal, observer });
      for await (const candidate of discovery.candidates(signal)) {
        const session = await candidate.open(signal);
        return clients.open(session, { signal, observer });
      }
    } catch (error) {
      signal.throwIfAborted();
      throw new NoPriceAccountError('no AWS account could be opened to ask for prices', {
        cause: error,
        remedy: 'check the credentials: longshore doctor',
      });
    }
    throw new NoPriceAccountError('there is no AWS account to ask for prices', {
      remedy: 'check the settings of accounts: longshore doctor',
    });
  }

  [Symbol.dispose](): void {
    this.#runtime?.[Symbol.dispose]();
  }
}
