import type { Scope } from '../../ledger/scope.ts';

/**
 * The origin of an entity: the scope that proves its deletion, and the keys that it writes. The kind is
 * empty for an entity that was in Port before: its scope is unknown.
 */
export interface EntitySource extends Scope {
  /** The entity mapping: a hash of its kind, blueprint and identifier expressions. */
  readonly mapping: number;
  /** Name of the set of keys that it writes. */
  readonly keys: string;
}

/** One entity as one source wrote it. */
export interface EntityRecord {
  readonly blueprint: string;
  readonly identifier: string;
  readonly source: EntitySource;
  readonly hash: Uint8Array;
  /** Identifiers of its resource; empty when unknown. */
  readonly resource: readonly string[];
}

/** The key of a record: an entity and its source. */
export type RecordKey = Pick<EntityRecord, 'blueprint' | 'identifier' | 'source'>;

/** The state's answer about a record. */
export interface KnownRecord {
  readonly hash: Uint8Array;
  /** It was produced from the same resource. */
  readonly hasResource: boolean;
}

/** A source as text: equal sources have the same text. */
export function sourceName(source: EntitySource): string {
  const { kind, accountId, region, period, mapping, keys } = source;
  const name = [kind, accountId, region, mapping, keys];
  return JSON.stringify(period === undefined ? name : [...name, period]);
}
