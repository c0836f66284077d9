import type { Account } from '../../aws/account.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import type { AwsFailure } from '../../aws/errors.ts';
import { remedyFor } from '../../aws/remedy.ts';
import { LongshoreError } from '../../lib/errors.ts';
import type { Gap } from '../inspector/gap.ts';
import type { HistoryWindow } from './history-window.ts';
import type { Batch, ScopeProof } from './resource.ts';
import type { StoredRecords } from './stored-records.ts';

/** What to read, and how. */
export interface ExportRequest {
  readonly account: Account;
  /** The region to ask; for kinds that are read once per account, the endpoint's region. */
  readonly region: string;
  /** Names of optional actions, already checked against the kind's own. */
  readonly include: readonly string[];
  readonly clients: ScopeClients;
  readonly signal: AbortSignal;
  /** How much of a history to read, for kinds that have one. */
  readonly window?: HistoryWindow | undefined;
  /** Lists that the kinds of this account and region share in a run; undefined for a single fetch. */
  readonly shared?: SharedLists;
  /** Longshore's own records, for kinds that are read from the store. */
  readonly records?: StoredRecords | undefined;
}

/** AWS's answer about a resource that is missing from a complete listing. */
export type GoneAnswer =
  | { readonly status: 'gone' }
  | { readonly status: 'exists' }
  /** Of a record that is not AWS's: nothing proves yet that it is over. It is kept; others of its scope are not. */
  | { readonly status: 'unproven'; readonly detail: string }
  /** AWS did not answer: the call was denied or throttled, or failed. */
  | {
      readonly status: 'unknown';
      readonly failure: AwsFailure;
      /** The IAM actions of the check. */
      readonly permissions: readonly string[];
    };

/** Lists that several kinds need, read once per run. */
export interface SharedLists {
  /** The list of this name: the first caller fetches it. */
  once<Element>(name: string, make: () => Promise<readonly Element[]>): Promise<readonly Element[]>;
}

/** The result of a probe. */
export interface Probe {
  /** False when the scope is empty: no action was run. */
  readonly hasResources: boolean;
  /** Actions that failed. */
  readonly gaps: readonly Gap[];
}

/** Reads one kind from AWS. */
export interface Exporter<Properties extends object = Record<string, unknown>> {
  /**
   * One resource, by its identifiers: most kinds have one, some two.
   *
   * @throws {ResourceNotFoundError} when AWS has no such resource.
   * @throws {ResourceNotReadError} when AWS does not reveal whether it exists: a stub is never returned.
   */
  getResource(identifiers: readonly string[], request: ExportRequest): Promise<Batch<Properties>>;
  /**
   * All resources of a scope, page by page. The return value proves that every page was read; after a throw,
   * the resources seen so far are incomplete.
   */
  getPaginatedResources(
    request: ExportRequest,
  ): AsyncGenerator<Batch<Properties>, ScopeProof, void>;
  /**
   * Lists the first page, and runs the actions for its first resource: few calls show which permissions are
   * missing.
   *
   * @throws AWS's error when it cannot be listed
   */
  probe(request: ExportRequest): Promise<Probe>;
  /**
   * Asks AWS about resources that are missing from a listing, by their identifiers. A resource counts as
   * deleted only when AWS confirms it.
   *
   * @returns one answer for each, in the same order
   */
  confirmGone(
    missing: readonly (readonly string[])[],
    request: ExportRequest,
  ): Promise<readonly GoneAnswer[]>;
}

/** Thrown by a single fetch when AWS has no such resource. */
export class ResourceNotFoundError extends LongshoreError {
  readonly code = 'resource-not-found';
  readonly audience = 'user';
}

/** Thrown by a single fetch when the resource could not be read: denied, throttled, unreachable. */
export class ResourceNotReadError extends LongshoreError {
  readonly code = 'resource-not-read';
  readonly audience = 'user';
  /** What AWS said. */
  readonly failure: AwsFailure;

  /**
   * @param resource as in a sentence: `SQS queue orders`
   * @param permissions the IAM actions for reading it
   */
  constructor(resource: string, failure: AwsFailure, permissions: readonly string[]) {
    super(`${resource} could not be read: ${failure.code}: ${failure.message}`, {
      remedy: remedyFor(failure, permissions),
    });
    this.failure = failure;
  }
}
