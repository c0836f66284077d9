import { S3BucketCost } from '../../models/s3/bucket.ts';
import { amountOf } from '../../models/estimate.ts';
import { listedPrice } from '../../models/listed-price.ts';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { decimal, decimalText } from '../../money/decimal.ts';
import type { RegionPrices } from '../../prices/price-book.ts';
import { isMissing } from '../../prices/price.ts';
import type { WindowUsage } from '../window-usage.ts';

const BYTES_PER_GB = 2 ** 30;
const HOURS_PER_DAY = 24;
const SHARE_STEPS = 1_000_000;
/** Smaller objects are charged as if they were so large. @see https://aws.amazon.com/s3/pricing/ */
const LEAST_BYTES = 128 * 1_024;

/** What of a bucket is in Standard, and what is done with it in a month. */
export interface StandardUse {
  readonly gigabytes: number;
  readonly objects: number;
  /** All requests: also those of objects in other classes, so that the rate is never too low. */
  readonly requests: number;
  /** Of these, those that read. */
  readonly reads: number;
  readonly downloadedGigabytes: number;
}

/** What Standard-IA would change in a month. */
export interface InfrequentAccess {
  /** Of each object in a month. */
  readonly requestsPerObject: number;
  /** At this rate, requests and retrievals cost as much more as storage costs less; undefined at any rate. */
  readonly breakEven: number | undefined;
  /** Of the cost of Standard storage, what remains after requests and retrievals: from 0 to 1. */
  readonly share: number;
}

/** @returns the price that is missing */
export function infrequentAccess(
  use: StandardUse,
  prices: RegionPrices | undefined,
): InfrequentAccess | { readonly missing: string } {
  const costs: number[] = [];
  const stored = Math.max(use.gigabytes, (use.objects * LEAST_BYTES) / BYTES_PER_GB);
  const writes = Math.max(0, use.requests - use.reads);
  const amounts = [
    ['storage', 'TimedStorage-ByteHrs', use.gigabytes],
    ['storage', 'TimedStorage-SIA-ByteHrs', stored],
    ['requests', 'Requests-Tier1', writes],
    ['requests', 'Requests-SIA-Tier1', writes],
    ['requests', 'Requests-Tier2', use.reads],
    ['requests', 'Requests-SIA-Tier2', use.reads],
    ['retrieval', 'Retrieval-SIA', use.downloadedGigabytes],
  ] as const;
  for (const [name, type, quantity] of amounts) {
    const price = listedPrice(S3BucketCost, prices, name, [type]);
    if (isMissing(price)) return { missing: `${type}: ${price.detail}` };
    costs.push(Number(decimalText(amountOf(decimal(quantity), price.tiers))));
  }
  const [standard = 0, infrequent = 0, put = 0, dearPut = 0, get = 0, dearGet = 0, retrieval = 0] =
    costs;
  const gain = standard - infrequent;
  const loss = dearPut - put + (dearGet - get) + retrieval;
  const perObject = use.requests / use.objects;
  return {
    requestsPerObject: perObject,
    breakEven: loss <= 0 && gain > 0 ? undefined : (perObject * Math.max(0, gain)) / (loss || 1),
    share: standard <= 0 ? 0 : rounded(Math.max(0, (gain - loss) / standard)),
  };
}

/** Without the noise of binary fractions. */
function rounded(share: number): number {
  return Math.round(share * SHARE_STEPS) / SHARE_STEPS;
}

/** A sum of the window for a month of 730 hours. */
export function monthlySum({ sum = 0, windowDays, known, expected }: WindowUsage): number {
  return (sum * (expected / known) * HOURS_PER_MONTH) / (windowDays * HOURS_PER_DAY);
}

/** GB of 2^30 bytes. */
export function binaryGigabytes(bytes: number): number {
  return bytes / BYTES_PER_GB;
}
