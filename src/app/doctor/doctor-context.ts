import { setMaxListeners } from 'node:events';
import { callerIdentity, type CallerIdentity } from '../../aws/caller-identity.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { enabledRegions } from '../../aws/regions.ts';
import type { AccountCandidate, AccountSession } from '../../aws/session.ts';
import type { SettingOrigin } from '../../config/setting-origins.ts';
import type { Settings } from '../../config/settings.ts';
import type { SecretMask } from '../../lib/secret-mask.ts';
import { findIntegration, type Integration } from '../../port/integration.ts';
import type { PortClient } from '../../port/port-client.ts';
import { plansFromMapping, type MappingPlans } from '../mapping-plans.ts';
import { AwsNameLookup } from '../name-lookup.ts';
import { createPortClient } from '../port-client.ts';
import { findMapping } from '../port-mapping.ts';
import { mappingFile } from '../mapping-plans.ts';
import { runtimeOpener, type Runtime, type RuntimeOpener } from '../runtime.ts';
import { NotChecked } from './not-checked.ts';

export interface DoctorOptions {
  /** Undefined when they are invalid: then `settingsError` has the reason. */
  readonly settings: Settings | undefined;
  readonly settingsError: unknown;
  readonly origins: readonly SettingOrigin[];
  /** A mapping file instead of the integration's mapping in Port. */
  readonly config: string | undefined;
  /** Only these accounts; undefined for all. */
  readonly accounts: ReadonlySet<string> | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly secrets: SecretMask;
  readonly signal: AbortSignal;
}

/** A mapping, its source, and the parts that are ignored. */
export interface CheckedMapping {
  readonly plans: MappingPlans;
  readonly source: string;
  readonly warnings: readonly string[];
  /** Port has no mapping yet: `serve` creates the default blueprints. */
  readonly isFirst: boolean;
}

/** Attempts per call in a check: a doctor reports a problem instead of waiting until it is over. */
const MAX_ATTEMPTS = 2;

/** What the checks share: each part is created once, on first use. */
export class DoctorContext implements Disposable {
  readonly options: DoctorOptions;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #made = new Map<string, unknown>();
  #runtime: Runtime | undefined;
  #client: PortClient | undefined;

  constructor(options: DoctorOptions) {
    this.options = options;
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
    setMaxListeners(0, this.#signal);
  }

  /** @throws {NotChecked} when the settings are invalid */
  get settings(): Settings {
    const { settings } = this.options;
    if (settings === undefined) throw new NotChecked('not checked: the settings are wrong');
    return { ...settings, maxAttempts: Math.min(settings.maxAttempts, MAX_ATTEMPTS) };
  }

  get runtime(): Runtime {
    this.#runtime ??= this.#open(() => undefined, this.#signal);
    return this.#runtime;
  }

  get hasPortCredentials(): boolean {
    const { clientId, clientSecret } = this.settings.port;
    return clientId !== undefined && clientSecret !== undefined;
  }

  /** @throws {ConfigurationError} when the settings have no credentials for Port */
  get port(): PortClient {
    this.#client ??= createPortClient(this.settings, {
      maxAttempts: MAX_ATTEMPTS,
      firstContact: { failsFast: true },
    });
    return this.#client;
  }

  identity(): Promise<CallerIdentity | undefined> {
    return this.#once('identity', () =>
      callerIdentity(this.settings.accounts, this.runtime.clients, {
        signal: this.#signal,
        observer: () => undefined,
      }),
    );
  }

  /** The accounts that the settings reach. @throws {NotChecked} when the credentials do not work */
  accounts(): Promise<readonly AccountCandidate[]> {
    return this.#once('accounts', async () => {
      await this.identity().catch((error: unknown) => {
        throw new NotChecked('not checked: there are no working AWS credentials', { cause: error });
      });
      const { accounts } = this.options;
      const found: AccountCandidate[] = [];
      for await (const candidate of this.runtime.discovery.candidates(this.#signal)) {
        if (accounts?.has(candidate.account.id) !== false) found.push(candidate);
      }
      return found;
    });
  }

  /** The accounts that can be read. @throws {NotChecked} when there are none */
  async sessions(): Promise<readonly AccountSession[]> {
    const accounts = await this.accounts().catch((error: unknown) => {
      throw new NotChecked('not checked: the accounts are not known', { cause: error });
    });
    return this.#once('sessions', async () => {
      const opened = await Promise.all(
        accounts.map((account) => account.open(this.#signal).catch(() => undefined)),
      );
      const sessions = opened.filter((session) => session !== undefined);
      if (sessions.length === 0) throw new NotChecked('not checked: no account can be read');
      return sessions;
    });
  }

  clients(session: AccountSession): ScopeClients {
    return this.runtime.clients.open(session, {
      signal: this.#signal,
      observer: () => undefined,
    });
  }

  regions(session: AccountSession): Promise<readonly string[]> {
    return this.#once(`regions ${session.accountId}`, () =>
      enabledRegions(session, this.clients(session), this.#signal),
    );
  }

  integration(): Promise<Integration | undefined> {
    return this.#once('integration', () => findIntegration(this.port, this.#signal));
  }

  /** The mapping of the file, of Port, or the default one. */
  mapping(): Promise<CheckedMapping> {
    return this.#once('mapping', async () => {
      const { config, cwd } = this.options;
      const { document, source, isFirst } = this.hasPortCredentials
        ? await this.#mappingInPort(config, cwd)
        : await localMapping(config, cwd);
      const warnings: string[] = [];
      const lookup = new AwsNameLookup({
        open: (observer, signal) => this.#open(observer, signal),
        signal: this.#signal,
      });
      const plans = await plansFromMapping(document, {
        lookup,
        warn: (message) => warnings.push(message),
      });
      return { plans, source, warnings, isFirst };
    });
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#runtime?.[Symbol.dispose]();
    this.#client?.[Symbol.dispose]();
  }

  async #mappingInPort(
    config: string | undefined,
    cwd: string,
  ): Promise<Awaited<ReturnType<typeof findMapping>>> {
    // With a file, the mapping can be checked even if Port is unreachable.
    if (config !== undefined) {
      const integration = await this.integration().catch(() => undefined);
      const local = await localMapping(config, cwd);
      return { ...local, isFirst: Object.keys(integration?.config ?? {}).length === 0 };
    }
    await this.integration().catch((error: unknown) => {
      throw new NotChecked('not checked: the mapping could not be read from Port', {
        cause: error,
        remedy: 'fix the Port check first, or check a file: --config <file>',
      });
    });
    return findMapping(config, cwd, this.port, this.#signal);
  }

  get #open(): RuntimeOpener {
    const { secrets } = this.options;
    return runtimeOpener({
      settings: this.settings,
      secrets,
      failsFast: true,
      warn: () => undefined,
    });
  }

  #once<Result>(name: string, make: () => Promise<Result>): Promise<Result> {
    const known = this.#made.get(name) as Promise<Result> | undefined; // each name has one type of result
    if (known !== undefined) return known;
    const made = make();
    made.catch(() => undefined); // the first caller may have timed out
    this.#made.set(name, made);
    return made;
  }
}

async function localMapping(
  config: string | undefined,
  cwd: string,
): Promise<Awaited<ReturnType<typeof findMapping>>> {
  const document = await mappingFile(config, cwd);
  return { document, source: document.file, isFirst: true };
}
