import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { CallObserver } from '../../aws/call-observer.ts';
import { classify } from '../../aws/errors.ts';
import type { AccountCandidate } from '../../aws/session.ts';
import { ResourceNotFoundError } from '../../core/exporters/exporter.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import type { Batch } from '../../core/exporters/resource.ts';
import type { Runtime } from '../runtime.ts';
import { ambiguous, notFound, type SearchedPlaces } from './search-errors.ts';
import {
  accountsToSearch,
  placesIn,
  type PlaceFailure,
  type SearchPlace,
  type SearchScope,
} from './search-places.ts';

/** Accounts opened at once, and places searched at once. */
const AT_ONCE = 64;

export interface SearchRequest extends Omit<SearchScope, 'reach'> {
  readonly kind: Kind;
  readonly identifiers: readonly string[];
  readonly include: readonly string[];
}

/** A resource that was found in one place. */
export interface FoundResource {
  readonly batch: Batch;
  /** Other places that may have it; empty when its identifier is unique. */
  readonly notSearched: readonly PlaceFailure[];
}

/**
 * Searches every account and region of the request at once. If the identifier is unique, the first match ends
 * the search.
 *
 * @throws {ConfigurationError} when several places have it
 * @throws {ResourceNotFoundError} when every place was searched without a match
 * @throws {ResourceNotReadError} when there is no match, and some places could not be searched
 */
export async function searchResource(
  request: SearchRequest,
  runtime: Runtime,
  observer: CallObserver,
  signal: AbortSignal,
): Promise<FoundResource> {
  const { kind, identifiers } = request;
  const scope: SearchScope = { ...request, reach: kind.reach };
  const accounts = await accountsToSearch(scope, runtime, signal);
  const search = new Search(request, scope, runtime, observer, signal);
  await search.run(accounts);
  const { found, places, failures } = search;
  const [first] = found;
  if (first === undefined) {
    search.throwIfAllAlike();
    throw notFound(kind, identifiers, places, failures, accounts.length);
  }
  const isOne = isUnique(kind, identifiers);
  if (found.length > 1 && !isOne) {
    throw ambiguous(
      kind,
      identifiers,
      found.map(({ place }) => place),
    );
  }
  return { batch: first.batch, notSearched: isOne ? [] : failures };
}

/** Kinds whose identifiers are unique in a partition. */
const UNIQUE_KINDS: ReadonlySet<string> = new Set([
  'AWS::Account::Info',
  'AWS::CloudFront::Distribution',
  'AWS::Organizations::Account',
  'AWS::Route53::HostedZone',
  'AWS::S3::Bucket',
]);

/** Do these identifiers name at most one resource, in all accounts and regions? */
function isUnique({ kind }: Kind, identifiers: readonly string[]): boolean {
  if (UNIQUE_KINDS.has(kind)) return true;
  return identifiers.some(
    (identifier) =>
      /^(?:arn:|https?:)/.test(identifier) ||
      (kind.startsWith('AWS::EC2::') && /^[a-z]+(?:-[a-z]+)*-[0-9a-f]{8,17}$/.test(identifier)),
  );
}

/** One search under way. */
class Search {
  readonly found: { readonly place: SearchPlace; readonly batch: Batch }[] = [];
  readonly places: SearchedPlaces = new Map();
  readonly failures: PlaceFailure[] = [];
  readonly #errors: Error[] = [];
  readonly #request: SearchRequest;
  readonly #scope: SearchScope;
  readonly #runtime: Runtime;
  readonly #observer: CallObserver;
  readonly #signal: AbortSignal;
  readonly #enough = new AbortController();
  /** Aborted with the command, or after a match. */
  readonly #running: AbortSignal;
  readonly #limit = pLimit(AT_ONCE);

  constructor(
    request: SearchRequest,
    scope: SearchScope,
    runtime: Runtime,
    observer: CallObserver,
    signal: AbortSignal,
  ) {
    this.#request = request;
    this.#scope = scope;
    this.#runtime = runtime;
    this.#observer = observer;
    this.#signal = signal;
    this.#running = AbortSignal.any([signal, this.#enough.signal]);
    setMaxListeners(0, this.#running);
  }

  async run(accounts: readonly AccountCandidate[]): Promise<void> {
    const open = pLimit(AT_ONCE);
    await Promise.all(accounts.map((account) => open(() => this.#account(account))));
  }

  /** @throws the error of the only place, or the error that every place had: it names the exact problem */
  throwIfAllAlike(): void {
    const [first] = this.#errors;
    const places = [...this.places.values()].flat().length;
    const isOnly = places === 1 && this.failures.every(({ region }) => region !== undefined);
    if (first !== undefined && isOnly) throw first;
    const isSame = this.#errors.every((error) => {
      const { class: kindOfError, code, message } = classify(error);
      return (
        kindOfError === 'other' &&
        code === classify(first).code &&
        message === classify(first).message
      );
    });
    if (first !== undefined && this.#errors.length === places && isSame) throw first;
  }

  #isOver(): boolean {
    return this.#enough.signal.aborted;
  }

  async #account(account: AccountCandidate): Promise<void> {
    const signal = this.#running;
    await this.#unlessEnough(async () => {
      const result = await placesIn(account, this.#scope, this.#runtime, this.#observer, signal);
      if ('failure' in result) {
        this.failures.push(result);
        return;
      }
      const { places } = result;
      await Promise.all(places.map((place) => this.#limit(() => this.#place(place))));
    });
  }

  async #place(place: SearchPlace): Promise<void> {
    const { kind, identifiers, include } = this.#request;
    const { session, region, clients } = place;
    await this.#unlessEnough(async () => {
      const { account } = session;
      const signal = this.#running;
      const request = { account, region, include, clients, signal };
      const regions = this.places.get(account.id) ?? [];
      this.places.set(account.id, [...regions, region]);
      try {
        const batch = await kind.exporter.getResource(identifiers, request);
        this.found.push({ place, batch });
        if (isUnique(kind, identifiers)) this.#enough.abort();
      } catch (error) {
        signal.throwIfAborted();
        this.#note(error, place);
      }
    });
  }

  #note(error: unknown, { session: { accountId }, region }: SearchPlace): void {
    this.#errors.push(error instanceof Error ? error : new Error(String(error)));
    if (error instanceof ResourceNotFoundError) return;
    const failure = classify(error);
    // A missing region or service has no resources.
    if (failure.class === 'region-disabled' || failure.class === 'service-absent') return;
    const { getPermissions, list, actions } = this.#request.kind;
    const [proof] = actions.defaults;
    const permissions =
      getPermissions.length > 0 ? getPermissions : (proof?.permissions ?? list.permissions);
    this.failures.push({ accountId, region, failure, permissions });
  }

  /** Ignores errors of calls that were still in flight when the search ended. */
  async #unlessEnough(step: () => Promise<void>): Promise<void> {
    if (this.#isOver()) return;
    try {
      await step();
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!this.#isOver()) throw error;
    }
  }
}
