import {
  EC2Client,
  paginateDescribeCapacityReservations,
  type CapacityReservation,
} from '@aws-sdk/client-ec2';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { guardedPages } from '../../aws/page-guard.ts';
import { LongshoreError } from '../../lib/errors.ts';
import { decimal, dividedBy, plus, times, ZERO, type Decimal } from '../money/decimal.ts';
import { splitUsageType } from './billing-prefix.ts';
import { dayOf, type CostExplorer, type UsageTypeCost } from './cost-explorer.ts';
import { PRICE_PERMISSIONS } from './permissions.ts';
import { PriceSourceError } from './price-source-error.ts';

const HOUR_MS = 60 * 60_000;
/** The usage type of the fee, after its billing prefix: `CapacityBlockFee:p5.48xlarge`. */
const FEE = 'CapacityBlockFee:';

/** A capacity block in use: instances that were paid for up front, for some days. */
export interface CapacityBlock {
  /** `cr-0123456789abcdef0` */
  readonly id: string;
  readonly region: string;
  readonly instanceType: string;
  readonly instances: number;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  readonly end: number;
}

/** What an instance of a capacity block costs in an hour. */
export interface CapacityBlockRate extends CapacityBlock {
  /** The fee by instances and hours. Undefined when the bill has no fee for its type, region and first day. */
  readonly rate: Decimal | undefined;
  /** ISO 4217 */
  readonly currency: string | undefined;
  /** Of the fee, with its billing prefix. */
  readonly usageType: string | undefined;
}

/**
 * The active capacity blocks of an account in a region, and those that have ended and shared a fee with one of them. AWS
 * does not charge for this call.
 *
 * @throws {PriceSourceError} when a page cannot be read
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeCapacityReservations.html
 */
export async function capacityBlocks(
  region: string,
  clients: ScopeClients,
  signal: AbortSignal,
): Promise<readonly CapacityBlock[]> {
  const client = clients.of(EC2Client, region);
  const input = { Filters: [{ Name: 'state', Values: ['active', 'expired'] }] };
  const active: CapacityBlock[] = [];
  const ended: CapacityBlock[] = [];
  try {
    const pages = guardedPages(paginateDescribeCapacityReservations, { client, signal }, input);
    for await (const { CapacityReservations = [] } of pages) {
      for (const found of CapacityReservations) {
        const block = blockOf(found, region);
        if (block !== undefined) (found.State === 'expired' ? ended : active).push(block);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LongshoreError) throw error; // of credentials, or of a list without end
    const needed = [...PRICE_PERMISSIONS.paid];
    throw new PriceSourceError(`the capacity blocks of ${region}`, error, needed);
  }
  const places = new Set(active.map(placeOfBlock));
  return [...active, ...ended.filter((block) => places.has(placeOfBlock(block)))];
}

/**
 * The hourly rates of capacity blocks: the fee of their first day, by instances and hours. Blocks of one region, type
 * and first day have one fee on the bill, and so one rate. AWS charges for it: one request, as a rule; none without
 * blocks.
 *
 * @param blocks of all regions of the account together
 * @throws {SpendCapError} when it would exceed the cap
 * @throws {PriceSourceError} when AWS denies it, or does not answer
 */
export async function capacityBlockRates(
  blocks: readonly CapacityBlock[],
  explorer: CostExplorer,
  signal: AbortSignal,
): Promise<readonly CapacityBlockRate[]> {
  const days = blocks.map(({ start }) => dayOf(start)).sort();
  const [from] = days;
  const to = days.at(-1);
  if (from === undefined || to === undefined) return [];
  const { costs } = await explorer.byUsageType(
    {
      from,
      to,
      granularity: 'DAILY',
      filter: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Upfront', 'Refund'] } },
      purpose: 'capacity blocks',
    },
    signal,
  );
  return ratesOf(blocks, costs);
}

function ratesOf(
  blocks: readonly CapacityBlock[],
  costs: readonly UsageTypeCost[],
): readonly CapacityBlockRate[] {
  const fees = new Map<string, { cost: Decimal; currency: string; usageType: string }>();
  for (const { usageType, day, cost, currency } of costs) {
    const { type, region = 'us-east-1' } = splitUsageType(usageType);
    if (!type.startsWith(FEE)) continue;
    const place = placeOf(region, type.slice(FEE.length), day);
    const before = fees.get(place)?.cost ?? ZERO;
    fees.set(place, { cost: plus(before, cost), currency, usageType });
  }
  const hours = new Map<string, Decimal>();
  for (const block of blocks) {
    const place = placeOfBlock(block);
    hours.set(place, plus(hours.get(place) ?? ZERO, instanceHoursOf(block)));
  }
  return blocks.map((block) => {
    const place = placeOfBlock(block);
    const fee = fees.get(place);
    const shared = hours.get(place) ?? ZERO;
    const isPriced = fee !== undefined && fee.cost > ZERO && shared > ZERO;
    return {
      ...block,
      rate: isPriced ? dividedBy(fee.cost, shared) : undefined,
      currency: isPriced ? fee.currency : undefined,
      usageType: isPriced ? fee.usageType : undefined,
    };
  });
}

function placeOfBlock({ region, instanceType, start }: CapacityBlock): string {
  return placeOf(region, instanceType, dayOf(start));
}

function placeOf(region: string, instanceType: string, day: string): string {
  return `${region}/${instanceType}/${day}`;
}

function instanceHoursOf({ instances, start, end }: CapacityBlock): Decimal {
  const hours = dividedBy(decimal(end - start), decimal(HOUR_MS));
  return times(decimal(instances), hours);
}

function blockOf(found: CapacityReservation, region: string): CapacityBlock | undefined {
  const { CapacityReservationId: id, InstanceType: instanceType, ReservationType } = found;
  const { TotalInstanceCount: instances = 0, StartDate, EndDate } = found;
  if (ReservationType !== 'capacity-block' || id === undefined || instanceType === undefined)
    return undefined;
  const start = StartDate?.getTime() ?? Number.NaN;
  const end = EndDate?.getTime() ?? Number.NaN;
  return end > start && instances > 0
    ? { id, region, instanceType, instances, start, end }
    : undefined;
}
