import type { FetchedPrices, PriceFetcher } from './fetched-prices.ts';
import type { Price } from './price.ts';
import type { AmbiguousPrice, RegionPrices } from './price-book.ts';

/** Marks prices that are not AWS's, such as those of the sandbox: every figure made of them then says so. */
export function simulated(fetcher: PriceFetcher): PriceFetcher {
  return {
    title: fetcher.title,
    async fetch(region, signal): Promise<FetchedPrices> {
      const { prices, facts } = await fetcher.fetch(region, signal);
      return { prices: marked(prices), facts: { ...facts, source: 'simulated' } };
    },
  };
}

/** Are any of these prices not AWS's? */
export function hasSimulatedPrices(regions: Iterable<RegionPrices>): boolean {
  for (const { prices } of regions) {
    for (const price of prices.values()) {
      if (!('skus' in price) && price.source === 'simulated') return true;
    }
  }
  return false;
}

function marked(region: RegionPrices): RegionPrices {
  return { ...region, prices: asSimulated(region.prices) };
}

/** The same prices, marked as simulated. */
export function asSimulated<Entry extends Price | AmbiguousPrice>(
  prices: ReadonlyMap<string, Entry>,
): ReadonlyMap<string, Entry> {
  const all = new Map<string, Entry>();
  for (const [key, price] of prices) {
    all.set(key, 'skus' in price ? price : { ...price, source: 'simulated' });
  }
  return all;
}
