import type { CallObserver } from '../../../aws/call-observer.ts';
import type { ScopeClients } from '../../../aws/client-factory.ts';
import type { AccountSession } from '../../../aws/session.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import type { Runtime, RuntimeOpener } from '../../runtime.ts';

/** An account whose bill is read. */
export interface Payer {
  readonly session: AccountSession;
  readonly runtime: Runtime;
  readonly observer: CallObserver;
  /** Its clients, whose calls the observer counts. */
  readonly clients: ScopeClients;
}

export interface PayerOptions {
  /** Opens AWS as the settings say. */
  readonly open: RuntimeOpener;
  /** Opens AWS with one role instead. */
  openRole(role: string): RuntimeOpener;
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
}

/** The payer accounts of the settings, and the roles of exports. */
export class PayerAccounts implements Disposable {
  readonly #options: PayerOptions;
  readonly #runtimes: Runtime[] = [];
  readonly #roles = new Map<string, Promise<Payer>>();

  constructor(options: PayerOptions) {
    this.#options = options;
  }

  /**
   * Opens the payer accounts.
   *
   * @param ids undefined for the account that sees the organization, or else the first one
   * @throws {ConfigurationError} for an account that the settings do not reach
   */
  async payers(ids: readonly string[] | undefined): Promise<readonly Payer[]> {
    const { open, signal } = this.#options;
    const runtime = this.#opened(open);
    if (ids === undefined) {
      const organization = await runtime.discovery.organization(signal);
      const session = organization ?? (await this.#first(runtime));
      return [this.#payer(runtime, session)];
    }
    const wanted = new Set(ids);
    const payers: Payer[] = [];
    for await (const candidate of runtime.discovery.candidates(signal)) {
      if (!wanted.delete(candidate.account.id)) continue;
      payers.push(this.#payer(runtime, await candidate.open(signal)));
      if (wanted.size === 0) return payers;
    }
    throw new ConfigurationError(
      `LONGSHORE_COST_ACCOUNTS: the settings do not reach ${[...wanted].join(', ')}`,
      { remedy: 'check the settings of accounts: longshore doctor' },
    );
  }

  /** The account of a role. Opened once. */
  role(role: string): Promise<Payer> {
    const known = this.#roles.get(role);
    if (known !== undefined) return known;
    const runtime = this.#opened(this.#options.openRole(role));
    const opened = this.#first(runtime).then((session) => this.#payer(runtime, session));
    this.#roles.set(role, opened);
    return opened;
  }

  [Symbol.dispose](): void {
    for (const runtime of this.#runtimes) runtime[Symbol.dispose]();
  }

  #opened(open: RuntimeOpener): Runtime {
    const { observer, signal } = this.#options;
    const runtime = open(observer, signal);
    this.#runtimes.push(runtime);
    return runtime;
  }

  async #first({ discovery }: Runtime): Promise<AccountSession> {
    const { signal } = this.#options;
    for await (const candidate of discovery.candidates(signal)) return candidate.open(signal);
    throw new ConfigurationError('there is no AWS account whose bill could be read', {
      remedy: 'check the settings of accounts: longshore doctor',
    });
  }

  #payer(runtime: Runtime, session: AccountSession): Payer {
    const { observer, signal } = this.#options;
    const clients = runtime.clients.open(session, { signal, observer });
    return { session, runtime, observer, clients };
  }
}
