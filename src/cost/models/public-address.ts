import { HOURS_PER_MONTH } from '../money/basis.ts';
import { decimal, times } from '../money/decimal.ts';
import type { PriceNeed } from '../prices/price-need.ts';
import type { UsageQuantity } from './cost-model.ts';

/**
 * A public IPv4 address that AWS assigned to a resource. Elastic IP addresses are resources of their own.
 *
 * @see https://aws.amazon.com/vpc/pricing/
 */
export const PUBLIC_ADDRESS = {
  service: 'AmazonVPC',
  family: '',
  usageType: 'PublicIPv4:InUseAddress',
  key: [],
  unit: 'Hrs',
} as const satisfies PriceNeed;

/** What a usage file calls the number of addresses of a load balancer. */
export const PUBLIC_ADDRESSES = { public_ipv4_addresses: 'public IPv4 addresses, on average' };

/** The hours of addresses that come and go with the traffic. */
export function addressHours({ usage, measured }: UsageQuantity): UsageQuantity {
  const hours =
    measured === undefined ? undefined : times(decimal(measured), decimal(HOURS_PER_MONTH));
  return { usage, measured: hours };
}
