import { expect, test } from '@jest/globals';
import { spotKey } from '../../../src/cost/prices/spot-price.ts';
import {
  saveSpotPrices,
  withStoredSpotPrices,
} from '../../../src/cost/prices/stored-spot-prices.ts';
import type { RegionPrices } from '../../../src/cost/prices/price-book.ts';
import type { Price } from '../../../src/cost/prices/price.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import { openDuckDb } from '../../helpers/open-duckdb.ts';

const never = new AbortController().signal;
const NOW = Date.parse('2026-11-20T10:00:00Z');
const WEEK_MS = 7 * 86_400_000;
const KEY = spotKey({ zone: 'eu-west-1a', type: 'm6i.large', product: 'Linux/UNIX' });
const PRICE: Price = {
  ...{ service: 'AmazonEC2', sku: '', region: 'eu-west-1', usageType: 'SpotUsage:m6i.large' },
  ...{ unit: 'Hrs', currency: 'USD', source: 'spot-history', attributes: {} },
  tiers: [{ from: decimal(0), to: undefined, amount: decimal('0.0431') }],
  publicationDate: '2026-11-20T08:00:00.000Z',
  effectiveDate: '2026-11-20T08:00:00.000Z',
};

function region(prices: ReadonlyMap<string, Price>): RegionPrices {
  return { region: 'eu-west-1', fetchedAt: NOW, prices };
}

test('spot prices are known after a restart, with their time and source, for a week', async () => {
  await using opened = await openDuckDb();
  const { store } = opened;
  await saveSpotPrices(store, region(new Map([[KEY, PRICE]])), NOW, never);

  const loaded = await withStoredSpotPrices(store, region(new Map()), NOW + WEEK_MS, never);
  const later = await withStoredSpotPrices(store, region(new Map()), NOW + WEEK_MS + 1, never);

  expect(loaded.prices.get(KEY)).toEqual(PRICE);
  expect([...later.prices]).toEqual([]);
});
