import type { Place } from '../simulation/place.ts';
import type { Estate } from './estate.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** GPU instances that were paid for up front, for some days. */
export interface CapacityBlock {
  readonly id: string;
  readonly instanceType: 'p5.48xlarge';
  readonly instances: number;
  /** Where its instances run. */
  readonly zone: string;
  readonly start: Date;
  readonly end: Date;
  /** USD, on the day of the start. */
  readonly fee: number;
}

/** The price of an instance of such a block, in USD an hour. */
const RATE = 41.61;
const INSTANCES = 2;
const DAYS = 5;
/** Blocks begin at 11:30 UTC. */
const START_MS = 11.5 * HOUR_MS;

/** Instance 0 has what others have only sometimes: it runs outside the block. */
const FIRST_INSIDE = 1;

/** The capacity block that an instance runs in. */
export function capacityBlockAt({
  estate,
  accountId,
  region,
  n,
}: Pick<Place, 'estate' | 'accountId' | 'region' | 'n'>): CapacityBlock | undefined {
  if (n < FIRST_INSIDE || n >= FIRST_INSIDE + INSTANCES) return undefined;
  return capacityBlockOf(estate, accountId, region);
}

/** How many instances of a block are free. */
export function freeInstances({ instances }: CapacityBlock, inRegion: number): number {
  return instances - Math.min(instances, Math.max(0, inRegion - FIRST_INSIDE));
}

/**
 * The capacity block that one account has in one region of an estate: it began two days ago.
 *
 * @returns undefined for all other accounts and regions, and in an estate without instances
 */
export function capacityBlockOf(
  estate: Estate,
  accountId: string,
  region: string,
): CapacityBlock | undefined {
  const [first] = estate.usedRegions;
  const isThere = region === first && accountId === (estate.accountIds[1] ?? estate.accountIds[0]);
  if (!isThere || estate.countOf('AWS::EC2::Instance', accountId, region) === 0) return undefined;
  const start = new Date(estate.today.getTime() - 2 * DAY_MS + START_MS);
  return {
    id: 'cr-0c0de0000000000b1',
    instanceType: 'p5.48xlarge',
    instances: INSTANCES,
    zone: `${region}a`,
    start,
    end: new Date(start.getTime() + DAYS * DAY_MS),
    fee: Math.round(RATE * 100 * INSTANCES * DAYS * 24) / 100,
  };
}
