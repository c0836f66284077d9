import { z } from 'zod';
import type { StoredResource, StoredState } from '../../store/comparing-writer.ts';
import { ContentCollector } from '../../store/content-columns.ts';
import type { ContentColumns, StoredScope } from '../../store/rows.ts';
import type { QueryValue } from '../../store/store.ts';
import { NO_QUERY_LIMITS, type StoreReader } from './store-reader.ts';

/** Integers are texts where JSON cannot hold them. */
const Integer = z.union([z.int(), z.string()]).transform(BigInt);
const Scope = z.tuple([z.int(), z.string(), z.string(), z.string(), z.string(), Integer]);
const Content = z.tuple([z.int(), Integer, Integer, z.string()]);
const Nullable = z.string().nullable();
const Stored = z.tuple([Integer, z.string(), Nullable, Nullable, z.string()]);

/** No store yet: every resource is new. */
export const EMPTY_STATE: StoredState = {
  scopes: () => Promise.resolve([]),
  contents: () => Promise.resolve(new ContentCollector().columns),
  resources: () => Promise.resolve(new Map()),
};

/** What a store has, read with queries: they work on every store, and through the host that holds it. */
export class QueriedState implements StoredState {
  readonly #reader: StoreReader;
  readonly #signal: AbortSignal;

  constructor(reader: StoreReader, signal: AbortSignal) {
    this.#reader = reader;
    this.#signal = signal;
  }

  async scopes(): Promise<readonly StoredScope[]> {
    const scopes: StoredScope[] = [];
    const sql = 'select id, kind, account, region, period, version from scope_state';
    for await (const row of this.#rows(sql)) {
      const [id, kind, accountId, region, period, version] = Scope.parse(row);
      scopes.push({ id, kind, accountId, region, ...(period !== '' && { period }), version });
    }
    return scopes;
  }

  async contents(): Promise<ContentColumns> {
    const contents = new ContentCollector();
    const sql = `
      select r.scope_id, r.key_hash, case when r.last_seen is null then r.content_hash else 0 end, r.first_seen
      from resource_rows r inner join scope_state s on s.id = r.scope_id
      where r.version <= s.version order by r.scope_id`;
    for await (const row of this.#rows(sql)) {
      const [scopeId, key, content, firstSeen] = Content.parse(row);
      contents.add(scopeId, key, content, Date.parse(firstSeen));
    }
    return contents.columns;
  }

  async resources(
    scopeId: number,
    keys: readonly bigint[],
  ): Promise<ReadonlyMap<bigint, StoredResource>> {
    const resources = new Map<bigint, StoredResource>();
    if (keys.length === 0) return resources;
    const sql = `
      select r.key_hash, r.id, r.arn, r.name, r.properties
      from resource_rows r inner join scope_state s on s.id = r.scope_id
      where r.scope_id = ${scopeId} and r.version <= s.version and r.key_hash in (${keys.join(', ')})`;
    for await (const row of this.#rows(sql)) {
      const [key, id, arn, name, propertiesJson] = Stored.parse(row);
      resources.set(key, { id, arn, name, propertiesJson });
    }
    return resources;
  }

  async *#rows(sql: string): AsyncGenerator<readonly QueryValue[], void> {
    const { rows } = await this.#reader.query(sql, NO_QUERY_LIMITS, this.#signal);
    for await (const batch of rows()) yield* batch;
  }
}
