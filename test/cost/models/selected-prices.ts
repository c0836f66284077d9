import type { ExampleRow } from '../../../src/cost/models/cost-example.ts';
import { termsOf } from '../../../src/cost/models/example-prices.ts';
import type { RegionPrices } from '../../../src/cost/prices/price-book.ts';
import type { PriceNeeds } from '../../../src/cost/prices/price-need.ts';
import { PriceSelection, type RejectedRow } from '../../../src/cost/prices/price-selection.ts';

const PUBLISHED = '2026-08-01T00:00:00Z';

/** What a price book gets of these rows, for one kind or rates. */
export function selectedPrices(
  name: string,
  needs: PriceNeeds,
  region: string,
  rows: readonly ExampleRow[],
): RegionPrices & { readonly rejected: ReadonlyMap<RejectedRow, number> } {
  const selection = new PriceSelection({
    region,
    needs: new Map([[name, needs]]),
    source: 'price-list-api',
    now: Date.parse(PUBLISHED),
  });
  for (const [index, row] of rows.entries()) {
    const { service, family, attributes } = row;
    const wanted = selection.want(service, {
      sku: `SKU${index}`,
      productFamily: family,
      attributes: { regionCode: region, ...attributes },
    });
    const list = { service, publicationDate: PUBLISHED };
    if (wanted !== undefined) selection.add(wanted, termsOf(row, 'USD'), list);
  }
  return { ...selection.finish(), rejected: selection.rejected };
}
