import { z } from 'zod';
import type { ScopeRecord } from '../../../ledger/scope.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import type { KnownPlaces } from './known-places.ts';

const Row = z.tuple([z.string(), z.string(), z.string(), z.string()]);

/** When the resources of each account and region were last read completely. */
export class InventoryAges {
  readonly #kinds: ReadonlySet<string>;
  readonly #places: KnownPlaces;
  /** By account, region and kind, in milliseconds since the Unix epoch. */
  readonly #readAt = new Map<string, Map<string, number>>();

  constructor(kinds: Iterable<string>, places: KnownPlaces) {
    this.#kinds = new Set(kinds);
    this.#places = places;
  }

  /** Learns from what a store has. */
  async load(store: Pick<Store, 'query'>, signal: AbortSignal): Promise<void> {
    const sql = 'select account, region, kind, last_read from scopes where last_read is not null';
    for (const row of await allRows(store, sql, signal)) {
      const [account, region, kind, lastRead] = Row.parse(row);
      this.#note({ accountId: account, region, kind }, Date.parse(lastRead));
    }
  }

  /** A scope has ended. */
  scope(record: ScopeRecord, at: number): void {
    if (record.outcome === 'complete') this.#note(record, at);
  }

  /** The oldest of the kinds of each account and region that is still read. */
  *all(): Generator<{
    readonly account: string;
    readonly region: string;
    readonly readAt: number;
  }> {
    for (const [place, kinds] of this.#readAt) {
      const [account = '', region = ''] = place.split(' ');
      if (!this.#places.isRead(account, region)) continue;
      yield { account, region, readAt: Math.min(...kinds.values()) };
    }
  }

  #note(
    { accountId, region, kind }: Pick<ScopeRecord, 'accountId' | 'region' | 'kind'>,
    at: number,
  ): void {
    if (!this.#kinds.has(kind)) return;
    const place = `${accountId} ${region}`;
    const kinds = this.#readAt.get(place) ?? new Map<string, number>();
    this.#readAt.set(place, kinds.set(kind, at));
  }
}
