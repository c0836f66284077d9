import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import {
  decimal,
  minus,
  plus,
  sumOf,
  times,
  ZERO,
  type Decimal,
} from '../../../src/cost/money/decimal.ts';
import { defineCostModel } from '../../../src/cost/models/define-cost-model.ts';
import { amountOf, estimate, hourlyOf, monthlyOf } from '../../../src/cost/models/estimate.ts';
import { withoutFreeTier } from '../../../src/cost/models/without-free-tier.ts';
import { priceKey, type RegionPrices } from '../../../src/cost/prices/price-book.ts';
import type { Price, PriceTier } from '../../../src/cost/prices/price.ts';

type Tiers = Price['tiers'];

const SMALLEST = decimal('0.000001');

/** As AWS's: up to 12 digits after the point. */
const amount = fc.bigInt({ min: 0n, max: 10n ** 14n }).map((units) => decimal(`${units}e-12`));
/** As a bill's: up to 6 digits after the point. */
const quantity = fc.bigInt({ min: 0n, max: 10n ** 13n }).map((units) => decimal(`${units}e-6`));

/** From 0 without a gap, the last one without an end. */
const tiers: fc.Arbitrary<Tiers> = fc
  .record({
    bounds: fc.uniqueArray(fc.integer({ min: 1, max: 5_000_000 }), { maxLength: 4 }),
    amounts: fc.array(amount, { minLength: 5, maxLength: 5 }),
  })
  .map(({ bounds, amounts }) => {
    const edges = [...bounds].sort((one, other) => one - other).map(decimal);
    const [first = ZERO, ...others] = amounts;
    return [
      { from: ZERO, to: edges[0], amount: first },
      ...edges.map((from, index) => ({
        from,
        to: edges[index + 1],
        amount: others[index] ?? ZERO,
      })),
    ];
  });

/** The end of a tier, and what all tiers up to it cost together. */
function boundaries(list: Tiers): readonly { at: Decimal; below: PriceTier; above: PriceTier }[] {
  return list.flatMap((below, index) => {
    const above = list[index + 1];
    return below.to === undefined || above === undefined ? [] : [{ at: below.to, below, above }];
  });
}

describe('the price of a quantity', () => {
  test('each unit has the price of the tier that it falls into', () => {
    fc.assert(
      fc.property(tiers, fc.integer({ min: 0, max: 300 }), (list, units) => {
        // Tiers of a few units, so that all of them can be counted one by one.
        const small = list.map((tier, index) => ({
          ...tier,
          from: decimal(index * 40),
          to: tier.to === undefined ? undefined : decimal((index + 1) * 40),
        }));
        const each = Array.from({ length: units }, (_, unit) =>
          small.findLast(({ from }) => decimal(unit) >= from),
        );

        expect(amountOf(decimal(units), small)).toBe(
          sumOf(each.map((tier) => tier?.amount ?? ZERO)),
        );
      }),
    );
  });

  test('at the end of a tier it is the sum of the whole tiers; around it one step of either price', () => {
    fc.assert(
      fc.property(tiers, (list) => {
        for (const { at, below, above } of boundaries(list)) {
          const whole = list
            .filter(({ to }) => to !== undefined && to <= at)
            .map((tier) => times(minus(tier.to ?? ZERO, tier.from), tier.amount));

          expect(amountOf(at, list)).toBe(sumOf(whole));
          expect(minus(amountOf(at, list), amountOf(minus(at, SMALLEST), list))).toBe(
            times(SMALLEST, below.amount),
          );
          expect(minus(amountOf(plus(at, SMALLEST), list), amountOf(at, list))).toBe(
            times(SMALLEST, above.amount),
          );
        }
      }),
    );
  });

  test('more never costs less, and nothing costs nothing', () => {
    fc.assert(
      fc.property(tiers, quantity, quantity, (list, one, more) => {
        expect(amountOf(plus(one, more), list)).toBeGreaterThanOrEqual(amountOf(one, list));
        expect(amountOf(ZERO, list)).toBe(ZERO);
      }),
    );
  });

  test('splitting a tier in two changes nothing', () => {
    fc.assert(
      fc.property(tiers, quantity, quantity, (list, one, cut) => {
        const split = list.flatMap((tier) => {
          const isWithin = cut > tier.from && (tier.to === undefined || cut < tier.to);
          return isWithin
            ? [
                { ...tier, to: cut },
                { ...tier, from: cut },
              ]
            : [tier];
        });

        expect(amountOf(one, split)).toBe(amountOf(one, list));
      }),
    );
  });
});

