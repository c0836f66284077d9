import type { RegionPrices } from '../prices/price-book.ts';
import type { S3Rates } from '../prices/s3-rates.ts';
import type { RelatedProperties, StoredResource } from '../resources/price-resources.ts';

/** What a snapshot is made from: nothing of it calls AWS. */
export interface MetricsSource {
  /**
   * The resources of a kind, in batches, as the store has them. Always in the same order: of two series with the same
   * labels, the first stays.
   */
  resources(kind: string, signal: AbortSignal): AsyncIterable<readonly StoredResource[]>;
  /** The properties of resources of a kind that the cost of others depends on. */
  related(kind: string, arns: readonly string[], signal: AbortSignal): Promise<RelatedProperties>;
  /** Each account with the regions that it uses: for the modules that show rates. */
  places(): readonly AccountPlaces[];
  /** The prices of a region; undefined until there are some. */
  prices(region: string): RegionPrices | undefined;
  /** The effective S3 rates of an account; undefined until they are read. */
  s3Rates(account: string): S3Rates | undefined;
}

/** The regions that an account uses. */
export interface AccountPlaces {
  readonly account: string;
  readonly regions: readonly string[];
}
