import type { EntityRecord } from '../state/entity-record.ts';
import type { WithheldReason } from '../reconcile/scope-proofs.ts';
import type { DeleteResult } from '../../port/delete-entities.ts';

export type { DeleteResult };

/** An entity that is missing or different in Port. */
export interface EntityChange {
  readonly blueprint: string;
  /** Its identifier; for a search query, the query as text. */
  readonly identifier: string;
  /** The entity as JSON. */
  readonly text: string;
  /** A part of it could not be read, and must stay unchanged in Port. */
  readonly isPartial: boolean;
  /** Port probably has it already: it is written because its search queries may find other targets now. */
  readonly isRepeated?: boolean | undefined;
  /** The record to save after the write; undefined for entities found by search. */
  readonly record: Pick<EntityRecord, 'source' | 'resource' | 'hash'> | undefined;
}

/** What was written. */
export interface WriteCounts {
  created: number;
  updated: number;
  deleted: number;
}

/** Destination of changes: Port, or a plan. */
export interface EntityTarget {
  readonly counts: Readonly<WriteCounts>;
  /** Accepts a change; resolves when ready for the next. */
  write(change: EntityChange): Promise<void>;
  /** Waits until everything is written. */
  flush(): Promise<void>;
  /**
   * Deletes entities of one blueprint that this integration owns.
   *
   * @returns exactly one result for each identifier
   */
  delete(
    blueprint: string,
    identifiers: readonly string[],
  ): Promise<ReadonlyMap<string, DeleteResult>>;
  /** Receives an entity that was not seen but is kept. */
  withhold?(blueprint: string, identifier: string, reason: WithheldReason): Promise<void>;
}
