import type { Scope, ScopeRecord } from '../ledger/scope.ts';
import type { RunStatus } from '../ledger/ledger.ts';

/** A resource as the store keeps it. Texts that end in `Json` are JSON. */
export interface ResourceRow {
  readonly scopeId: number;
  /** The run that wrote it. It counts once its scope has this version. */
  readonly version: bigint;
  /** 64 bits of the identifier: names the resource within its scope. */
  readonly keyHash: bigint;
  /** 64 bits of everything that can change. */
  readonly contentHash: bigint;
  /** What AWS fetches it by; a JSON list where that is more than one text. */
  readonly id: string;
  readonly arn: string | undefined;
  readonly name: string | undefined;
  /** An object: `{"team":"billing"}`. */
  readonly tagsJson: string;
  readonly propertiesJson: string;
  /** `__ExtraContext` without account and region. */
  readonly contextJson: string | undefined;
  /** What could not be read: a list of {@link StoredGap}. */
  readonly gapsJson: string;
  /** Milliseconds since the Unix epoch. */
  readonly firstSeen: number;
}

/** Something of a resource that could not be read. */
export interface StoredGap {
  /** The action that failed. */
  readonly action: string;
  /** AWS's code of the failure. */
  readonly code: string;
  /** Properties that still have the values of an earlier read. */
  readonly attributes: readonly string[];
}

/** A scope as the store knows it. */
export interface StoredScope extends Scope {
  readonly id: number;
  /** The run whose rows count; 0 when it was never read completely. */
  readonly version: bigint;
}

/** The state of each resource in the store, to find changes: columns of equal length, sorted by scope. */
export interface ContentColumns {
  readonly scopeIds: Int32Array;
  readonly keyHashes: BigUint64Array;
  /** 0 for a row whose `last_seen` is its own: it must be written again when it is seen. */
  readonly contentHashes: BigUint64Array;
  readonly firstSeen: Float64Array;
}

/** How a scope ended, for the store. */
export interface ScopeCommit {
  readonly id: number;
  readonly record: ScopeRecord;
  /** Milliseconds since the Unix epoch. */
  readonly endedAt: number;
  /** Rows of this version count from now on, and those below leave; undefined unless the scope is complete. */
  readonly replaced:
    | {
        readonly version: bigint;
        /** Resources with a new row. */
        readonly changed: readonly bigint[];
        readonly disappeared: readonly bigint[];
        /** Resources that lie outside the window of a history: they stay, with the time of their last read. */
        readonly unseen: readonly bigint[];
      }
    | undefined;
}

/** A run, as the table `runs` has it. */
export interface StoredRun {
  /** Grows with each run; `version` of the rows that it writes. */
  readonly number: bigint;
  readonly id: string;
  readonly startedAt: number;
}

/** How a run ended. */
export interface RunEnd {
  readonly endedAt: number;
  readonly status: RunStatus;
  readonly resources: number;
  readonly calls: number;
}
