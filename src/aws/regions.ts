import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import type { Partition } from './account.ts';
import type { ScopeClients } from './client-factory.ts';
import type { AccountSession } from './session.ts';

/** The most that ListRegions gives in one page. */
const REGIONS_PER_PAGE = 50;

/** The region whose endpoints serve what is global in a partition. */
const HOME_REGIONS: Readonly<Record<Partition, string>> = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-northwest-1',
};

/** Partitions whose Account API does not list regions: all of theirs, none of which needs enabling. */
const FIXED_REGIONS: Readonly<Partial<Record<Partition, readonly string[]>>> = {
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
};

/** Where STS, Organizations and Account are asked. */
export function homeRegion(partition: Partition): string {
  return HOME_REGIONS[partition];
}

/**
 * The regions that an account has enabled, all pages of them.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
 */
export async function enabledRegions(
  { account }: Pick<AccountSession, 'account'>,
  clients: ScopeClients,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const fixed = FIXED_REGIONS[account.partition];
  if (fixed !== undefined) return fixed;
  const client = clients.of(AccountClient, homeRegion(account.partition));
  const pages = paginateListRegions(
    { client },
    { MaxResults: REGIONS_PER_PAGE, RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] },
    { abortSignal: signal },
  );
  const regions: string[] = [];
  for await (const page of pages) {
    for (const { RegionName } of page.Regions ?? []) {
      if (RegionName !== undefined) regions.push(RegionName);
    }
  }
  return regions;
}
