import { expect, test } from '@jest/globals';
import { COST_MODELS } from '../../src/cost/models/registry.generated.ts';
import { priceKey } from '../../src/cost/prices/price-book.ts';
import type { PriceNeeds } from '../../src/cost/prices/price-need.ts';
import { sandboxPrices } from '../helpers/sandbox-prices.ts';

// One after another: Jest cannot load modules with a shared import at the same time.
const NEEDS = new Map<string, PriceNeeds>();
for (const [kind, { model }] of Object.entries(COST_MODELS))
  NEEDS.set(kind, (await model()).prices);

test.each(['us-east-1', 'eu-west-1', 'ap-south-1'])(
  'the price list of %s has a row for every price that a cost model needs, and one for each key',
  (region) => {
    const { prices } = sandboxPrices(region, NEEDS);
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
