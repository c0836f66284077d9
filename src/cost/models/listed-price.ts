import { isMissing, type MissingPrice, type Price } from '../prices/price.ts';
import { lookUp, type RegionPrices } from '../prices/price-book.ts';
import type { CostModel } from './define-cost-model.ts';
import type { Rates } from './define-rates.ts';
import { withoutFreeTier } from './without-free-tier.ts';

/** What a price stands under in a price book: a cost model by its kind, rates by their name. */
export function ownerOf(of: Pick<CostModel, 'kind'> | Pick<Rates, 'name'>): string {
  return 'kind' in of ? of.kind : of.name;
}

/**
 * The price under this name of a cost model or of rates, for these values of its key. Without a free tier, which belongs
 * to the account.
 */
export function listedPrice(
  of: CostModel | Rates,
  prices: RegionPrices | undefined,
  name: string,
  values: readonly (string | undefined)[],
): Price | MissingPrice {
  const kind = ownerOf(of);
  const need = of.prices[name];
  if (need === undefined) throw new TypeError(`${kind} has no price ${name}`);
  const price = lookUp(prices, { kind, name, need, values });
  return isMissing(price) ? price : withoutFreeTier(price);
}
