import type { CallObserver } from '../../aws/call-observer.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { classify, type AwsFailure } from '../../aws/errors.ts';
import { enabledRegions, homeRegion } from '../../aws/regions.ts';
import type { AccountCandidate, AccountSession } from '../../aws/session.ts';
import type { Reach } from '../../core/exporters/object-kind.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import type { Runtime } from '../runtime.ts';

/** One account and region to search. */
export interface SearchPlace {
  readonly session: AccountSession;
  readonly clients: ScopeClients;
  readonly region: string;
}

/** An account, or one of its regions, that could not be searched. */
export interface PlaceFailure {
  readonly accountId: string;
  /** Undefined when the whole account could not be searched. */
  readonly region: string | undefined;
  readonly failure: AwsFailure;
  /** The IAM actions that the search needs there. */
  readonly permissions: readonly string[];
}

export interface SearchScope {
  readonly reach: Reach;
  /** Undefined for all. */
  readonly accounts: ReadonlySet<string> | undefined;
  /** If the settings reach none of these accounts, all are searched. */
  readonly isLikely: boolean;
  /** Undefined for every region that an account has enabled; the home region for global kinds. */
  readonly region: string | undefined;
}

/**
 * The accounts to search, before they are opened.
 *
 * @throws {ConfigurationError} when the settings reach none of them
 */
export async function accountsToSearch(
  { reach, accounts, isLikely }: SearchScope,
  { discovery }: Runtime,
  signal: AbortSignal,
): Promise<readonly AccountCandidate[]> {
  if (reach === 'organization' && (accounts === undefined || isLikely)) {
    const session = await discovery.organization(signal);
    if (session !== undefined)
      return [{ account: session.account, listed: false, open: () => Promise.resolve(session) }];
  }
  const candidates: AccountCandidate[] = [];
  for await (const candidate of discovery.candidates(signal)) {
    candidates.push(candidate);
    // A single named account was found: the others need not be listed.
    if (accounts?.size === 1 && accounts.has(candidate.account.id)) return [candidate];
  }
  if (accounts === undefined) return candidates;
  const named = candidates.filter(({ account }) => accounts.has(account.id));
  if (named.length > 0) return named;
  if (isLikely && candidates.length > 0) return candidates;
  throw new ConfigurationError(
    `account ${[...accounts].join(', ')} is not among the accounts of these settings`,
    { remedy: 'check --account, accountRoleArn and accountRoleArns' },
  );
}

/** The places of one account, or a failure when it cannot be opened or its regions cannot be listed. */
export async function placesIn(
  candidate: AccountCandidate,
  { reach, region }: SearchScope,
  runtime: Runtime,
  observer: CallObserver,
  signal: AbortSignal,
): Promise<{ readonly places: readonly SearchPlace[] } | PlaceFailure> {
  const { account } = candidate;
  let permissions = ['sts:AssumeRole'];
  try {
    const session = await candidate.open(signal);
    const clients = runtime.clients.open(session, { signal, observer });
    const place = (one: string): SearchPlace => ({ session, clients, region: one });
    if (region !== undefined) return { places: [place(region)] };
    if (reach !== 'regional') return { places: [place(homeRegion(account.partition))] };
    permissions = ['account:ListRegions'];
    const regions = await enabledRegions(session, clients, signal);
    const home = homeRegion(account.partition);
    const sorted = [...regions].sort((one, other) => Number(other === home) - Number(one === home));
    return { places: sorted.map(place) };
  } catch (error) {
    signal.throwIfAborted();
    return { accountId: account.id, region: undefined, failure: classify(error), permissions };
  }
}
