import type { RegionPrices } from '../../src/cost/prices/price-book.ts';
import { PriceSelection, type NeedsByKind } from '../../src/cost/prices/price-selection.ts';
import { PriceListEntry } from '../../src/cost/prices/product.ts';
import { productsOf, PUBLISHED } from '../../src/sandbox/prices/price-list.ts';
import { priceRegion } from '../../src/sandbox/prices/regions.ts';
import { PRICED_SERVICES } from '../../src/sandbox/prices/services/priced-services.ts';

const NOW = Date.parse('2026-09-01T00:00:00Z');

/** What these needs find in the sandbox's price lists of a region. */
export function sandboxPrices(code: string, needs: NeedsByKind): RegionPrices {
  const region = priceRegion(code);
  if (region === undefined) throw new Error(`no price list of ${code}`);
  const source = 'price-list-api';
  const selection = new PriceSelection({ region: code, needs, source, now: NOW });
  for (const service of PRICED_SERVICES) {
    for (const { product, terms } of productsOf(service, region)) {
      const list = { service: service.code, publicationDate: PUBLISHED };
      const entry = PriceListEntry.parse({ product, terms, serviceCode: service.code });
      const wanted = selection.want(service.code, entry.product);
      if (wanted !== undefined) selection.add(wanted, entry.terms.OnDemand, list);
    }
  }
  return selection.finish();
}
