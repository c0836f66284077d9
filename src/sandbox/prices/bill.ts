import { capacityBlockOf } from '../estate/capacity-blocks.ts';
import type { Estate } from '../estate/estate.ts';
import { priceRegion, type PriceRegion } from './regions.ts';

/** What Cost Explorer tells apart. */
export const BILL_DIMENSIONS = [
  'LINKED_ACCOUNT',
  'RECORD_TYPE',
  'REGION',
  'SERVICE',
  'USAGE_TYPE',
] as const;
export type BillDimension = (typeof BILL_DIMENSIONS)[number];

/** A line of the bill: a usage type of a day. */
export interface BillRow {
  readonly dimensions: Readonly<Record<BillDimension, string>>;
  /** USD, unblended. */
  readonly cost: number;
  readonly quantity: number;
  /** Of the quantity: `GB-Month`. */
  readonly unit: string;
}

/** Where the lines of a bill come from. */
export interface Bill {
  /**
   * The lines of a day.
   *
   * @param day `2026-08-01`, in UTC
   */
  rowsOf(day: string): Iterable<BillRow>;
}

const S3 = 'Amazon Simple Storage Service';
const DEEP_ARCHIVE = 'Amazon S3 Glacier Deep Archive';
const EC2 = 'Amazon Elastic Compute Cloud - Compute';

/** Usage of a day for each bucket, with prices of us-east-1. */
const USAGE = [
  { service: S3, usage: 'TimedStorage-ByteHrs', quantity: 12, price: 0.023, unit: 'GB-Month' },
  { service: S3, usage: 'TimedStorage-SIA-ByteHrs', quantity: 6, price: 0.0125, unit: 'GB-Month' },
  { service: S3, usage: 'TimedStorage-INT-FA-ByteHrs', quantity: 3, price: 0.023, unit: 'GB-Month' },
  { service: S3, usage: 'TimedStorage-GlacierByteHrs', quantity: 20, price: 0.0036, unit: 'GB-Month' },
  { service: DEEP_ARCHIVE, usage: 'TimedStorage-GDA-ByteHrs', quantity: 40, price: 0.00099, unit: 'GB-Month' },
  { service: S3, usage: 'Requests-Tier1', quantity: 40_000, price: 0.000005, unit: 'Requests' },
  { service: S3, usage: 'Requests-Tier2', quantity: 900_000, price: 0.0000004, unit: 'Requests' },
  { service: S3, usage: 'Requests-SIA-Tier2', quantity: 3_000, price: 0.000001, unit: 'Requests' },
  { service: S3, usage: 'DataTransfer-Out-Bytes', quantity: 1.5, price: 0.09, unit: 'GB' },
] as const; // prettier-ignore
/** A prefix that stands for no region. */
const UNKNOWN_PREFIX = 'XYZ9';

/** The bill of the accounts of an estate: S3 by what the buckets hold, and fees of capacity blocks. */
export function estateBill(estate: Estate): Bill {
  return {
    *rowsOf(day) {
      for (const accountId of estate.accountIds) {
        for (const code of estate.usedRegions) {
          const region = priceRegion(code);
          if (region === undefined) continue;
          yield* storageRows(estate, accountId, region);
          yield* feeRows(estate, accountId, region, day);
        }
      }
    },
  };
}

function* storageRows(
  estate: Estate,
  accountId: string,
  region: PriceRegion,
): Generator<BillRow, void> {
  const buckets = estate.countOf('AWS::S3::Bucket', accountId, region.code);
  if (buckets === 0) return;
  const place = { LINKED_ACCOUNT: accountId, REGION: region.code };
  for (const { service, usage, quantity, price, unit } of USAGE) {
    const used = quantity * buckets;
    const dimensions = {
      ...place,
      SERVICE: service,
      RECORD_TYPE: 'Usage',
      USAGE_TYPE: prefixed(region, usage),
    };
    yield { dimensions, cost: (used * price * region.percent) / 100, quantity: used, unit };
  }
  if (accountId !== estate.managementAccountId) return;
  const others = { ...place, SERVICE: S3 };
  const unknown = `${UNKNOWN_PREFIX}-TimedStorage-ByteHrs`;
  const unit = 'GB-Month';
  yield {
    dimensions: { ...others, RECORD_TYPE: 'Usage', USAGE_TYPE: unknown },
    cost: 0.01,
    quantity: 1,
    unit,
  };
  yield {
    dimensions: {
      ...others,
      RECORD_TYPE: 'Credit',
      USAGE_TYPE: prefixed(region, 'TimedStorage-ByteHrs'),
    },
    cost: -0.05,
    quantity: 0,
    unit,
  };
}

function* feeRows(
  estate: Estate,
  accountId: string,
  region: PriceRegion,
  day: string,
): Generator<BillRow, void> {
  const block = capacityBlockOf(estate, accountId, region.code);
  if (block?.start.toISOString().slice(0, 10) !== day) return;
  yield {
    dimensions: {
      LINKED_ACCOUNT: accountId,
      REGION: region.code,
      SERVICE: EC2,
      RECORD_TYPE: 'Upfront',
      USAGE_TYPE: prefixed(region, `CapacityBlockFee:${block.instanceType}`),
    },
    cost: block.fee,
    quantity: block.instances,
    unit: 'Quantity',
  };
}

function prefixed({ prefix }: PriceRegion, usage: string): string {
  return prefix === '' ? usage : `${prefix}-${usage}`;
}
