import { z } from 'zod';
import type { CostModel } from '../../cost/models/define-cost-model.ts';
import type { RegionPrices } from '../../cost/prices/price-book.ts';
import { costRows } from '../../cost/resources/cost-rows.ts';
import {
  priceResources,
  RESOURCE_COLUMNS,
  storedResource,
  type RelatedProperties,
  type ResourcePricing,
  type StoredResource,
} from '../../cost/resources/price-resources.ts';
import { RESOURCE_COSTS, type ResourceCostRow } from '../../store/cost-tables.ts';
import type { Store } from '../../store/store.ts';
import { chunk } from '../../lib/chunk.ts';
import { allRows } from '../store/all-rows.ts';
import { NO_QUERY_LIMITS } from '../store/store-reader.ts';

/** What the resources of the store are priced with. */
export interface EstatePricing {
  readonly models: ReadonlyMap<string, CostModel>;
  readonly freeKinds: ReadonlySet<string>;
  prices(region: string): RegionPrices | undefined;
  now(): number;
}

const Properties = z.record(z.string(), z.unknown());
const RelatedRow = z.tuple([z.string(), z.string()]);
/** What the store is asked for at once. */
const ARNS_PER_QUERY = 500;
/** An ARN that needs no escape in SQL. */
const PLAIN_ARN = /^arn:[\w:/.+=@-]+$/;

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
  for (const account of accounts) {
    signal.throwIfAborted();
    const rows = rowsOf(store, account, pricing, signal, (count) => {
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
  pricing: EstatePricing,
  signal: AbortSignal,
  onPriced: (resources: number) => void,
): AsyncGenerator<readonly ResourceCostRow[], void> {
  const { now } = pricing;
  const pricedAt = now();
  const resources: ResourcePricing = {
    ...pricing,
    prices: (region) => pricing.prices(region),
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

/** The properties of resources by ARN. One that the store does not have is left out. */
async function relatedOf(
  store: Store,
  kind: string,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<RelatedProperties> {
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  const plain = arns.filter((arn) => PLAIN_ARN.test(arn));
  for (const part of chunk(plain, ARNS_PER_QUERY)) {
    const list = part.map((arn) => `'${arn}'`).join(', ');
    const sql = `select arn, properties from resources where kind = '${kind}' and arn in (${list})`;
    const { rows } = await store.query(sql, NO_QUERY_LIMITS, signal);
    for await (const batch of rows()) {
      for (const row of batch) {
        const [arn, properties] = RelatedRow.parse(row);
        found.set(arn, Properties.parse(JSON.parse(properties)));
      }
    }
  }
  return found;
}

async function textsOf(
  store: Pick<Store, 'query'>,
  sql: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const rows = await allRows(store, sql, signal);
  return rows.map(([text]) => z.string().parse(text));
}
