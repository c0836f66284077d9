import { expect, test } from '@jest/globals';
import type { PriceNeeds } from '../../../src/cost/prices/price-need.ts';
import { priceKey } from '../../../src/cost/prices/price-book.ts';
import { selectedPrices } from '../models/selected-prices.ts';

const NEEDS: PriceNeeds = {
  storage: {
    service: 'AmazonS3',
    family: ['Storage', ''],
    usageType: 'TimedStorage-ByteHrs',
    where: { operation: '' },
    key: [],
    unit: 'GB-Mo',
  },
};

function skuOf(rows: readonly { family: string; operation?: string }[]): unknown {
  const { prices } = selectedPrices(
    'kind',
    NEEDS,
    'us-east-1',
    rows.map(({ family, operation }) => ({
      service: 'AmazonS3',
      family,
      attributes: {
        usagetype: 'TimedStorage-ByteHrs',
        ...(operation !== undefined && { operation }),
      },
      unit: 'GB-Mo',
      price: '0.023',
    })),
  );
  const price = prices.get(priceKey('kind', 'storage', []));
  return price === undefined || 'skus' in price ? price : price.sku;
}

test('an empty text matches an empty attribute and a missing one: CSV files cannot tell them apart', () => {
  expect(skuOf([{ family: 'Storage', operation: '' }])).toBe('SKU0');
  expect(skuOf([{ family: '' }])).toBe('SKU0');
});

test('it matches no other value', () => {
  expect(skuOf([{ family: 'Storage', operation: 'PutObject' }])).toBeUndefined();
});

test('the empty one and the missing one are two rows for one price', () => {
  expect(skuOf([{ family: 'Storage', operation: '' }, { family: '' }])).toEqual({
    skus: ['SKU0', 'SKU1'],
  });
});
