import { z } from 'zod';
import type { CostModel } from '../../../cost/models/define-cost-model.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import { costRows } from '../../../cost/resources/cost-rows.ts';
import {
  priceResources,
  RESOURCE_COLUMNS,
  storedResource,
  type ResourcePricing,
  type StoredResource,
} from '../../../cost/resources/price-resources.ts';
import { RESOURCE_COSTS, type ResourceCostRow } from '../../../store/cost-tables.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';
import { EstateUsage } from './estate-usage.ts';
import { relatedOf } from './related-properties.ts';

/** What the resources of the store are priced with. */
export interface EstatePricing {
  readonly models: ReadonlyMap<string, CostModel>;
  readonly freeKinds: ReadonlySet<string>;
  prices(region: string): RegionPrices | undefined;
  now(): number;
}

/** The regions that have resources of these kinds. */
export async function regionsInUse(
  store: Pick<Store, 'query'>,
  kinds: Iterable<string>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = [...kinds].map((kind) => `'${kind}'`);
  if (names.length === 0) return [];
  // A bucket has its own region.
  const region = "coalesce(json_text(context, '$.Region'), region)";
  const sql = `select distinct ${region} as own_region from resources where kind in (${names.join(', ')}) order by 1`;
  return textsOf(store, sql, signal);
}

/**
 * Prices every resource of the store into `resource_costs`, account by account. A reader sees the former costs of an
 * account, or the new ones.
 *
 * @returns how many resources were priced
 */
export async function priceEstate(
  store: Store,
  pricing: EstatePricing,
  signal: AbortSignal,
): Promise<number> {
  const accounts = await textsOf(
    store,
    'select distinct account from resources order by 1',
    signal,
  );
  let resources = 0;
  const usage = await EstateUsage.load(pricing.now());
  for (const account of accounts) {
    signal.throwIfAborted();
    const rows = rowsOf(store, account, { ...pricing, usage }, signal, (count) => {
      resources += count;
    });
    await store.replacePart(RESOURCE_COSTS, account, rows, signal);
  }
  await store.keepParts(RESOURCE_COSTS, accounts);
  return resources;
}

async function* rowsOf(
  store: Store,
  account: string,
  pricing: EstatePricing & { readonly usage: EstateUsage },
  signal: AbortSignal,
  onPriced: (resources: number) => void,
): AsyncGenerator<readonly ResourceCostRow[], void> {
  const { now } = pricing;
  const pricedAt = now();
  const resources: ResourcePricing = {
    ...pricing,
    prices: (region) => pricing.prices(region),
    measured: await pricing.usage.of(store, account, signal),
    related: (kind, arns) => relatedOf(store, kind, arns, signal),
  };
  for await (const batch of priceResources(resourcesOf(store, account, signal), resources)) {
    onPriced(batch.length);
    yield batch.flatMap((priced) => costRows(priced, pricedAt));
  }
}

async function* resourcesOf(
  store: Store,
  account: string,
  signal: AbortSignal,
): AsyncGenerator<readonly StoredResource[], void> {
  const sql = `select ${RESOURCE_COLUMNS} from resources where account = '${account}'`;
  const { rows } = await store.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) yield batch.map(storedResource);
}

async function textsOf(
  store: Pick<Store, 'query'>,
  sql: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const rows = await allRows(store, sql, signal);
  return rows.map(([text]) => z.string().parse(text));
}
