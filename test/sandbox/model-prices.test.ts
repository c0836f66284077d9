import { expect, test } from '@jest/globals';
import { COST_MODELS } from '../../src/cost/models/registry.generated.ts';
import { PriceSelection } from '../../src/cost/prices/price-selection.ts';
import { PriceListEntry } from '../../src/cost/prices/product.ts';
import { productsOf, PUBLISHED } from '../../src/sandbox/prices/price-list.ts';
import { priceRegion } from '../../src/sandbox/prices/regions.ts';
import { PRICED_SERVICES } from '../../src/sandbox/prices/services/priced-services.ts';

const NOW = Date.parse('2026-09-01T00:00:00Z');

/** The names of prices that a model finds in the sandbox's price list of a region, and those of two products. */
function pricesIn(code: string): {
  readonly found: ReadonlySet<string>;
  readonly ambiguous: readonly string[];
} {
  const region = priceRegion(code);
  if (region === undefined) throw new Error(`no price list of ${code}`);
  const needs = new Map(COST_MODELS.map(({ kind, prices }) => [kind, prices]));
  const selection = new PriceSelection({ region: code, needs, source: 'price-list-api', now: NOW });
  for (const service of PRICED_SERVICES) {
    for (const { product, terms } of productsOf(service, region)) {
      const list = { service: service.code, publicationDate: PUBLISHED };
      const facts = PriceListEntry.parse({ product, terms, serviceCode: service.code });
      const wanted = selection.want(service.code, facts.product);
      if (wanted !== undefined) selection.add(wanted, facts.terms.OnDemand, list);
    }
  }
  const { prices } = selection.finish();
  return {
    found: new Set([...prices.keys()].map(nameIn)),
    ambiguous: [...prices].flatMap(([key, price]) => ('skus' in price ? [key] : [])),
  };
}

/** `kind` and name, which begin every key. */
function nameIn(key: string): string {
  return COST_MODELS.flatMap(({ kind, prices }) =>
    Object.keys(prices).map((name) => priceKey(kind, name, [])),
  )
    .filter((start) => key.startsWith(start))
    .join();
}

test.each(['us-east-1', 'eu-west-1', 'ap-south-1'])(
  'the price list of %s has a row for every price that a cost model needs, and one for each key',
  (region) => {
    const { found, ambiguous } = pricesIn(region);
    const needed = COST_MODELS.flatMap(({ kind, prices }) =>
      Object.keys(prices).map((name) => `${kind} ${name}`),
    );

    expect(needed.filter((name) => !found.has(name))).toEqual([]);
    expect(ambiguous).toEqual([]);
  },
);
