import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore } from '../../src/app/store/open-store.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { loadCostModels } from '../../src/app/cost/cost-models.ts';
import { priceKey } from '../../src/cost/prices/price-book.ts';
import { StoredPriceBook } from '../../src/cost/prices/stored-prices.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';

const VOLUME = 'AWS::EC2::Volume';
const REGION = 'us-east-1';
const TWO_DAYS_MS = 2 * 24 * 3_600_000;
const never = new AbortController().signal;
let world: CatalogWorld;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      ...{ seed: 'refused', accounts: 1, regions: [REGION], usedRegions: 1, [VOLUME]: 1 },
    },
  });
  world.sandbox.setFaults([{ type: 'deny', service: 'pricing' }]); // the public files are faster
  await world.run(['resync', '--sink', 'store', '--kinds', VOLUME]);
  await world.run(['cost', 'resources']);
  await storeOlderPrices();
});
afterAll(() => world[Symbol.asyncDispose]());

/** The stored prices become two days old, and twice as many as AWS has now. */
async function storeOlderPrices(): Promise<void> {
  const { needs } = await loadCostModels();
  await using store = await openStore(loadSettings({ env: world.env }), world.folder);
  const book = new StoredPriceBook(store, needs);
  const stored = await book.load(REGION, never);
  if (stored === undefined) throw new Error('no prices were stored');
  const { prices, fetchedAt } = stored.prices;
  const gone = Array.from(
    prices.values(),
    (price, n) => [priceKey(VOLUME, 'gone', [String(n)]), price] as const,
  );
  await book.save(
    {
      ...stored,
      prices: {
        ...stored.prices,
        fetchedAt: fetchedAt - TWO_DAYS_MS,
        prices: new Map([...prices, ...gone]),
      },
    },
    never,
  );
}

async function storedPrices(): Promise<string> {
  const sql = `select count(*) as lost from prices where name = 'gone'`;
  const { stdout } = await world.run(['query', sql, '--format', 'csv']);
  return stdout;
}

test('a price list that lost half its prices is refused, until it is accepted', async () => {
  const refused = await world.run(['cost', 'resources']);
  const kept = await storedPrices();
  const accepted = await world.run(['cost', 'resources', '--accept-lost-prices']);
  const replaced = await storedPrices();
  const after = await world.run(['cost', 'resources']);

  expect(refused.exitCode).toBe(0);
  expect(refused.stderr).toMatch(/refused the prices of us-east-1: \d+ of the last \d+ prices/);
  expect(refused.stderr).toMatch(/--accept-lost-prices/);
  expect(kept).not.toBe('lost\r\n0\r\n');
  expect([accepted.exitCode, accepted.stderr]).toEqual([0, '']);
  expect(replaced).toBe('lost\r\n0\r\n');
  expect([after.exitCode, after.stderr]).toEqual([0, '']);
});
