import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CostExample, ExampleRow } from '../../../src/cost/models/cost-example.ts';
import { termsOf } from '../../../src/cost/models/example-prices.ts';
import { allPriceNeeds } from '../../../src/cost/models/price-needs.ts';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import type { AmbiguousPrice } from '../../../src/cost/prices/price-book.ts';
import type { Price } from '../../../src/cost/prices/price.ts';
import { PriceSelection } from '../../../src/cost/prices/price-selection.ts';

const PUBLISHED = '2026-08-01T00:00:00Z';
const NEEDS = await allPriceNeeds();

/** A row of a price list with its SKU. */
interface ListedRow {
  readonly sku: string;
  readonly region: string;
  readonly row: ExampleRow;
}

async function allExamples(): Promise<readonly CostExample[]> {
  const examples: CostExample[] = [];
  for (const { examples: load } of Object.values(COST_MODELS)) examples.push(...(await load()));
  return examples;
}

/** All rows of all examples: those of several examples once. */
const ROWS: readonly ListedRow[] = [
  ...new Map(
    (await allExamples()).flatMap(({ region, rows }) =>
      rows.map((row) => [JSON.stringify([region, row]), { region, row }] as const),
    ),
  ).values(),
].map((listed, index) => ({ sku: `SKU${index}`, ...listed }));
const REGIONS = [...new Set(ROWS.map(({ region }) => region))];

/** What is selected of the rows, in a form without order. */
function selected(rows: readonly ListedRow[], region: string) {
  const selection = new PriceSelection({
    region,
    needs: NEEDS,
    source: 'price-file',
    now: Date.parse(PUBLISHED),
  });
  for (const { sku, row, region: regionCode } of rows) {
    const { service, family, attributes } = row;
    const wanted = selection.want(service, {
      sku,
      productFamily: family,
      attributes: { regionCode, ...attributes },
    });
    const list = { service, publicationDate: PUBLISHED };
    if (wanted !== undefined) selection.add(wanted, termsOf(row, 'USD'), list);
  }
  const entries = [...selection.finish().prices].map(
    ([key, price]): [string, Price | 'ambiguous'] => [
      key,
      isAmbiguous(price) ? 'ambiguous' : price,
    ],
  );
  return { prices: Object.fromEntries(entries), rejected: Object.fromEntries(selection.rejected) };
}

function isAmbiguous(price: Price | AmbiguousPrice): price is AmbiguousPrice {
  return 'skus' in price;
}

describe('the prices that are selected', () => {
  const region = fc.constantFrom(...REGIONS);

  test('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(region, shuffled(ROWS), (name, rows) => {
        expect(selected(rows, name)).toEqual(selected(ROWS, name));
      }),
      { numRuns: 25 },
    );
  });

  test('do not depend on it when rows contradict each other: such a price is ambiguous', () => {
    const twice = fc.subarray([...ROWS], { minLength: 1, maxLength: 20 }).chain((again) => {
      const others = again.map(({ sku, ...listed }) => ({ ...listed, sku: `${sku}-again` }));
      return fc.record({ again: fc.constant(again), rows: shuffled([...ROWS, ...others]) });
    });
    fc.assert(
      fc.property(twice, ({ again, rows }) => {
        const name = again[0]?.region ?? '';
        const before = selected(ROWS, name);
        const after = selected(rows, name);

        expect(after).toEqual(selected([...rows].reverse(), name));
        expect(Object.keys(after.prices).sort()).toEqual(Object.keys(before.prices).sort());
        // A price stays what it was, or is none.
        for (const [key, price] of Object.entries(after.prices)) {
          expect(price === 'ambiguous' ? before.prices[key] : price).toEqual(before.prices[key]);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('are those of one region: rows of others change nothing', () => {
    for (const name of REGIONS) {
      const own = ROWS.filter((row) => row.region === name);
      expect(selected(ROWS, name).prices).toEqual(selected(own, name).prices);
    }
  });
});

function shuffled(rows: readonly ListedRow[]): fc.Arbitrary<ListedRow[]> {
  return fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length });
}
