import { listedProduct, type ListedProduct } from './listed-product.ts';
import type { PricedService } from './priced-service.ts';
import type { PriceRegion } from './regions.ts';
import { PRICED_SERVICES } from './services/priced-services.ts';

/** When the simulated price lists were published. */
export const PUBLISHED = '2026-01-15T18:22:31Z';
/** The version of a price list is its date of publication. */
export const VERSION = PUBLISHED.replaceAll(/\D/g, '');

const BY_CODE: ReadonlyMap<string, PricedService> = new Map(
  PRICED_SERVICES.map((service) => [service.code, service]),
);

/** Built once for each service and region: they are the same in every sandbox. */
const lists = new Map<string, readonly ListedProduct[]>();

/** Undefined for a service without prices. */
export function pricedService(code: string): PricedService | undefined {
  return BY_CODE.get(code);
}

/** All products of a service in a region, always in the same order. */
export function productsOf(service: PricedService, region: PriceRegion): readonly ListedProduct[] {
  const key = `${service.code}/${region.code}`;
  const known = lists.get(key);
  if (known !== undefined) return known;
  const products = service
    .rows()
    .filter(({ regions }) => regions?.includes(region.code) !== false)
    .map((row) => listedProduct(service, row, region));
  lists.set(key, products);
  return products;
}
