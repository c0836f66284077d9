import pLimit from 'p-limit';
import type { CallObserver } from '../../../aws/call-observer.ts';
import type { ClientFactory } from '../../../aws/client-factory.ts';
import { classify } from '../../../aws/errors.ts';
import { remedyFor } from '../../../aws/remedy.ts';
import { identifiersFromArn, parseArn } from '../../../core/exporters/arn.ts';
import { ResourceNotFoundError } from '../../../core/exporters/exporter.ts';
import { permissionsOf } from '../../../core/exporters/iam-policy.ts';
import type { Kind } from '../../../core/exporters/kind.ts';
import { isObjectKind, loadKind } from '../../../core/exporters/registry.ts';
import { abortable } from '../../../lib/aborted.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { ScopeSource } from '../../../resync/read-scope.ts';
import type { PriceProblem } from '../prices/current-prices.ts';

/** A resource is read again after this time, in milliseconds: the storage of a cluster can change. */
const KEPT_MS = 5 * 60_000;
/** Resources that are kept: a task definition has some 10 KB. */
const MOST_KEPT = 1_000;
/** Resources that are read at once; the rate limiter paces their calls. */
const AT_ONCE = 8;

/** A resource that the cost of others follows from. */
export interface RelatedResource {
  /** Undefined when it could not be read. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Why it, or a part of it, could not be read. */
  readonly problem?: PriceProblem | undefined;
}

export interface RelatedResourcesOptions {
  readonly clients: ClientFactory;
  readonly clock: Clock;
  /** Receives the calls. */
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
}

/**
 * Reads resources that the cost of others follows from, such as the task definition of a service: each once, however
 * many resources need it.
 */
export class RelatedResources {
  readonly #options: RelatedResourcesOptions;
  readonly #limit = pLimit(AT_ONCE);
  /** By kind and ARN, the oldest first. */
  readonly #read = new Map<
    string,
    { readonly at: number; readonly resource: Promise<RelatedResource> }
  >();

  constructor(options: RelatedResourcesOptions) {
    this.#options = options;
  }

  /**
   * The resources with these ARNs, in the account of the source.
   *
   * @throws the signal's reason
   */
  async of(
    kindName: string,
    arns: readonly string[],
    source: ScopeSource,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, RelatedResource>> {
    if (!isObjectKind(kindName)) return new Map();
    const kind = await loadKind(kindName);
    const found = new Map<string, RelatedResource>();
    const read = arns.map(async (arn) => {
      found.set(arn, await this.#once(kind, arn, source));
    });
    await abortable(Promise.all(read), signal); // others may wait for the same resource: it is read on
    return found;
  }

  #once(kind: Kind, arn: string, source: ScopeSource): Promise<RelatedResource> {
    const key = `${kind.kind} ${arn}`;
    const now = this.#options.clock.now();
    const known = this.#read.get(key);
    if (known !== undefined && now - known.at < KEPT_MS) return known.resource;
    const resource = this.#limit(() => this.#fetch(kind, arn, source));
    this.#read.delete(key);
    this.#read.set(key, { at: now, resource });
    const [oldest] = this.#read.keys();
    if (this.#read.size > MOST_KEPT && oldest !== undefined) this.#read.delete(oldest);
    return resource;
  }

  async #fetch(
    kind: Kind,
    text: string,
    { session, endpoint }: ScopeSource,
  ): Promise<RelatedResource> {
    const { clients, observer, signal } = this.#options;
    try {
      const arn = parseArn(text);
      if (arn === undefined) throw new ResourceNotFoundError(`${text} is not an ARN`);
      const { resources, gaps } = await kind.exporter.getResource(identifiersFromArn(kind, arn), {
        account: session.account,
        region: arn.region ?? endpoint,
        include: [],
        clients: clients.open(session, { signal, observer }),
        signal,
      });
      const [gap] = gaps;
      return { properties: resources[0]?.Properties ?? {}, problem: gap && problemOf(gap, text) };
    } catch (error) {
      const failure = classify(error);
      const isMissing = error instanceof ResourceNotFoundError;
      const permissions = permissionsOf(kind, []);
      const known = isMissing ? { ...failure, remedy: NOT_FOUND } : failure;
      return { problem: problemOf({ failure: known, permissions }, text) };
    }
  }
}

function problemOf({ failure, permissions }: PriceProblem, arn: string): PriceProblem {
  const message = `could not read ${arn}: ${failure.message}`;
  return { failure: { ...failure, message, remedy: remedyFor(failure, permissions) }, permissions };
}

/** ECS still describes a revision that was deregistered, but nothing lists it. */
const NOT_FOUND =
  'Port keeps the last cost: the resource that the cost follows from was deleted, or is an inactive revision of a task definition. Deploy an active one';
