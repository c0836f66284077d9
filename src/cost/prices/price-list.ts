import { LongshoreError } from '../../lib/errors.ts';
import type { PriceSelection, WantedProduct } from './price-selection.ts';
import type { OnDemandTerms, PriceListEntry, PriceListFacts, ProductFacts } from './product.ts';

/**
 * Is shown each product of a price list once, before its prices are known.
 *
 * @returns what to keep of it until then; undefined for a product whose prices are not wanted
 */
export type ProductFilter<Kept> = (product: ProductFacts, list: PriceListFacts) => Kept | undefined;

/** What a filter kept of a product, with its prices. */
export interface PricedProduct<Kept> {
  readonly kept: Kept;
  /** Undefined when it has no price on demand. */
  readonly terms: OnDemandTerms | undefined;
  readonly list: PriceListFacts;
}

/**
 * Reads the price list of a service in a region: one pass, in any of AWS's shapes. The products come in any order.
 * A list that ends early throws; what came before it must not be used.
 *
 * @param attributes the attributes that the filter looks at. All when undefined; a reader may give more
 */
export type PriceListReader = <Kept>(
  filter: ProductFilter<Kept>,
  attributes?: ReadonlySet<string>,
) => AsyncIterable<PricedProduct<Kept>>;

/** Thrown for a price list that cannot be fetched or read. Nothing of it is used; the next refresh tries again. */
export class PriceListError extends LongshoreError {
  readonly code = 'price-list';
  readonly audience = 'operator';
}

/** The most products of one list whose prices are kept: several times those of EC2 in a region. */
export const MOST_KEPT_PRODUCTS = 500_000;

/** Reads the entries of the Price List query API. */
export function entryReader(entries: () => AsyncIterable<PriceListEntry>): PriceListReader {
  return async function* read(filter) {
    for await (const { product, serviceCode, publicationDate, terms } of entries()) {
      const list = { service: serviceCode, publicationDate };
      const kept = filter(product, list);
      if (kept !== undefined) yield { kept, terms: terms.OnDemand, list };
    }
  };
}

/**
 * Selects prices from a list.
 *
 * @throws {PriceListError} see {@link PriceListReader}: the selection must not be used then
 */
export async function selectPrices(
  read: PriceListReader,
  selection: PriceSelection,
): Promise<PriceListFacts | undefined> {
  const filter: ProductFilter<WantedProduct> = (product, { service }) =>
    selection.want(service, product);
  let facts: PriceListFacts | undefined;
  for await (const { kept, terms, list } of read(filter, selection.attributes)) {
    selection.add(kept, terms, list);
    facts = list;
  }
  return facts;
}
