import { z } from 'zod';
import type { MetricsSource } from '../../../cost/metrics/metrics-source.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import type { S3Rates } from '../../../cost/prices/s3-rates.ts';
import {
  RESOURCE_COLUMNS,
  storedResource,
  type RelatedProperties,
  type StoredResource,
} from '../../../cost/resources/price-resources.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';
import type { KnownPlaces } from './known-places.ts';
import { relatedOf } from '../resources/related-properties.ts';

/** Without a quote: it stands in a query. */
const plain = z.string().regex(/^[\w-]+$/);
const Place = z.tuple([plain, plain]);

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
    const ofKind = `from resources where kind = '${kind}'`;
    const used = `select distinct account, region ${ofKind} order by account, region`;
    for (const row of await allRows(store, used, signal)) {
      const [account, region] = Place.parse(row);
      if (!places.has(account, region)) continue;
      // Place by place: sorting a whole kind would take the memory of all its resources.
      const ofPlace = `${ofKind} and account = '${account}' and region = '${region}'`;
      const sql = `select ${RESOURCE_COLUMNS} ${ofPlace} order by id`;
      const { rows } = await store.query(sql, NO_QUERY_LIMITS, signal);
      for await (const batch of rows()) yield batch.map(storedResource);
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
