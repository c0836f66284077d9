import type { EntityRecord, KnownRecord, RecordKey } from './entity-record.ts';

/** An entity, with every source that wrote to it. */
export interface EntityGroup {
  readonly blueprint: string;
  readonly identifier: string;
  /** One for each source, in no particular order. */
  readonly records: readonly EntityRecord[];
}

/** Whose state it is. State of another installation is of no use. */
export interface StateOwner {
  readonly baseUrl: string;
  readonly type: string;
  readonly identifier: string;
}

/**
 * What was last written to Port: for each entity and source a hash, and what the resource is fetched by.
 * Blueprints and identifiers are any well-formed text; one source has one record of an entity.
 *
 * **Writes** are whole or not at all, whenever the process is killed. What was written is seen by every
 * call that begins after the write has ended, and by the next process that opens the state.
 *
 * **Damage** is found when the state is opened or later. What is damaged is never believed: a state gives
 * what was written, or nothing. It can still be used, but a missing record says nothing about Port:
 * nothing may be deleted because of one while `damage` is set. `repair` recreates such a state, and a
 * comparison with Port fills it.
 *
 * Every method may throw a `StateError`: the state cannot be used, and the operator is told why.
 */
export interface EntityState extends AsyncDisposable {
  /** What was found to be damaged; undefined while all is as it was written. */
  readonly damage: string | undefined;

  /** When it was last compared with Port, in milliseconds since the epoch; undefined for never. */
  readonly comparedAt: number | undefined;

  /** It agrees with Port again: damage from before is repaired. */
  setComparedAt(time: number): Promise<void>;

  /** What of a kind's history was read last; undefined when it has none, or was never read whole. */
  windowOf(kind: string): string | undefined;

  /** Remembers what was read of these kinds; what is remembered of others stays. */
  setWindows(windows: ReadonlyMap<string, string>): Promise<void>;

  /** What is known of records, in the order asked for; undefined for those that are not there. */
  known(
    records: readonly Omit<EntityRecord, 'hash'>[],
  ): Promise<readonly (KnownRecord | undefined)[]>;

  /** Writes records: all of them or none. Of two of the same entity and source, the later one stays. */
  put(records: readonly EntityRecord[]): Promise<void>;

  /** Removes records: all of them or none. Those that are not there are passed over. */
  remove(records: readonly RecordKey[]): Promise<void>;

  /** Every record of one entity. */
  find(blueprint: string, identifier: string): Promise<EntityGroup>;

  /**
   * Every entity once, in batches; of one blueprint when it is given. Ordered by blueprint, then by
   * identifier, code point by code point. What is written after the first batch was asked for is not seen.
   */
  groups(blueprint?: string): AsyncGenerator<readonly EntityGroup[], void>;

  /** Recreates damaged state, empty and never compared; leaves other state unchanged. */
  repair(): Promise<void>;

  /** Makes sure that whatever is lost from now on is missed when the state is opened again. */
  seal(): Promise<void>;

  /** Seals and closes it. It cannot be used afterwards. */
  close(): Promise<void>;
}
