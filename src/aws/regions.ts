import {
  AccountClient,
  paginateListRegions,
  type ListRegionsRequest,
} from '@aws-sdk/client-account';
import type { Partition } from './account.ts';
import type { ScopeClients } from './client-factory.ts';
import { classify } from './errors.ts';
import { NotAwsError } from './not-aws-error.ts';
import { guardedPages } from './page-guard.ts';
import type { AccountSession } from './session.ts';

/** The most that ListRegions gives in one page. */
const REGIONS_PER_PAGE = 50;

/** The region of a partition's global endpoints. */
const HOME_REGIONS: Readonly<Record<Partition, string>> = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-northwest-1',
};

/** Partitions whose Account API does not list regions: all their regions are always enabled. */
const FIXED_REGIONS: Readonly<Partial<Record<Partition, readonly string[]>>> = {
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
};

/** The endpoint region of STS, Organizations and Account. */
export function homeRegion(partition: Partition): string {
  return HOME_REGIONS[partition];
}

/**
 * The regions that an account has enabled, from all pages. If the Account API fails, EC2 may answer: without
 * AllRegions it lists the same.
 *
 * @throws the Account API's error, when EC2 fails too.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 */
export async function enabledRegions(
  { account }: Pick<AccountSession, 'account'>,
  clients: ScopeClients,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const fixed = FIXED_REGIONS[account.partition];
  if (fixed !== undefined) return fixed;
  const home = homeRegion(account.partition);
  try {
    return await listRegions(clients.of(AccountClient, home), signal);
  } catch (error) {
    const regions = mayElsewhereTell(error)
      ? await describeRegions(clients, home, signal)
      : undefined;
    if (regions === undefined) throw error;
    return regions;
  }
}

/**
 * A denial concerns one action, and an endpoint without the Account API may have EC2's. EC2's response is
 * validated on its own, so it counts whatever answered here.
 */
function mayElsewhereTell(error: unknown): boolean {
  return ['denied', 'not-found', 'not-aws', 'other'].includes(classify(error).class);
}

async function listRegions(client: AccountClient, signal: AbortSignal): Promise<readonly string[]> {
  const input: ListRegionsRequest = {
    MaxResults: REGIONS_PER_PAGE,
    RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
  };
  const regions: string[] = [];
  for await (const page of guardedPages(paginateListRegions, { client, signal }, input)) {
    for (const { RegionName } of page.Regions ?? []) {
      if (RegionName !== undefined) regions.push(RegionName);
    }
  }
  // No account can disable the default regions.
  if (regions.length === 0) throw new NotAwsError('the response to ListRegions has no region');
  return regions;
}

/** Undefined when EC2 is denied too: then the first error has more details. */
async function describeRegions(
  clients: ScopeClients,
  home: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  // Loaded on demand: EC2's client is the largest.
  const { DescribeRegionsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const client = clients.of(EC2Client, home);
  try {
    const command = new DescribeRegionsCommand({});
    const { Regions = [] } = await client.send(command, {
      abortSignal: signal,
    });
    const names = Regions.flatMap(({ RegionName }) => RegionName ?? []);
    return names.length > 0 ? names : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
