import type { EntityRecord } from '../state/entity-record.ts';
import type { WithheldReason } from '../reconcile/scope-proofs.ts';
import type { DeleteResult } from '../../port/delete-entities.ts';

export type { DeleteResult };

/** An entity that Port does not have yet, or has otherwise. */
export interface EntityChange {
  readonly blueprint: string;
  /** Its identifier; for a search query, the query as text. */
  readonly identifier: string;
  /** The entity as JSON. */
  readonly text: string;
  /** Something of it could not be read, and shall stay in Port as it is. */
  readonly isPartial: boolean;
  /** Port has it already, as far as can be told: it is written for what its search queries may find now. */
  readonly isRepeated?: boolean | undefined;
  /** What to remember once it is written; none for what a search query finds. */
  readonly record: Pick<EntityRecord, 'source' | 'resource' | 'hash'> | undefined;
}

/** What was written. */
export interface WriteCounts {
  created: number;
  updated: number;
  deleted: number;
}

/** Where changes go: to Port, or into a plan. */
export interface EntityTarget {
  readonly counts: Readonly<WriteCounts>;
  /** Takes a change, and answers when it is ready for the next. */
  write(change: EntityChange): Promise<void>;
  /** Makes sure that everything was written. */
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
  /** Takes an entity that looks gone and is kept all the same. */
  withhold?(blueprint: string, identifier: string, reason: WithheldReason): Promise<void>;
}
