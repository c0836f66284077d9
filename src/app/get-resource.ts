import type { CallObserver } from '../aws/call-observer.ts';
import { identifiersFromArn, parseArn, type Arn } from '../core/exporters/arn.ts';
import type { Kind } from '../core/exporters/kind.ts';
import { isLongshoreKind, type LongshoreKind } from '../core/exporters/longshore-kinds.ts';
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
  /** One ARN, or the identifiers that the kind needs. */
  readonly identifiers: readonly string[];
  /** Accounts to search. @default the account in the ARN or URL, or all */
  readonly accounts?: ReadonlySet<string> | undefined;
  /** @default the region in the ARN or URL, or every region that an account has enabled */
  readonly region?: string | undefined;
  /** Optional actions, validated. */
  readonly include: readonly string[];
}

/** One resource, and which parts of it could not be read. */
export interface GotResource {
  readonly resources: readonly Resource[];
  readonly gaps: readonly (Cause & { readonly action: string })[];
  /** Accounts and regions that could not be searched: they may have the same resource. */
  readonly notSearched: readonly PlaceFailure[];
}

const COMMANDS: Readonly<Record<LongshoreKind, string>> = {
  'Longshore::Cost::Anomaly': 'longshore cost anomalies --explain ID',
  'Longshore::Cost::Finding': 'longshore cost findings --explain ID',
  'Longshore::Cost::ServiceMonth': 'longshore cost show --group-by account,service',
};

function notOfAws(kind: LongshoreKind): ConfigurationError {
  return new ConfigurationError(
    `${kind} is no resource of AWS: its items come from the store of Longshore`,
    { remedy: `run ${COMMANDS[kind]}` },
  );
}

/**
 * Reads one resource; searches for it if neither the request nor its ARN names its place.
 *
 * @throws {ConfigurationError} for a kind of Longshore's own, the ARN of another kind, an account that the settings do not reach, or a
 * name that several accounts or regions have
 * @throws {ResourceNotFoundError} when AWS has no such resource
 * @throws {ResourceNotReadError} when AWS denies access to it
 */
export async function getResource(
  { kind, identifiers: given, accounts, region, include }: GetRequest,
  runtime: Runtime,
  observer: CallObserver,
  signal: AbortSignal,
): Promise<GotResource> {
  if (isLongshoreKind(kind.kind)) throw notOfAws(kind.kind);
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
      // A shared resource is read from another account than the one in its ARN.
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

/** Cloud Control identifiers can be ARNs themselves. */
function ownIdentifiers(kind: Kind, arn: Arn): readonly string[] {
  return isObjectKind(kind.kind) ? identifiersFromArn(kind, arn) : [arn.text];
}

function checkIdentifiers({ kind, identifiers, arn }: Kind, given: readonly string[]): void {
  if (given.length === identifiers.length) return;
  const wanted = identifiers.map((identifier) => `<${identifier}>`).join(' ');
  const orArn = arn === undefined ? '' : ', or by ARN';
  throw new ConfigurationError(`${kind} is identified by ${wanted}${orArn}; got ${given.length}`, {
    remedy: `run: longshore get ${kind} ${wanted}`,
  });
}

/** The account and region in an ARN, or in the URL of a queue. */
function placeNamedIn(
  arn: Arn | undefined,
  identifiers: readonly string[],
): { readonly account?: string | undefined; readonly region?: string | undefined } {
  if (arn !== undefined) {
    // An organization's ARN names the management account, which may not be the account to read.
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