describe('a free tier', () => {
  test('is not given to a resource: the first paid price applies from the first unit on', () => {
    fc.assert(
      fc.property(tiers, fc.integer({ min: 0, max: 5 }), quantity, (list, free, one) => {
        const [first, ...others] = list.map((tier, index) =>
          index < free ? { ...tier, amount: ZERO } : tier,
        );
        if (first === undefined) return;
        const granted: Price = { ...PRICE, tiers: [first, ...others] };
        const paid = withoutFreeTier(granted);
        const isFree = granted.tiers.every((tier) => tier.amount === ZERO);

        expect(amountOf(one, paid.tiers)).toBeGreaterThanOrEqual(amountOf(one, granted.tiers));
        expect(paid.tiers[0].from).toBe(ZERO);
        expect(paid.tiers[0].amount === ZERO).toBe(isFree);
        expect(paid.tiers.slice(1)).toEqual(granted.tiers.slice(-paid.tiers.length).slice(1));
      }),
    );
  });
});

const PRICE: Price = {
  service: 'Test',
  sku: 'SKU',
  region: 'eu-west-1',
  usageType: '',
  unit: 'GB',
  tiers: [{ from: ZERO, to: undefined, amount: ZERO }],
  currency: 'USD',
  publicationDate: '2026-08-01T00:00:00Z',
  effectiveDate: '2026-08-01T00:00:00Z',
  source: 'price-file',
  attributes: {},
};

/** A resource that is charged for whatever its properties say. */
const AnythingCost = defineCostModel({
  kind: 'Test::Any::Thing',
  pricing: 'https://aws.amazon.com/pricing/',
  properties: z.object({ Parts: z.array(z.object({ Key: z.string(), Size: z.string() })) }),
  prices: { part: { service: 'Test', family: '', key: ['part'], unit: 'GB' } },
  plan: { terraform: [], pulumi: [], properties: {} },
  components: ({ Parts }, { price }) =>
    Parts.map(({ Key, Size }, index) => ({
      name: `part ${index}`,
      price: price('part', Key),
      quantity: Size,
    })),
});

describe('an estimate', () => {
  const part = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'without a price'),
    size: fc.bigInt({ min: 0n, max: 10n ** 13n }),
  });
  const book = fc.array(fc.record({ tiers, currency: fc.constantFrom('USD', 'CNY') }), {
    minLength: 4,
    maxLength: 4,
  });

  test('its total in a currency is the exact sum of its components, and none is lost', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), book, (parts, listed) => {
        const prices: RegionPrices = {
          region: 'eu-west-1',
          fetchedAt: 0,
          prices: new Map(
            listed.map((price, index) => [
              priceKey('Test::Any::Thing', 'part', ['abcd'.charAt(index)]),
              { ...PRICE, ...price },
            ]),
          ),
        };
        const Parts = parts.map(({ key, size }) => ({ Key: key, Size: `${size}e-6` }));
        const result = estimate(AnythingCost, { Parts }, { region: 'eu-west-1', prices });
        const totals = monthlyOf(result);

        expect(result.priced.length + result.unpriced.length).toBe(parts.length);
        expect(result.unpriced.map(({ reason }) => reason)).toEqual(
          parts.filter(({ key }) => key === 'without a price').map(() => 'no-price'),
        );
        for (const currency of ['USD', 'CNY']) {
          const own = result.priced.filter(({ price }) => price.currency === currency);
          const sum = own.reduce((total, { monthly }) => total + monthly, 0n);
          expect(totals.get(currency) ?? 0n).toBe(sum);
        }
        for (const { monthly, quantity: size, price } of result.priced) {
          expect(monthly).toBe(amountOf(size, price.tiers));
          // 730 hours of the rounded hour: at most half a unit of the last digit each.
          const rounding = times(hourlyOf(monthly), decimal(730)) - monthly;
          expect(rounding < 0n ? -rounding : rounding).toBeLessThanOrEqual(365n);
        }
      }),
    );
  });
});
