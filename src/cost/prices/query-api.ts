import {
  FilterType,
  paginateGetProducts,
  PricingClient,
  type GetProductsRequest,
  type GetProductsResponse,
} from '@aws-sdk/client-pricing';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { guardedPages, type PageLimits } from '../../aws/page-guard.ts';
import { LongshoreError } from '../../lib/errors.ts';
import { merge } from '../../lib/merge.ts';
import type { FetchedPrices, PriceFetcher, RejectedEntry } from './fetched-prices.ts';
import { PRICE_PERMISSIONS } from './permissions.ts';
import { PriceSelection, type NeedsByKind } from './price-selection.ts';
import { PriceSourceError } from './price-source-error.ts';
import { productQueries, type ProductQuery } from './product-queries.ts';
import { PriceListEntry } from './product.ts';

/** The most that GetProducts gives in one page. */
const PRODUCTS_PER_PAGE = 100;
/** Queries of one region at once; the rate limiter paces their pages. */
const QUERIES_AT_ONCE = 4;
/**
 * The largest query, the instances of a large region, has about a thousand pages. AWS filters before it makes pages,
 * so empty ones with a token are rare.
 */
const LIMITS: PageLimits = { mostPages: 10_000, mostPagesWithoutNews: 20 };

export interface QueryApiOptions {
  readonly needs: NeedsByKind;
  /** Clients of any account that may call pricing:GetProducts. */
  readonly clients: ScopeClients;
  now(): number;
}

/**
 * Reads the prices of a region from the Price List query API: free, but signed.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
 */
export class PriceQueryApi implements PriceFetcher {
  readonly title = 'the Price List API';
  readonly #options: QueryApiOptions;

  constructor(options: QueryApiOptions) {
    this.#options = options;
  }

  /** @throws {PriceSourceError} when AWS denies a page, does not answer, or never ends the list */
  async fetch(region: string, signal: AbortSignal): Promise<FetchedPrices> {
    const { needs, clients, now } = this.#options;
    const client = clients.of(PricingClient, priceListRegion(region));
    const source = 'price-list-api';
    const selection = new PriceSelection({ region, needs, source, now: now() });
    const rest = new AbortController(); // stops the other queries when one fails
    const all = AbortSignal.any([signal, rest.signal]);
    let broken = 0;
    let publicationDate = '';
    try {
      const queries = productQueries(needs, region);
      for await (const { PriceList = [] } of merge(
        listings(queries, client, all),
        QUERIES_AT_ONCE,
      )) {
        for (const entry of PriceList) {
          const parsed = parseEntry(entry);
          if (parsed === undefined) {
            broken += 1;
            continue;
          }
          const { product, serviceCode, publicationDate: published, terms } = parsed;
          const list = { service: serviceCode, publicationDate: published };
          const wanted = selection.want(serviceCode, product);
          if (wanted === undefined) continue;
          selection.add(wanted, terms.OnDemand, list);
          if (published > publicationDate) publicationDate = published;
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof LongshoreError) throw error; // of credentials, or of a list without end
      const what = `the prices of ${region} from ${this.title}`;
      throw new PriceSourceError(what, error, [...PRICE_PERMISSIONS.free]);
    } finally {
      rest.abort();
    }
    const rejected = new Map<RejectedEntry, number>(selection.rejected);
    if (broken > 0) rejected.set('broken-entry', broken);
    return { prices: selection.finish(), facts: { source, publicationDate, rejected } };
  }
}

/**
 * The region whose Price List API knows the prices of a region: each knows all regions of its partition, and the
 * nearest is asked. GovCloud's prices are in the list of the other regions.
 */
export function priceListRegion(region: string): string {
  if (region.startsWith('cn-')) return 'cn-northwest-1';
  if (region.startsWith('eusc-')) return 'eusc-de-east-1';
  if (/^(?:eu|me|af|il)-/.test(region)) return 'eu-central-1';
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}

// eslint-disable-next-line @typescript-eslint/require-await -- merge takes its sources as they come
async function* listings(
  queries: readonly ProductQuery[],
  client: PricingClient,
  signal: AbortSignal,
): AsyncGenerator<AsyncIterable<GetProductsResponse>, void> {
  for (const { service, filters } of queries) {
    const input: GetProductsRequest = {
      ServiceCode: service,
      FormatVersion: 'aws_v1',
      MaxResults: PRODUCTS_PER_PAGE,
      Filters: filters.map(({ type, field, value }) => ({
        Type: FilterType[type],
        Field: field,
        Value: value,
      })),
    };
    yield guardedPages(paginateGetProducts, { client, signal }, input, LIMITS);
  }
}

/** An entry is a JSON text. Undefined for one that is none, or has not the form of a product. */
function parseEntry(entry: unknown): PriceListEntry | undefined {
  try {
    const { data } = PriceListEntry.safeParse(JSON.parse(String(entry)));
    return data;
  } catch {
    return undefined;
  }
}
