import { ZERO } from '../money/decimal.ts';
import type { Price } from '../prices/price.ts';

/**
 * A price without the free quantity that it begins with. AWS grants it once a month to an account or an organization,
 * not to each resource: a resource that is priced alone has no right to it.
 */
export function withoutFreeTier(price: Price): Price {
  const { tiers } = price;
  if (tiers[0].amount !== ZERO) return price;
  const [first, ...others] = tiers.slice(tiers.findIndex(({ amount }) => amount !== ZERO));
  if (first === undefined || first.amount === ZERO) return price;
  return { ...price, tiers: [{ ...first, from: ZERO }, ...others] };
}
