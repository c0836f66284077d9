import type { PriceNeeds } from '../prices/price-need.ts';

/** Prices of a service that has no resource to charge: they are shown as rates. */
export interface Rates {
  /** Where they stand in a price book, as a kind does: `bedrock`. */
  readonly name: string;
  /** AWS's page of prices. */
  readonly pricing: string;
  readonly prices: PriceNeeds;
}

/** Creates the rates of a service from their definition. */
export function defineRates(rates: Rates): Rates {
  return rates;
}
