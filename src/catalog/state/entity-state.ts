import type { EntityRecord, KnownRecord, RecordKey } from './entity-record.ts';

/** An entity, with all its sources. */
export interface EntityGroup {
  readonly blueprint: string;
  readonly identifier: string;
  /** One for each source, in no particular order. */
  readonly records: readonly EntityRecord[];
}

/** Identifies the installation. State of another installation is not used. */
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
  /** The damage that was found; undefined for none. */
  readonly damage: string | undefined;

  /** The last comparison with Port, in milliseconds since the epoch; undefined for never. */
  readonly comparedAt: number | undefined;

  /** Records a finished comparison with Port; earlier damage is then repaired. */
  setComparedAt(time: number): Promise<void>;

  /**
   * The part of a kind's history that was last read; undefined for kinds without a history, or never read
   * completely.
   */
  windowOf(kind: string): string | undefined;

  /** Saves the windows of these kinds; those of other kinds are kept. */
  setWindows(windows: ReadonlyMap<string, string>): Promise<void>;

  /** The known content of records, in the same order; undefined for missing ones. */
  known(
    records: readonly Omit<EntityRecord, 'hash'>[],
  ): Promise<readonly (KnownRecord | undefined)[]>;

  /** Writes all records or none. If two have the same entity and source, the later one counts. */
  put(records: readonly EntityRecord[]): Promise<void>;

  /** Deletes all records or none. Missing ones are skipped. */
  remove(records: readonly RecordKey[]): Promise<void>;

  /** Every record of one entity. */
  find(blueprint: string, identifier: string): Promise<EntityGroup>;

  /**
   * Every entity once, in batches; optionally of one blueprint only. Sorted by blueprint, then by identifier,
   * by code point. Writes after the first batch was requested are not seen.
   */
  groups(blueprint?: string): AsyncGenerator<readonly EntityGroup[], void>;

  /** Recreates damaged state, empty and never compared; leaves other state unchanged. */
  repair(): Promise<void>;

  /** Seals the state: later losses are detected when it is opened again. */
  seal(): Promise<void>;

  /** Seals and closes the state. It cannot be used afterwards. */
  close(): Promise<void>;
}
