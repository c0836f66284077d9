import type { MetricsSource } from '../../cost/metrics/metrics-source.ts';
import type { RegionPrices } from '../../cost/prices/price-book.ts';
import type { S3Rates } from '../../cost/prices/s3-rates.ts';
import {
  RESOURCE_COLUMNS,
  storedResource,
  type RelatedProperties,
  type StoredResource,
} from '../../cost/resources/price-resources.ts';
import type { Store } from '../../store/store.ts';
import { NO_QUERY_LIMITS } from '../store/store-reader.ts';
import type { KnownPlaces } from './known-places.ts';
import { relatedOf } from './related-properties.ts';

export interface StoreMetricsSourceOptions {
  readonly store: Pick<Store, 'query'>;
  readonly places: KnownPlaces;
  prices(region: string): RegionPrices | undefined;
  s3Rates(account: string): S3Rates | undefined;
}

/** What cost metrics are made from: the store, and prices that are known. */
export class StoreMetricsSource implements MetricsSource {
  readonly #options: StoreMetricsSourceOptions;

  constructor(options: StoreMetricsSourceOptions) {
    this.#options = options;
  }

  async *resources(
    kind: string,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StoredResource[], void> {
    const { store, places } = this.#options;
    const sql = `select ${RESOURCE_COLUMNS} from resources where kind = '${kind}' order by account, region, id`;
    const { rows } = await store.query(sql, NO_QUERY_LIMITS, signal);
    for await (const batch of rows()) {
      const resources = batch.map(storedResource);
      yield resources.filter(({ account, region }) => places.has(account, region));
    }
  }

  related(kind: string, arns: readonly string[], signal: AbortSignal): Promise<RelatedProperties> {
    return relatedOf(this.#options.store, kind, arns, signal);
  }

  places(): KnownPlaces['all'] {
    return this.#options.places.all;
  }

  prices(region: string): RegionPrices | undefined {
    return this.#options.prices(region);
  }

  s3Rates(account: string): S3Rates | undefined {
    return this.#options.s3Rates(account);
  }
}
