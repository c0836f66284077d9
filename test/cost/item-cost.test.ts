import { expect, test } from '@jest/globals';
import type { Estimate } from '../../src/cost/models/estimate.ts';
import { decimal, times, ZERO } from '../../src/cost/money/decimal.ts';
import type { Price, UnpricedReason } from '../../src/cost/prices/price.ts';
import { itemCost } from '../../src/cost/resources/item-cost.ts';

function priceOf(amount: string, currency = 'USD'): Price {
  return {
    service: 'AmazonEC2',
    sku: 'SKU',
    region: 'eu-west-1',
    usageType: 'EU-BoxUsage',
    unit: 'Hrs',
    tiers: [{ from: ZERO, to: undefined, amount: decimal(amount) }],
    currency,
    publicationDate: '2026-08-01T00:00:00Z',
    effectiveDate: '2026-08-01T00:00:00Z',
    source: 'price-list-api',
    attributes: {},
  };
}

function pricedAt(amount: string, currency?: string): Estimate['priced'][number] {
  const price = priceOf(amount, currency);
  const quantity = decimal(730);
  return { name: 'instance', quantity, price, monthly: times(quantity, decimal(amount)) };
}

function unpricedFor(reason: UnpricedReason): Estimate['unpriced'][number] {
  return { name: 'traffic', unit: 'GB', reason, detail: 'why', price: undefined };
}

test('an amount is rounded once, to six digits; the price keeps all of its own', () => {
  const priced = [pricedAt('0.0000000123'), pricedAt('0.0000000123')];

  const cost = itemCost({ priced, unpriced: [] }, 'eu-west-1');

  expect(cost).toMatchObject({
    monthly: 0.000018, // not 2 × 0.000009 by chance: 0.000017958
    components: [
      { monthly: 0.000009, quantity: 730, price: 0.0000000123, unit: 'Hrs' },
      { monthly: 0.000009 },
    ],
  });
  expect(cost).not.toHaveProperty('unpriced');
});

test.each(['no-price', 'no-price-book', 'ambiguous-price', 'no-property'] as const)(
  'with %s, the cost is missing: the rest alone would be too low',
  (reason) => {
    const estimate = { priced: [pricedAt('0.1')], unpriced: [unpricedFor(reason)] };

    expect(itemCost(estimate, 'eu-west-1')).toEqual({ reason, detail: 'traffic: why' });
  },
);

test.each(['usage', 'no-model', 'paid-source'] as const)(
  'with %s, the cost has what is known, and names the rest',
  (reason) => {
    const unpriced = [unpricedFor(reason)];

    expect(itemCost({ priced: [pricedAt('0.1')], unpriced }, 'eu-west-1')).toMatchObject({
      monthly: 73,
      unpriced: [{ name: 'traffic', reason }],
    });
    expect(itemCost({ priced: [], unpriced }, 'eu-west-1')).not.toHaveProperty('monthly');
  },
);

test('what costs nothing costs 0, in the currency of the region', () => {
  const nothing = { priced: [], unpriced: [] };

  expect(itemCost(nothing, 'eu-west-1')).toMatchObject({ monthly: 0, currency: 'USD' });
  expect(itemCost(nothing, 'cn-north-1')).toMatchObject({ monthly: 0, currency: 'CNY' });
});

test('amounts of two currencies are never added', () => {
  const priced = [pricedAt('0.1', 'CNY'), pricedAt('0.1', 'USD')];

  expect(itemCost({ priced, unpriced: [] }, 'cn-north-1')).toEqual({
    reason: 'ambiguous-price',
    detail: 'prices in CNY and USD',
  });
});
