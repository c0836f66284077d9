import { hourlyOf, type Estimate, type PricedComponent } from '../models/estimate.ts';
import { sumOf, type Decimal } from '../money/decimal.ts';
import type { Price } from '../prices/price.ts';
import { inUsd, isUnpriced, type Unpriced } from './series.ts';

/** The name under which an estimate says that it could not read the resource. */
const RESOURCE = 'resource';

/**
 * The price of one component of a resource, with its quantity where that is known. Undefined for a resource that is not
 * charged for it: a stopped instance.
 *
 * @param key what has no price, if so
 */
export function componentPrice(
  { priced, unpriced }: Estimate,
  name: string,
  key: string,
):
  | { readonly price: Price; readonly component: PricedComponent | undefined }
  | Unpriced
  | undefined {
  const component = priced.find((one) => one.name === name);
  const missing = unpriced.find((one) => one.name === name || one.name === RESOURCE);
  const price = component?.price ?? missing?.price;
  if (price === undefined) {
    return missing && { reason: missing.reason, key, detail: missing.detail };
  }
  const inDollars = inUsd(price, key);
  return isUnpriced(inDollars) ? inDollars : { price, component };
}

/**
 * What a resource costs in an hour as it is, without what is charged by use. Undefined for one that costs nothing. A
 * cost without one of its parts would be too low: then it is unknown.
 *
 * @param key what has no price, if so
 */
export function hourlyCost(
  { priced, unpriced }: Estimate,
  key: string,
): Decimal | Unpriced | undefined {
  const missing = unpriced.find(({ reason }) => reason !== 'usage');
  if (missing !== undefined) {
    const { reason, name, detail } = missing;
    return { reason, key, detail: `${name}: ${detail}` };
  }
  for (const { price } of priced) {
    const inDollars = inUsd(price, key);
    if (isUnpriced(inDollars)) return inDollars;
  }
  return priced.length === 0 ? undefined : hourlyOf(sumOf(priced.map(({ monthly }) => monthly)));
}
