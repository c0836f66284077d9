import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import type { ScopeClients } from './client-factory.ts';
import { enabledRegions, homeRegion } from './regions.ts';
import type { AccountSession } from './session.ts';

/** The most that ListRegions gives in one page. */
const REGIONS_PER_PAGE = 50;

/**
 * All regions available to an account, including those it has not enabled. EC2 is asked if the Account API
 * fails; partitions without opt-in regions have only enabled ones.
 *
 * @throws AWS's error, when both APIs fail
 */
export async function availableRegions(
  session: Pick<AccountSession, 'account'>,
  clients: ScopeClients,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { partition } = session.account;
  if (partition !== 'aws') return enabledRegions(session, clients, signal);
  const home = homeRegion(partition);
  try {
    return await listAllRegions(clients.of(AccountClient, home), signal);
  } catch (error) {
    signal.throwIfAborted();
    const regions = await describeAllRegions(clients, home, signal).catch(() => []);
    if (regions.length === 0) throw error; // the first error has more details
    return regions;
  }
}

async function listAllRegions(
  client: AccountClient,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const input = { MaxResults: REGIONS_PER_PAGE };
  const regions: string[] = [];
  for await (const page of paginateListRegions({ client }, input, { abortSignal: signal })) {
    regions.push(...(page.Regions ?? []).flatMap(({ RegionName }) => RegionName ?? []));
  }
  return regions;
}

async function describeAllRegions(
  clients: ScopeClients,
  home: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // Loaded on demand: EC2's client is the largest.
  const { DescribeRegionsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const command = new DescribeRegionsCommand({ AllRegions: true });
  const { Regions = [] } = await clients.of(EC2Client, home).send(command, { abortSignal: signal });
  return Regions.flatMap(({ RegionName }) => RegionName ?? []);
}
