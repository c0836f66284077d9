import type { CallObserver } from '../aws/call-observer.ts';
import { homeRegion } from '../aws/regions.ts';
import type { AccountCandidate, AccountSession } from '../aws/session.ts';
import type { Kind } from '../core/exporters/kind.ts';
import type { Resource } from '../core/exporters/resource.ts';
import type { Cause } from '../ledger/scope.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { causeOf } from '../resync/outcome.ts';
import type { Runtime } from './runtime.ts';

export interface GetRequest {
  readonly kind: Kind;
  /** What the kind is fetched by, as many as it takes. */
  readonly identifiers: readonly string[];
  /** Accounts to look in. @default the one that the identifiers name, or the first */
  readonly accounts?: ReadonlySet<string> | undefined;
  /** @default the one that the identifiers name, or the home region of the partition */
  readonly region?: string | undefined;
  /** Optional actions, checked. */
  readonly include: readonly string[];
}

/** One resource, and what of it could not be read. */
export interface GotResource {
  readonly resources: readonly Resource[];
  readonly gaps: readonly (Cause & { readonly action: string })[];
}

/**
 * Reads one resource.
 *
 * @throws {ConfigurationError} when the account is not among those of the settings
 * @throws {ResourceNotFoundError} when AWS has no such resource
 * @throws {ResourceNotReadError} when AWS does not let it be seen
 */
export async function getResource(
  { kind, identifiers, accounts, region, include }: GetRequest,
  runtime: Runtime,
  observer: CallObserver,
  signal: AbortSignal,
): Promise<GotResource> {
  const named = placeNamedIn(identifiers);
  const session = await sessionFor(runtime, accounts, named.account, signal);
  const { resources, gaps } = await kind.exporter.getResource(identifiers, {
    account: session.account,
    region: region ?? named.region ?? homeRegion(session.account.partition),
    include,
    clients: runtime.clients.open(session, { signal, observer }),
    signal,
  });
  return {
    resources,
    gaps: gaps.map(({ action, failure, permissions }) => ({
      action,
      ...causeOf(failure, permissions),
    })),
  };
}

/** Where identifiers themselves say that their resource is: ARNs do, and URLs of queues. */
function placeNamedIn(identifiers: readonly string[]): {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
} {
  const form =
    /^(?:arn:[^:]+:[^:]+:(?<region>[^:]+):(?<account>\d{12}):|https:\/\/sqs\.(?<queues>[^./]+)\.[^/]+\/(?<owner>\d{12})\/)/;
  const parts = identifiers.map((identifier) => form.exec(identifier)?.groups).find(Boolean) ?? {};
  return {
    account: parts['account'] ?? parts['owner'],
    region: parts['region'] ?? parts['queues'],
  };
}

/** The session of the account that was named, else of the likely one, else of the first that there is. */
async function sessionFor(
  { discovery }: Runtime,
  accounts: ReadonlySet<string> | undefined,
  likely: string | undefined,
  signal: AbortSignal,
): Promise<AccountSession> {
  let first: AccountCandidate | undefined;
  for await (const candidate of discovery.candidates(signal)) {
    const { id } = candidate.account;
    if (accounts?.has(id) === false) continue;
    if (accounts !== undefined || likely === undefined || id === likely)
      return candidate.open(signal);
    first ??= candidate; // a shared resource is read where it is not owned
  }
  if (first !== undefined) return first.open(signal);
  const named =
    accounts === undefined
      ? 'no account'
      : `account ${[...accounts].join(', ')} is not among the accounts`;
  throw new ConfigurationError(`${named} of these settings`, {
    remedy: 'check --account, accountRoleArn and accountRoleArns',
  });
}
