import { termsOf } from '../../src/cost/models/example-prices.ts';
import type { CostModel } from '../../src/cost/models/define-cost-model.ts';
import { COST_MODELS } from '../../src/cost/models/registry.generated.ts';
import type { RegionPrices } from '../../src/cost/prices/price-book.ts';
import { PriceSelection, type NeedsByKind } from '../../src/cost/prices/price-selection.ts';

/** A row of the price list: its family, unit, price and attributes. */
export interface PriceRow {
  readonly service?: string;
  readonly family: string;
  readonly unit?: string;
  readonly price: string;
  readonly currency?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export const NOW = Date.parse('2026-09-01T00:00:00Z');

/** The cost model of a kind. */
export async function costModelOf(kind: string): Promise<CostModel> {
  const loader = COST_MODELS[kind];
  if (loader === undefined) throw new Error(`no cost model of ${kind}`);
  return await loader.model();
}

/** What is selected of rows, and how many were rejected, by reason. */
interface SelectedPrices {
  readonly prices: RegionPrices;
  readonly rejected: ReadonlyMap<string, number>;
}

/** What a cost model selects of rows, each a product of its own. */
export function selectedOf(
  model: CostModel,
  region: string,
  rows: readonly PriceRow[],
): SelectedPrices {
  return selectedFor(new Map([[model.kind, model.prices]]), region, rows);
}

/** What these needs select of rows, each a product of its own. */
export function selectedFor(
  needs: NeedsByKind,
  region: string,
  rows: readonly PriceRow[],
): SelectedPrices {
  const selection = new PriceSelection({ region, needs, source: 'bulk-file', now: NOW });
  for (const [index, row] of rows.entries()) {
    const { service = 'AmazonEC2', family, unit = 'Hrs', price, currency = 'USD' } = row;
    const wanted = selection.want(service, {
      sku: `SKU${index}`,
      productFamily: family,
      attributes: { regionCode: region, locationType: 'AWS Region', ...row.attributes },
    });
    if (wanted === undefined) continue;
    const terms = termsOf({ service, family, attributes: row.attributes, unit, price }, currency);
    selection.add(wanted, terms, { service, publicationDate: '2026-08-01T00:00:00Z' });
  }
  return { prices: selection.finish(), rejected: selection.rejected };
}
