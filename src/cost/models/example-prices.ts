import { decimal } from '../money/decimal.ts';
import type { AmbiguousPrice, RegionPrices } from '../prices/price-book.ts';
import { PriceSelection } from '../prices/price-selection.ts';
import type { OnDemandTerms } from '../prices/product.ts';
import type { Price } from '../prices/price.ts';
import { capacityBlockKey } from '../prices/capacity-block-price.ts';
import { spotKey } from '../prices/spot-price.ts';
import type { CostExample, ExampleRow } from './cost-example.ts';
import type { CostModel } from './define-cost-model.ts';

type Dimension = OnDemandTerms[string]['priceDimensions'][string];

const PUBLISHED = '2026-08-01T00:00:00Z';

/** The prices of an example, selected from its rows as from AWS's own. */
export function examplePrices(model: CostModel, example: CostExample): RegionPrices {
  const { region, rows, currency = 'USD', spot = [], capacityBlocks = [] } = example;
  const selection = new PriceSelection({
    region,
    needs: new Map([[model.kind, model.prices]]),
    source: 'price-file',
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
    if (wanted !== undefined) selection.add(wanted, termsOf(row, currency), list);
  }
  const selected = selection.finish();
  const prices = new Map<string, Price | AmbiguousPrice>(selected.prices);
  for (const [zone, type, product, amount] of spot) {
    const price = { usageType: `SpotUsage:${type}`, amount, source: 'spot-history' } as const;
    prices.set(spotKey({ zone, type, product }), hourlyPrice(price, example));
  }
  for (const [id, amount] of capacityBlocks) {
    const price = { usageType: 'CapacityBlockFee', amount, source: 'cost-explorer' } as const;
    prices.set(capacityBlockKey(id), hourlyPrice(price, example));
  }
  return { ...selected, prices };
}

/** A price that no price list has. */
function hourlyPrice(
  { amount, ...price }: Pick<Price, 'usageType' | 'source'> & { readonly amount: string },
  { region, currency = 'USD' }: CostExample,
): Price {
  return {
    service: 'AmazonEC2',
    sku: '',
    region,
    unit: 'Hrs',
    tiers: [{ from: decimal(0), to: undefined, amount: decimal(amount) }],
    currency,
    publicationDate: PUBLISHED,
    effectiveDate: PUBLISHED,
    attributes: {},
    ...price,
  };
}

/** The terms as AWS writes them. */
export function termsOf({ unit, price }: ExampleRow, currency: string): OnDemandTerms {
  const tiers = typeof price === 'string' ? [['0', price] as const] : price;
  const dimensions = tiers.map(([beginRange, amount], index): [string, Dimension] => [
    `tier${index}`,
    {
      unit,
      beginRange,
      endRange: tiers[index + 1]?.[0] ?? 'Inf',
      pricePerUnit: { [currency]: amount },
    },
  ]);
  return {
    offer: { effectiveDate: PUBLISHED, priceDimensions: Object.fromEntries(dimensions) },
  };
}
