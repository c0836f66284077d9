import { publishedLimit } from '../aws/rate-limits.ts';
import { ConfigurationError } from '../lib/errors.ts';
import type { Exporter, ExportRequest, GoneAnswer } from '../core/exporters/exporter.ts';
import type { Kind } from '../core/exporters/kind.ts';
import type { ObjectKind, Reach } from '../core/exporters/object-kind.ts';
import type { Batch, ScopeProof } from '../core/exporters/resource.ts';

/** Runs one kind over accounts and regions. Each ObjectKind has one. */
export interface ResyncHandler {
  readonly kind: ObjectKind;
  readonly reach: Reach;
  /** False for a kind without calls: it needs no credentials and regions. */
  readonly callsAws: boolean;
  /** The IAM actions for listing, named when it is denied. */
  readonly permissions: readonly string[];
  /** The largest page size, used until the run has seen pages. */
  readonly pageSize: number;
  /** Its resources are records of the past, read for a time window. */
  readonly hasHistory?: boolean;
  /** Its items come from the store. @default false */
  readonly isStored?: boolean;
  /**
   * With these optional actions, does it make a rate-limited call for each resource? Such scopes take the
   * longest.
   */
  waitsForEach?(include: readonly string[]): boolean;
  /**
   * Asks AWS about resources that are missing from a listing. Without it, they are kept.
   *
   * @returns one answer for each, in the same order
   */
  confirmGone?(
    missing: readonly (readonly string[])[],
    request: ExportRequest,
  ): Promise<readonly GoneAnswer[]>;
  /** Reads one scope; the return value proves that every page was read. */
  resync(request: ExportRequest): AsyncGenerator<Batch, ScopeProof, void>;
}

/** The handler for a kind's definition. */
export function handlerOf(kind: Kind): ResyncHandler {
  const exporter: Exporter = kind.exporter;
  return {
    kind: kind.kind,
    reach: kind.reach,
    callsAws: kind.list.operation !== undefined,
    permissions: kind.list.permissions,
    pageSize: kind.list.pageSize,
    hasHistory: kind.hasHistory,
    isStored: kind.isStored ?? false,
    waitsForEach: (include) =>
      [
        ...kind.actions.defaults,
        ...kind.actions.options.filter(({ name }) => include.includes(name)),
      ].some(({ cost, permissions }) => cost.size === 1 && permissions.some(isLimited)),
    confirmGone: (missing, request) => exporter.confirmGone(missing, request),
    resync: (request) => exporter.getPaginatedResources(request),
  };
}

/** Does AWS rate-limit the call behind this permission, such as `ecs:DescribeTaskDefinition`? */
function isLimited(permission: string): boolean {
  const [service = '', operation = ''] = permission.split(':');
  return publishedLimit(service, operation) !== undefined;
}

/** The handlers of a run. Kinds have their own; others can be registered. */
export class ResyncHandlers {
  readonly #handlers = new Map<ObjectKind, ResyncHandler>();

  /** @throws {ConfigurationError} when the kind already has a handler. */
  register(handler: ResyncHandler): this {
    if (this.#handlers.has(handler.kind)) {
      throw new ConfigurationError(`${handler.kind} has two resync handlers`, {
        remedy: 'register one handler per kind',
      });
    }
    this.#handlers.set(handler.kind, handler);
    return this;
  }

  get(kind: ObjectKind): ResyncHandler | undefined {
    return this.#handlers.get(kind);
  }
}
