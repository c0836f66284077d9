import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, decimalText } from '../../../src/cost/money/decimal.ts';
import { needsFingerprint } from '../../../src/cost/prices/needs-fingerprint.ts';
import { PRICE_UNITS } from '../../../src/cost/prices/price-unit.ts';
import { lookUp, priceKey, type AmbiguousPrice } from '../../../src/cost/prices/price-book.ts';
import type { Price } from '../../../src/cost/prices/price.ts';
import type { StoredPrices } from '../../../src/cost/prices/price-store.ts';
import { SpendCap, SpendCapError } from '../../../src/cost/prices/paid-calls.ts';
import type { NeedsByKind } from '../../../src/cost/prices/price-selection.ts';
import { StoredPaidCalls } from '../../../src/cost/prices/stored-paid-calls.ts';
import { StoredPriceBook } from '../../../src/cost/prices/stored-prices.ts';
import { PRICES } from '../../../src/store/cost-tables.ts';
import { DuckDbStore } from '../../../src/store/duckdb/duckdb-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { ask } from '../../store/store-conformance.ts';
import { NEEDS, VOLUME_NEEDS } from './price-rows.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const never = new AbortController().signal;

let folder = '';
let store: Store;

async function open(): Promise<Store> {
  return DuckDbStore.open({
    file: path.join(folder, 'store.duckdb'),
    memoryMb: 200,
    threads: 1,
    spillMb: 100,
    readOnly: false,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-prices-'));
  store = await open();
});

afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const day = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().replace('.000Z', 'Z'));
/** Up to 12 digits after the point, as AWS's prices. */
const amount = fc.bigInt({ min: 0n, max: 10n ** 20n }).map((units) => decimal(`${units}e-12`));
const text = fc.string({ unit: 'grapheme-ascii', maxLength: 10 });
/** Attributes are read as records, which take no `__proto__`. */
const attribute = text.filter((name) => name !== '__proto__');
const price: fc.Arbitrary<Price> = fc
  .record({
    service: text,
    sku: fc.uuid(),
    region: fc.constant('eu-west-1'),
    usageType: text,
    unit: fc.constantFrom(...PRICE_UNITS),
    bounds: fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 3 }),
    amounts: fc.array(amount, { minLength: 4, maxLength: 4 }),
    currency: fc.constantFrom('USD', 'CNY'),
    publicationDate: fc.oneof(day, fc.constant('')),
    effectiveDate: day,
    source: fc.constantFrom('price-list-api', 'bulk-file'),
    attributes: fc.dictionary(attribute, text, { noNullPrototype: true }),
  })
  .map(({ bounds, amounts, ...rest }) => {
    const starts = [0, ...bounds.toSorted((one, other) => one - other)].map((one) => decimal(one));
    const tiers = starts.map((from, index) => ({
      from,
      to: starts[index + 1],
      amount: amounts[index] ?? decimal(0),
    }));
    const [first, ...others] = tiers;
    if (first === undefined) throw new Error('no tier');
    return { ...rest, tiers: [first, ...others] };
  });
const ambiguous: fc.Arbitrary<AmbiguousPrice> = fc.record({
  skus: fc.tuple(fc.uuid(), fc.uuid()),
});
const key = fc
  .tuple(text, text, fc.array(text, { maxLength: 3 }))
  .map(([kind, name, values]) => priceKey(kind, name, values));
const stored: fc.Arbitrary<StoredPrices> = fc
  .record({
    prices: fc.dictionary(key, fc.oneof({ weight: 9, arbitrary: price }, ambiguous), {
      noNullPrototype: true,
    }),
    fetchedAt: fc.integer({ min: 0, max: NOW }),
    rejected: fc.dictionary(fc.constantFrom('no-on-demand', 'broken-entry'), fc.nat(), {
      noNullPrototype: true,
    }),
    needs: fc.string({ unit: 'grapheme-ascii' }),
  })
  .map(({ prices, fetchedAt, rejected, needs }) => ({
    prices: { region: 'eu-west-1', fetchedAt, prices: new Map(Object.entries(prices)) },
    facts: {
      source: 'price-list-api',
      publicationDate: '2026-08-01T00:00:00Z',
      rejected: new Map(Object.entries(rejected)),
    },
    needs,
  }));

test('prices come back from the store as they were, and only those saved last', async () => {
  const book = new StoredPriceBook(store, NEEDS);
  await fc.assert(
    fc.asyncProperty(stored, async (saved) => {
      await book.save(saved, never);
      expect(await book.load('eu-west-1', never)).toMatchObject(saved);
    }),
    { numRuns: 25 },
  );
});

