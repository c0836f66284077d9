import type { Scope } from '../../ledger/scope.ts';

/**
 * Where an entity came from: the scope that proves whether it is gone, and who wrote which keys. The kind is
 * empty for an entity that Port already had: its scope is not known.
 */
export interface EntitySource extends Scope {
  /** Which entity mapping: a number made of how it names its entities. */
  readonly mapping: number;
  /** Name of the keys that it writes. */
  readonly keys: string;
}

/** One entity as one source wrote it. */
export interface EntityRecord {
  readonly blueprint: string;
  readonly identifier: string;
  readonly source: EntitySource;
  readonly hash: Uint8Array;
  /** What the resource that it was made of is fetched by; empty when that is not known. */
  readonly resource: readonly string[];
}

/** What names a record: an entity and its source. */
export type RecordKey = Pick<EntityRecord, 'blueprint' | 'identifier' | 'source'>;

/** What the state has of a record. */
export interface KnownRecord {
  readonly hash: Uint8Array;
  /** It was made of the same resource. */
  readonly hasResource: boolean;
}

/** A source as text: the same for the same source. */
export function sourceName(source: EntitySource): string {
  const { kind, accountId, region, period, mapping, keys } = source;
  const name = [kind, accountId, region, mapping, keys];
  return JSON.stringify(period === undefined ? name : [...name, period]);
}
