import { expect, test } from '@jest/globals';
import { COST_MODELS } from '../../src/cost/models/registry.generated.ts';
import { priceKey } from '../../src/cost/prices/price-book.ts';
import type { PriceNeeds } from '../../src/cost/prices/price-need.ts';
import { PriceSelection } from '../../src/cost/prices/price-selection.ts';
import { PriceListEntry } from '../../src/cost/prices/product.ts';
import { productsOf, PUBLISHED } from '../../src/sandbox/prices/price-list.ts';
import { priceRegion } from '../../src/sandbox/prices/regions.ts';
import { PRICED_SERVICES } from '../../src/sandbox/prices/services/priced-services.ts';

const NOW = Date.parse('2026-09-01T00:00:00Z');

// One after another: Jest cannot load modules with a shared import at the same time.
const NEEDS = new Map<string, PriceNeeds>();
for (const [kind, { model }] of Object.entries(COST_MODELS))
  NEEDS.set(kind, (await model()).prices);

/** What the cost models find in the sandbox's price lists of a region. */
function pricesIn(code: string) {
  const region = priceRegion(code);
  if (region === undefined) throw new Error(`no price list of ${code}`);
  const source = 'price-list-api';
  const selection = new PriceSelection({ region: code, needs: NEEDS, source, now: NOW });
  for (const service of PRICED_SERVICES) {
    for (const { product, terms } of productsOf(service, region)) {
      const list = { service: service.code, publicationDate: PUBLISHED };
      const entry = PriceListEntry.parse({ product, terms, serviceCode: service.code });
      const wanted = selection.want(service.code, entry.product);
      if (wanted !== undefined) selection.add(wanted, entry.terms.OnDemand, list);
    }
  }
  return selection.finish().prices;
}

test.each(['us-east-1', 'eu-west-1', 'ap-south-1'])(
  'the price list of %s has a row for every price that a cost model needs, and one for each key',
  (region) => {
    const prices = pricesIn(region);
    const keys = [...prices.keys()];
    const missing = [...NEEDS].flatMap(([kind, needs]) =>
      Object.keys(needs)
        .filter((name) => {
          const key = priceKey(kind, name, []);
          return !keys.some((one) => one === key || one.startsWith(priceKey(kind, name, [''])));
        })
        .map((name) => `${kind} ${name}`),
    );

    expect(missing).toEqual([]);
    expect([...prices].filter(([, price]) => 'skus' in price)).toEqual([]);
  },
);