/** A region's prices, all of one amount. */
function table(region: string, size: number, of: string, fetchedAt = NOW): StoredPrices {
  const one: Price = {
    service: 'AmazonEC2',
    sku: 'SKU',
    region,
    usageType: 'EBS:VolumeUsage.gp3',
    unit: 'GB-Mo',
    tiers: [{ from: decimal(0), to: undefined, amount: decimal(of) }],
    currency: 'USD',
    publicationDate: '2026-08-01T00:00:00Z',
    effectiveDate: '2026-08-01T00:00:00Z',
    source: 'price-list-api',
    attributes: {},
  };
  const prices = new Map<string, Price | AmbiguousPrice>(
    Array.from({ length: size }, (_, index) => [
      priceKey('AWS::EC2::Volume', 'storage', [`type${index}`]),
      one,
    ]),
  );
  const facts = { source: 'price-list-api', publicationDate: '', rejected: new Map() } as const;
  return { prices: { region, fetchedAt, prices }, facts, needs: needsFingerprint(NEEDS) };
}

test('regions are apart, outlive the process, and can be queried', async () => {
  const saved = table('us-east-1', 2_500, '0.08');
  const twice = priceKey('AWS::EC2::Volume', 'storage', ['gp3']);
  const prices = new Map([...saved.prices.prices, [twice, { skus: ['A', 'B'] }] as const]);
  const withTwo = { ...saved, prices: { ...saved.prices, prices } };
  await new StoredPriceBook(store, NEEDS).save(withTwo, never);
  await new StoredPriceBook(store, NEEDS).save(table('us-west-1', 1, '0.09'), never);
  await store[Symbol.asyncDispose]();
  store = await open();
  const book = new StoredPriceBook(store, NEEDS);

  expect(await book.load('us-east-1', never)).toEqual(withTwo);
  expect(await book.load('us-west-1', never)).toEqual(table('us-west-1', 1, '0.09'));
  expect(await book.load('us-west-2', never)).toBeUndefined();
  expect(await book.load("x' or 1=1 --", never)).toBeUndefined();
  const books = "select region, prices, ambiguous from price_books where region like 'us-%'";
  expect(await ask(store, `${books} order by region`)).toEqual([
    ['us-east-1', 2_500, 1],
    ['us-west-1', 1, 0],
  ]);
  const problems = 'select service, unit, sku, problem from prices where problem is not null';
  expect(await ask(store, `${problems} and region = 'us-east-1'`)).toEqual([
    ['AmazonEC2', 'GB-Mo', 'A', 'two rows: A and B'],
  ]);
});

test('prices of other needs are used; a price that was not asked for may still be listed', async () => {
  const { storage } = VOLUME_NEEDS;
  const before: NeedsByKind = new Map([['AWS::EC2::Volume', { storage }]]);
  const saved = { ...table('eu-west-3', 2, '0.08'), needs: needsFingerprint(before) };
  await new StoredPriceBook(store, NEEDS).save(saved, never);

  const of = async (needs: NeedsByKind, name: 'storage' | 'iops', ...values: string[]) => {
    const found = await new StoredPriceBook(store, needs).load('eu-west-3', never);
    const need = VOLUME_NEEDS[name];
    const price = lookUp(found?.prices, { kind: 'AWS::EC2::Volume', name, need, values });
    return 'reason' in price ? price.reason : price.sku;
  };

  expect(await of(NEEDS, 'storage', 'type0')).toBe('SKU');
  expect(await of(NEEDS, 'storage', 'type9')).toBe('no-price');
  expect(await of(NEEDS, 'iops')).toBe('no-price-book');
  expect(await of(before, 'iops')).toBe('no-price');
});

test('prices whose saving was interrupted are not loaded', async () => {
  const book = new StoredPriceBook(store, NEEDS);
  await book.save(table('eu-west-2', 5, '0.08', NOW - 1), never);
  const later = table('eu-west-2', 9, '0.09', NOW);
  const replacePart: Store['replacePart'] = (changed, ...rest) =>
    changed.name === PRICES.name
      ? store.replacePart(changed, ...rest)
      : Promise.reject(new Error('killed'));
  const halted = Object.create(store, { replacePart: { value: replacePart } }) as Store;

  await expect(new StoredPriceBook(halted, NEEDS).save(later, never)).rejects.toThrow('killed');

  expect(await book.load('eu-west-2', never)).toBeUndefined();
  await book.save(later, never);
  expect(await book.load('eu-west-2', never)).toEqual(later);
});

test('the record of paid calls outlives the process, and holds the cap', async () => {
  let now = Date.parse('2026-10-31T23:59:59.999Z');
  const call = {
    service: 'ce',
    operation: 'GetCostAndUsage',
    requests: 1,
    amount: decimal('0.01'),
    currency: 'USD',
    purpose: 'S3 rates',
  };
  const cap = () =>
    new SpendCap({
      calls: new StoredPaidCalls(store, never),
      monthlyCap: decimal('0.02'),
      now: () => now,
    });
  await cap().pay(call);
  await cap().pay(call);
  await expect(cap().pay(call)).rejects.toThrow(SpendCapError);
  now += 1; // November

  await cap().pay(call);
  await store[Symbol.asyncDispose]();
  store = await open();
  await cap().pay(call);

  await expect(cap().pay(call)).rejects.toThrow('0.02 of the 0.02 USD');
  const spent = await new StoredPaidCalls(store, never).spent(0);
  expect(decimalText(spent)).toBe('0.04');
});
