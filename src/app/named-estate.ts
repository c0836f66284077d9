import type { Ledger } from '../ledger/ledger.ts';
import { DISCOVERY_KINDS } from '../ledger/scope.ts';
import { ConfigurationError } from '../lib/errors.ts';
import type { EstateObserver } from '../resync/resync.ts';
import type { RunScope } from './run-scope.ts';

/** The accounts and regions that a command was told to read. */
type Named = Pick<RunScope, 'accounts' | 'regions' | 'unverifiedRegions'>;

/** Compares the accounts and regions that a run found with those that it was told to read. */
export class SeenEstate implements EstateObserver {
  readonly #named: Named;
  readonly #accounts = new Set<string>();
  /** Enabled in at least one account; undefined while no account was asked. */
  #regions: Set<string> | undefined;

  constructor(named: Named) {
    this.#named = named;
  }

  account(id: string): void {
    this.#accounts.add(id);
  }

  regions(enabled: readonly string[]): void {
    this.#regions = new Set([...(this.#regions ?? []), ...enabled]);
  }

  /**
   * Checks that every named account and region exists: otherwise a misspelt name would only look like fewer
   * resources. If some accounts or regions could not be read, the run is incomplete instead.
   *
   * @throws {ConfigurationError} naming each account and region of a flag that does not exist.
   */
  check(ledger: Ledger): void {
    if (ledger.status === 'cancelled' || ledger.status === 'failed') return;
    this.#checkAccounts(ledger);
    this.#checkRegions(ledger);
    this.#checkPolicies(ledger);
    this.#throwIfNothingWasRead(ledger);
  }

  #checkAccounts(ledger: Ledger): void {
    const missing = [...(this.#named.accounts ?? [])].filter((id) => !this.#accounts.has(id));
    if (missing.length === 0) return;
    const remedy = 'name accounts that these settings reach';
    const message = `--accounts: ${missing.join(', ')} is not among the accounts of these settings`;
    if (isRead(ledger, ['accounts'])) throw new ConfigurationError(message, { remedy });
    ledger.nameNotFound('accounts', missing, {
      code: 'account-not-found',
      message: `${message} (not all accounts could be listed)`,
      remedy: 'fix the error that prevents listing the accounts, and check --accounts',
    });
  }

  #checkRegions(ledger: Ledger): void {
    const missing = this.#notEnabled([...(this.#named.regions ?? [])]);
    if (missing.length === 0) return;
    const message = `--regions: ${missing.join(', ')} is not enabled in any account that is read`;
    if (isRead(ledger, DISCOVERY_KINDS)) {
      const remedy = 'name regions that these accounts have enabled';
      throw new ConfigurationError(message, { remedy });
    }
    ledger.nameNotFound('regions', missing, {
      code: 'region-not-found',
      message: `${message} (not all accounts could be asked)`,
      remedy: 'fix the error that prevents reading the accounts, and check --regions',
    });
  }

  #checkPolicies(ledger: Ledger): void {
    const missing = this.#notEnabled(this.#named.unverifiedRegions);
    if (missing.length === 0) return;
    ledger.nameNotFound('regions', missing, {
      code: 'unknown-region',
      message: `the mapping's regionPolicy names ${missing.join(', ')}, which no account has enabled`,
      remedy: 'check the spelling; until then, nothing is deleted because of these policies',
    });
  }

  /** Regions that no account has enabled, if any account was asked. */
  #notEnabled(names: readonly string[]): readonly string[] {
    const enabled = this.#regions;
    return enabled === undefined ? [] : names.filter((name) => !enabled.has(name));
  }

  /**
   * Each name exists, but the combination does not: the account has not enabled the region, or a policy
   * denies it.
   */
  #throwIfNothingWasRead(ledger: Ledger): void {
    const { accounts, regions } = this.#named;
    const isAnyRead = ledger.kinds.some(({ kind }) =>
      DISCOVERY_KINDS.every((step) => step !== kind),
    );
    if (ledger.status !== 'complete' || isAnyRead) return;
    const flags = [
      ...(accounts === undefined ? [] : [`--accounts ${[...accounts].join(',')}`]),
      ...(regions === undefined ? [] : [`--regions ${[...regions].join(',')}`]),
    ];
    if (flags.length === 0) return;
    throw new ConfigurationError(`there is nothing to read with ${flags.join(' ')}`, {
      remedy: 'name accounts that these settings reach, and regions that they have enabled',
    });
  }
}

/** Did every one of these steps of discovery succeed? */
function isRead(ledger: Ledger, steps: readonly string[]): boolean {
  return ledger.kinds.every(
    ({ kind, scopes, complete }) => !steps.includes(kind) || scopes === complete,
  );
}
