import { nearestWithin } from '../lib/nearest.ts';
import { PARTITION_REGIONS } from './region-names.generated.ts';

/** Edits between a misspelt name and the intended region. */
const MOST_SLIPS = 2;

/** The middle part of a region's name, in AWS's usual form. */
const DIRECTION = /-(?:central|(?:north|south)(?:east|west)?|east|west)-\d+$/;

/** The regions of every partition that this version of the SDK knows. */
export const REGIONS: readonly string[] = PARTITION_REGIONS.flatMap(({ regions }) => [...regions]);

/**
 * The status of a region's name. `unlisted`: it has the right form, and AWS may have opened the region after
 * the SDK was published; only an account can tell.
 */
export type RegionJudgement =
  | { readonly status: 'known' }
  | { readonly status: 'unlisted' }
  | { readonly status: 'wrong'; readonly message: string };

/** Is it a region, could it be one, or is it misspelt? */
export function judgeRegion(name: string): RegionJudgement {
  if (REGIONS.includes(name)) return { status: 'known' };
  const hasForm = partitionIdOf(name) !== undefined;
  const isSlip = nearestWithin(name, REGIONS, MOST_SLIPS) !== undefined && !DIRECTION.test(name);
  return hasForm && !isSlip
    ? { status: 'unlisted' }
    : { status: 'wrong', message: unknownRegion(name) };
}

/** The message for an unknown region. */
export function unknownRegion(name: string): string {
  const similar = nearestWithin(name, REGIONS, MOST_SLIPS);
  return `unknown region "${name}"${similar === undefined ? '' : `; did you mean ${similar}?`}`;
}

/** The partition of a region's name, from its form; undefined for other names. */
export function partitionIdOf(region: string): string | undefined {
  return PARTITION_REGIONS.find(({ form }) => form.test(region))?.id;
}
