import type { Estate } from './estate.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** GPU instances that were paid for up front, for some days. */
export interface CapacityBlock {
  readonly id: string;
  readonly instanceType: string;
  readonly instances: number;
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
    start,
    end: new Date(start.getTime() + DAYS * DAY_MS),
    fee: RATE * INSTANCES * DAYS * 24,
  };
}
