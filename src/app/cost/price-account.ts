import type { CallObserver } from '../../aws/call-observer.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { LongshoreError } from '../../lib/errors.ts';
import type { Runtime, RuntimeOpener } from '../runtime.ts';

/** Thrown when no account can be opened to ask for prices. The public price files need none. */
export class NoPriceAccountError extends LongshoreError {
  readonly code = 'no-price-account';
  readonly audience = 'operator';
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

  async #find(): Promise<ScopeClients> {
    const observer = this.#observer;
    const signal = this.#signal;
    this.#runtime ??= this.#open(observer, signal);
    const { discovery, clients } = this.#runtime;
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
