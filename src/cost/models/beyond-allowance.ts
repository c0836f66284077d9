import { ZERO } from '../money/decimal.ts';
import { isMissing, type MissingPrice, type Price } from '../prices/price.ts';

/**
 * A price without the free quantity that it begins with: AWS grants it once a month to an account or an organization,
 * not to each resource, so no resource has a right to it.
 */
export function beyondAllowance(price: Price | MissingPrice): Price | MissingPrice {
  if (isMissing(price)) return price;
  const [first, second, ...others] = price.tiers;
  if (first.amount !== ZERO || second === undefined) return price;
  return { ...price, tiers: [{ ...second, from: ZERO }, ...others] };
}
