import type { PriceSource } from './price.ts';
import type { RegionPrices } from './price-book.ts';
import type { RejectedRow } from './price-selection.ts';

/** Why an entry of a price list did not become a price. */
export type RejectedEntry =
  | RejectedRow
  /** It is not JSON, or not a product with its terms. */
  | 'broken-entry';

/** What a table of prices was made from. */
export interface PriceTableFacts {
  readonly source: PriceSource;
  /** The latest of its price lists, in ISO 8601; empty when none of them says. */
  readonly publicationDate: string;
  /** Entries that could not be used, by reason: {@link RejectedEntry}; of stored prices, as the version that saved them named it. */
  readonly rejected: ReadonlyMap<string, number>;
}

/** The prices of a region, as a source has them. */
export interface FetchedPrices {
  readonly prices: RegionPrices;
  readonly facts: PriceTableFacts;
}

/** A source of a region's prices: the Price List API, or the bulk files. */
export interface PriceFetcher {
  /** For messages: `the Price List API`. */
  readonly title: string;
  /** @throws when the region's prices cannot be read to their end */
  fetch(region: string, signal: AbortSignal): Promise<FetchedPrices>;
}
