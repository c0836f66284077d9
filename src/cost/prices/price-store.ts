import type { FetchedPrices } from './fetched-prices.ts';

/** A region's prices as they are kept. */
export interface StoredPrices extends FetchedPrices {
  /** For which needs of cost models they were selected: {@link needsFingerprint}. */
  readonly needs: string;
}

/** Keeps prices between runs. */
export interface PriceStore {
  /** @returns undefined for a region that was never saved */
  load(region: string, signal: AbortSignal): Promise<StoredPrices | undefined>;
  /** Replaces what was saved of the region, whole. */
  save(prices: StoredPrices, signal: AbortSignal): Promise<void>;
}
