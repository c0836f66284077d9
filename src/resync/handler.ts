import { publishedLimit } from '../aws/rate-limits.ts';
import { ConfigurationError } from '../lib/errors.ts';
import type { Exporter, ExportRequest, GoneAnswer } from '../core/exporters/exporter.ts';
import type { Kind } from '../core/exporters/kind.ts';
import type { ObjectKind, Reach } from '../core/exporters/object-kind.ts';
import type { Batch, ScopeProof } from '../core/exporters/resource.ts';

/** What runs one kind over accounts and regions. One is registered per ObjectKind. */
export interface ResyncHandler {
  readonly kind: ObjectKind;
  readonly reach: Reach;
  /** False for a kind that costs no call: it is read without credentials and regions. */
  readonly callsAws: boolean;
  /** The IAM actions that listing needs, named when it is denied. */
  readonly permissions: readonly string[];
  /** Most resources in one page, until the run has seen some. */
  readonly pageSize: number;
  /** Its resources are records of the past, read for a time window. */
  readonly hasHistory?: boolean;
  /**
   * Does it make a call for each resource, with these optional actions, that a rate limit of AWS's holds
   * back? Such scopes take the longest, whatever we do.
   */
  waitsForEach?(include: readonly string[]): boolean;
  /**
   * Asks AWS for resources that a listing lacks. Without it, what is missing from a listing is kept.
   *
   * @returns one answer for each, in the order given
   */
  confirmGone?(
    missing: readonly (readonly string[])[],
    request: ExportRequest,
  ): Promise<readonly GoneAnswer[]>;
  /** Reads one scope; what it returns proves that every page was read. */
  resync(request: ExportRequest): AsyncGenerator<Batch, ScopeProof, void>;
}

/** The handler that follows from a kind's definition. */
export function handlerOf(kind: Kind): ResyncHandler {
  const exporter: Exporter = kind.exporter;
  return {
    kind: kind.kind,
    reach: kind.reach,
    callsAws: kind.list.operation !== undefined,
    permissions: kind.list.permissions,
    pageSize: kind.list.pageSize,
    hasHistory: kind.hasHistory,
    waitsForEach: (include) =>
      [
        ...kind.actions.defaults,
        ...kind.actions.options.filter(({ name }) => include.includes(name)),
      ].some(({ cost, permissions }) => cost.size === 1 && permissions.some(isLimited)),
    confirmGone: (missing, request) => exporter.confirmGone(missing, request),
    resync: (request) => exporter.getPaginatedResources(request),
  };
}

/** Is the call limited that this permission, `ecs:DescribeTaskDefinition`, allows? */
function isLimited(permission: string): boolean {
  const [service = '', operation = ''] = permission.split(':');
  return publishedLimit(service, operation) !== undefined;
}

/** The handlers of a run. Kinds bring theirs; others can be registered by hand. */
export class ResyncHandlers {
  readonly #handlers = new Map<ObjectKind, ResyncHandler>();

  /** @throws {ConfigurationError} when the kind has a handler already. */
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
