import { nearestWithin } from '../lib/nearest.ts';
import { PARTITION_REGIONS } from './region-names.generated.ts';

/** Edits between a misspelt name and the region that was meant. */
const MOST_SLIPS = 2;

/** The middle of a region's name, as AWS has made them all. */
const DIRECTION = /-(?:central|(?:north|south)(?:east|west)?|east|west)-\d+$/;

/** The regions of every partition, as they were when the SDK was published. */
export const REGIONS: readonly string[] = PARTITION_REGIONS.flatMap(({ regions }) => [...regions]);

/**
 * What a region's name alone tells. `unlisted`: it has the form of one, and AWS may have opened it since the
 * SDK was published; only an account can tell.
 */
export type RegionJudgement =
  | { readonly status: 'known' }
  | { readonly status: 'unlisted' }
  | { readonly status: 'wrong'; readonly message: string };

/** Is it a region, may it be one, or is it misspelt? */
export function judgeRegion(name: string): RegionJudgement {
  if (REGIONS.includes(name)) return { status: 'known' };
  const hasForm = partitionIdOf(name) !== undefined;
  const isSlip = nearestWithin(name, REGIONS, MOST_SLIPS) !== undefined && !DIRECTION.test(name);
  return hasForm && !isSlip
    ? { status: 'unlisted' }
    : { status: 'wrong', message: unknownRegion(name) };
}

/** What to tell a user who named a region that is not there. */
export function unknownRegion(name: string): string {
  const similar = nearestWithin(name, REGIONS, MOST_SLIPS);
  return `unknown region "${name}"${similar === undefined ? '' : `; did you mean ${similar}?`}`;
}

/** The partition that a region's name belongs to by its form; undefined for a name of none. */
export function partitionIdOf(region: string): string | undefined {
  return PARTITION_REGIONS.find(({ form }) => form.test(region))?.id;
}
