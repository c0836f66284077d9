import { decimal, dividedBy, times, ONE, ZERO, type Decimal } from '../money/decimal.ts';
import type { UsageQuantity } from './cost-model.ts';
import { computedUsage, measuredOf } from './computed-usage.ts';

/** SQS and SNS bill each 64 KB of a request, or part of that, as one request. */
const KB_PER_REQUEST = decimal(64);

/**
 * The billed requests of SQS and SNS.
 *
 * @param requests API calls a month
 * @param sizeKb of one call, in KB. Without it, each call is one request.
 * @see https://aws.amazon.com/sqs/pricing/
 */
export function billedRequests(requests: UsageQuantity, sizeKb: UsageQuantity): UsageQuantity {
  const size = measuredOf(sizeKb);
  const chunks =
    size === undefined || size <= ZERO ? ONE : roundedUp(dividedBy(size, KB_PER_REQUEST));
  return computedUsage([requests], (calls = ZERO) => times(calls, chunks));
}

function roundedUp(value: Decimal): Decimal {
  return decimal(String((value + ONE - 1n) / ONE));
}
