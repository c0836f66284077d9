import type { Account } from '../../aws/account.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import type { AwsFailure } from '../../aws/errors.ts';
import { remedyFor } from '../../aws/remedy.ts';
import { LongshoreError } from '../../lib/errors.ts';
import type { Gap } from '../inspector/gap.ts';
import type { HistoryWindow } from './history-window.ts';
import type { Batch, ScopeProof } from './resource.ts';

/** What to read, and how. */
export interface ExportRequest {
  readonly account: Account;
  /** The region to ask; for kinds that are read once per account, whose endpoint. */
  readonly region: string;
  /** Names of optional actions, already checked against the kind's own. */
  readonly include: readonly string[];
  readonly clients: ScopeClients;
  readonly signal: AbortSignal;
  /** How much of a history to read, for kinds that have one. */
  readonly window?: HistoryWindow | undefined;
  /** What kinds of this account and region share in a run; none for a single fetch. */
  readonly shared?: SharedLists;
}

/** AWS's answer about a resource that a complete listing lacks. */
export type GoneAnswer =
  | { readonly status: 'gone' }
  | { readonly status: 'exists' }
  /** AWS did not say: the call was denied, throttled, or failed. */
  | {
      readonly status: 'unknown';
      readonly failure: AwsFailure;
      /** The IAM actions that the check needs. */
      readonly permissions: readonly string[];
    };

/** Lists that several kinds need, asked for once in a run. */
export interface SharedLists {
  /** The list of this name: the first caller fetches it. */
  once<Element>(name: string, make: () => Promise<readonly Element[]>): Promise<readonly Element[]>;
}

/** The result of a probe. */
export interface Probe {
  /** False when the scope is empty: then no action ran. */
  readonly hasResources: boolean;
  /** Actions that failed. */
  readonly gaps: readonly Gap[];
}

/** Reads one kind from AWS. */
export interface Exporter<Properties extends object = Record<string, unknown>> {
  /**
   * One resource, by what its kind is fetched with: most kinds take one identifier, some two.
   *
   * @throws {ResourceNotFoundError} when AWS has no such resource.
   * @throws {ResourceNotReadError} when AWS does not let it be seen whether it has: never a stub.
   */
  getResource(identifiers: readonly string[], request: ExportRequest): Promise<Batch<Properties>>;
  /**
   * All resources of a scope, page by page. What it returns proves that every page was read; a throw
   * means that they were not, and that the resources seen so far are not all there are.
   */
  getPaginatedResources(
    request: ExportRequest,
  ): AsyncGenerator<Batch<Properties>, ScopeProof, void>;
  /**
   * Lists the first page, and runs the actions for its first resource: shows with few calls which permissions
   * are missing.
   *
   * @throws what AWS answered when it cannot be listed
   */
  probe(request: ExportRequest): Promise<Probe>;
  /**
   * Asks AWS for resources that a listing lacks, each by its identifiers. A resource counts as deleted only
   * when AWS confirms it.
   *
   * @returns one answer for each, in the order given
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
   * @param permissions the IAM actions that reading it needs
   */
  constructor(resource: string, failure: AwsFailure, permissions: readonly string[]) {
    super(`${resource} could not be read: ${failure.code}: ${failure.message}`, {
      remedy: remedyFor(failure, permissions),
    });
    this.failure = failure;
  }
}
