import type { CallObserver } from '../aws/call-observer.ts';
import { identifiersFromArn, parseArn, type Arn } from '../core/exporters/arn.ts';
import type { Kind } from '../core/exporters/kind.ts';
import { isObjectKind } from '../core/exporters/registry.ts';
import type { Resource } from '../core/exporters/resource.ts';
import type { Cause } from '../ledger/scope.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { causeOf } from '../resync/outcome.ts';
import type { Runtime } from './runtime.ts';
import { searchResource, type FoundResource } from './search/search-resource.ts';
import type { PlaceFailure } from './search/search-places.ts';

export interface GetRequest {
  readonly kind: Kind;
  /** One ARN, or as many identifiers as the kind is fetched by. */
  readonly identifiers: readonly string[];
  /** Accounts to search. @default the one that an ARN or URL names, or all */
  readonly accounts?: ReadonlySet<string> | undefined;
  /** @default the one that an ARN or URL names, or every region that an account has enabled */
  readonly region?: string | undefined;
  /** Optional actions, checked. */
  readonly include: readonly string[];
}

/** One resource, and what could not be read of it. */
export interface GotResource {
  readonly resources: readonly Resource[];
  readonly gaps: readonly (Cause & { readonly action: string })[];
  /** Accounts and regions that could not be searched: the resource may be there too. */
  readonly notSearched: readonly PlaceFailure[];
}

/**
 * Reads one resource; searches for it where neither the request nor its ARN says where it is.
 *
 * @throws {ConfigurationError} for the ARN of another kind, an account that is not among those of the settings, or
 * a name that several accounts or regions have
 * @throws {ResourceNotFoundError} when AWS has no such resource
 * @throws {ResourceNotReadError} when AWS denies access to it
 */
export async function getResource(
  { kind, identifiers: given, accounts, region, include }: GetRequest,
  runtime: Runtime,
  observer: CallObserver,
  signal: AbortSignal,
): Promise<GotResource> {
  const arn = given.length === 1 ? parseArn(given[0] ?? '') : undefined;
  const identifiers = arn === undefined ? given : ownIdentifiers(kind, arn);
  checkIdentifiers(kind, identifiers);
  const named = placeNamedIn(arn, given);
  const { batch, notSearched }: FoundResource = await searchResource(
    {
      kind,
      identifiers,
      include,
      accounts: accounts ?? (named.account === undefined ? undefined : new Set([named.account])),
      // A shared resource is read from another account than its ARN names.
      isLikely: accounts === undefined,
      region: region ?? named.region,
    },
    runtime,
    observer,
    signal,
  );
  return {
    resources: batch.resources,
    gaps: batch.gaps.map(({ action, failure, permissions }) => ({
      action,
      ...causeOf(failure, permissions),
    })),
    notSearched,
  };
}

/** Cloud Control knows the identifiers of its types: they may be ARNs. */
function ownIdentifiers(kind: Kind, arn: Arn): readonly string[] {
  return isObjectKind(kind.kind) ? identifiersFromArn(kind, arn) : [arn.text];
}

function checkIdentifiers({ kind, identifiers, arn }: Kind, given: readonly string[]): void {
  if (given.length === identifiers.length) return;
  const wanted = identifiers.map((identifier) => identifier.toUpperCase()).join(' ');
  const orArn = arn === undefined ? '' : ', or by ARN';
  throw new ConfigurationError(`${kind} is fetched by ${wanted}${orArn}; ${given.length} given`, {
    remedy: `run: longshore get ${kind} ${wanted}`,
  });
}

/** The account and region that an ARN, or the URL of a queue, names. */
function placeNamedIn(
  arn: Arn | undefined,
  identifiers: readonly string[],
): { readonly account?: string | undefined; readonly region?: string | undefined } {
  if (arn !== undefined) {
    // The account of an organization's ARN is the management account; it may not be the one that is meant.
    const isOfAccount = arn.service !== 'organizations';
    return { account: isOfAccount ? arn.accountId : undefined, region: arn.region };
  }
  const form =
    /^(?:arn:[^:]+:[^:]+:(?<region>[^:]+)?:(?<account>\d{12}):|https:\/\/sqs\.(?<queues>[^./]+)\.[^/]+\/(?<owner>\d{12})\/)/;
  const parts = identifiers.map((identifier) => form.exec(identifier)?.groups).find(Boolean) ?? {};
  return {
    account: parts['account'] ?? parts['owner'],
    region: parts['region'] ?? parts['queues'],
  };
}
