import { z } from 'zod';
import type { AccountPlaces } from '../../../cost/metrics/metrics-source.ts';
import { GLOBAL_REGION } from '../../../core/exporters/object-kind.ts';
import type { RunEvent } from '../../../ledger/run-event.ts';
import type { Sink } from '../../../ledger/sink.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

const Place = z.tuple([z.string(), z.string()]);

/** The accounts and the regions that they use. Between two runs it stays; before the first, the store tells it. */
export class KnownPlaces {
  readonly #excluded: ReadonlySet<string>;
  readonly #regions = new Map<string, readonly string[]>();
  /** Accounts whose regions a run has listed. */
  readonly #listed = new Set<string>();
  #accounts: ReadonlySet<string> | undefined;

  /** @param excluded regions that are not read */
  constructor(excluded: ReadonlySet<string> = new Set()) {
    this.#excluded = excluded;
  }

  /** Does the store's resource belong on the page? One of an account that no longer exists does not. */
  has(account: string, region: string): boolean {
    return this.#accounts?.has(account) !== false && !this.#excluded.has(region);
  }

  /** Does discovery list the region for the account? Resources of a disabled region are there, but are not read. */
  isRead(account: string, region: string): boolean {
    if (!this.has(account, region)) return false;
    return region === GLOBAL_REGION || this.#regions.get(account)?.includes(region) !== false;
  }

  get all(): readonly AccountPlaces[] {
    return [...this.#regions]
      .filter(([account]) => this.#accounts?.has(account) !== false)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([account, regions]) => ({ account, regions: this.#allowed(regions) }));
  }

  /** Every region that some account uses. */
  get regions(): readonly string[] {
    return [...new Set(this.all.flatMap(({ regions }) => regions))].sort();
  }

  /** Learns from what a store has. What a run has found counts more. */
  async load(store: Pick<Store, 'query'>, signal: AbortSignal): Promise<void> {
    const sql = `select distinct account, region from scopes
      where last_read is not null and region <> '${GLOBAL_REGION}' order by account, region`;
    const found = new Map<string, string[]>();
    for (const row of await allRows(store, sql, signal)) {
      const [account, region] = Place.parse(row);
      found.set(account, [...(found.get(account) ?? []), region]);
    }
    for (const [account, regions] of found) {
      if (!this.#listed.has(account)) this.#regions.set(account, regions);
    }
  }

  /**
   * Learns from a run.
   *
   * @param onRegions called when an account's regions become known
   */
  sink(onRegions: () => void = () => undefined): Sink {
    const seen = new Set<string>();
    let isListed = false;
    return {
      event: (event: RunEvent) => {
        if (event.type !== 'scope') return;
        const { kind, accountId, outcome, regions } = event.record;
        if (kind === 'accounts') isListed = outcome === 'complete';
        if (kind === 'credentials') seen.add(accountId);
        if (regions === undefined) return;
        this.#listed.add(accountId);
        this.#regions.set(accountId, [...regions].sort());
        onRegions();
      },
      finish: () => {
        if (isListed) this.#accounts = seen;
      },
    };
  }

  #allowed(regions: readonly string[]): readonly string[] {
    return regions.filter((region) => !this.#excluded.has(region));
  }
}
