import { priceRegion } from '../prices/regions.ts';
import { unlistedProduct, type BilledProduct } from './billed-product.ts';
import { committedAccount } from './commitments.ts';
import { DAY_MS, HOUR_MS, dayAfter, dayOf, daysOf, monthAfter, startOf } from './days.ts';
import { exact, whole, type Exact } from './exact.ts';
import type { LineItem } from './line-item.ts';
import { feeLine, usageLine } from './lines.ts';
import type { MonthFacts } from './month-facts.ts';

/** The month's refund is dated on its 20th, and appears on the 3rd of the next month at noon. */
const REFUND = { day: 20, appears: 2 * DAY_MS + 12 * HOUR_MS, amount: '-3.21' } as const;
/** Data transfer of the last day appears on the 2nd of the next month. */
const LATE = { appears: DAY_MS + 6 * HOUR_MS, gigabytes: 14 } as const;
/** On its 10th, each month has a refund for the month before, whose invoice was issued. */
const CORRECTION = { day: 10, amount: '-1.75' } as const;
const TRANSFER_RATE = '0.09';

type Facts = Pick<MonthFacts, 'estate' | 'accountId' | 'month' | 'refresh'>;

/** What appears in a month after the fact: refunds, and usage that was reported late. */
export function* correctionLines({ estate, accountId, month, refresh }: Facts): Generator<LineItem, void> {
  const region = estate.usedRegions[0] ?? 'us-east-1';
  const next = startOf(monthAfter(month));
  const days = daysOf(month);
  if (accountId === estate.managementAccountId) {
    yield* unknownRegionLines(accountId, region, days, refresh.billedUntil);
    const refunded = `${month}-${REFUND.day}`;
    if (refresh.at >= next + REFUND.appears) {
      yield refund(accountId, refunded, region, exact(REFUND.amount), 'Refund for storage');
    }
    const corrected = `${month}-${CORRECTION.day}`;
    if (refresh.billedUntil >= startOf(dayAfter(corrected))) {
      const line = refund(accountId, corrected, region, exact(CORRECTION.amount), `Refund for ${monthAfter(month, -1)}`);
      yield { ...line, isCorrection: true };
    }
  }
  const last = days.at(-1);
  const isLate = accountId === committedAccount(estate) && refresh.at >= next + LATE.appears;
  if (isLate && last !== undefined) {
    const product = transferProduct(region);
    yield usageLine({ accountId, day: last, product, quantity: whole(LATE.gigabytes), rate: exact(TRANSFER_RATE), part: 'late' });
  }
} // prettier-ignore

/** A usage type whose prefix stands for no region, and a credit: both every day. */
function* unknownRegionLines(
  accountId: string,
  region: string,
  days: readonly string[],
  billedUntil: number,
): Generator<LineItem, void> {
  const unknown = storageProduct('XYZ9-TimedStorage-ByteHrs', region);
  for (const day of days) {
    if (startOf(day) + DAY_MS > billedUntil) return;
    const rate = exact('0.01');
    yield usageLine({
      accountId,
      day,
      product: unknown,
      quantity: whole(1),
      rate,
      part: 'unknown',
    });
    const amount = exact('-0.05');
    yield feeLine({
      accountId,
      day,
      start: startOf(day),
      end: startOf(day) + DAY_MS,
      recordType: 'Credit',
      product: storageProduct(prefixed(region, 'TimedStorage-ByteHrs'), region),
      quantity: 0n,
      billedCost: amount,
      effectiveCost: amount,
      description: 'Storage credit',
    });
  }
}

function refund(
  accountId: string,
  day: string,
  region: string,
  amount: Exact,
  description: string,
): LineItem {
  return feeLine({
    accountId,
    day,
    start: startOf(day),
    end: startOf(dayOf(startOf(day) + DAY_MS)),
    recordType: 'Refund',
    product: storageProduct(prefixed(region, 'TimedStorage-ByteHrs'), region),
    quantity: 0n,
    billedCost: amount,
    effectiveCost: amount,
    description,
  });
}

function storageProduct(usageType: string, region: string): BilledProduct {
  const serviceName = 'Amazon Simple Storage Service';
  return unlistedProduct({ serviceCode: 'AmazonS3', serviceName, usageType, unit: 'GB-Mo', family: 'Storage' }, '0', region); // prettier-ignore
}

function transferProduct(region: string): BilledProduct {
  const usageType = prefixed(region, 'DataTransfer-Out-Bytes');
  const serviceName = 'Amazon Simple Storage Service';
  return unlistedProduct({ serviceCode: 'AmazonS3', serviceName, usageType, unit: 'GB', family: 'Data Transfer' }, TRANSFER_RATE, region); // prettier-ignore
}

function prefixed(region: string, usage: string): string {
  const prefix = priceRegion(region)?.prefix ?? '';
  return prefix === '' ? usage : `${prefix}-${usage}`;
}
