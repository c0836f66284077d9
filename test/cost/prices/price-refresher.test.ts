import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, decimalText } from '../../../src/cost/money/decimal.ts';
import type { FetchedPrices, PriceFetcher } from '../../../src/cost/prices/fetched-prices.ts';
import { needsFingerprint } from '../../../src/cost/prices/needs-fingerprint.ts';
import { PriceBook, priceKey, type RegionPrices } from '../../../src/cost/prices/price-book.ts';
import {
  PriceRefresher,
  type PriceRefresherOptions,
} from '../../../src/cost/prices/price-refresher.ts';
import type { PriceStore, StoredPrices } from '../../../src/cost/prices/price-store.ts';
import { PriceQueryApi } from '../../../src/cost/prices/query-api.ts';
import { guardPrices } from '../../../src/cost/prices/price-guard.ts';
import { withSpotPrices } from '../../../src/cost/prices/spot-history.ts';
import { spotKey } from '../../../src/cost/prices/spot-price.ts';
import type { Price } from '../../../src/cost/prices/price.ts';
import { VirtualClock } from '../../aws/virtual-clock.ts';
import { NEEDS, productsOf, volumeRow } from './price-rows.ts';
import { ServerError, startPriceServer } from './price-server.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const never = new AbortController().signal;

function price(region: string, amount: string): Price {
  return {
    service: 'AmazonEC2',
    sku: `SKU-${amount}`,
    region,
    usageType: 'EBS:VolumeUsage.gp3',
    unit: 'GB-Mo',
    tiers: [{ from: decimal(0), to: undefined, amount: decimal(amount) }],
    currency: 'USD',
    publicationDate: '2026-08-01T00:00:00Z',
    effectiveDate: '2026-08-01T00:00:00Z',
    source: 'price-list-api',
    attributes: {},
  };
}

/** A table with this many prices, all of one amount. */
function table(region: string, size: number, amount: string, fetchedAt: number): FetchedPrices {
  const prices = new Map(
    Array.from({ length: size }, (_, index) => [
      priceKey('AWS::EC2::Volume', 'storage', [`type${index}`]),
      price(region, amount),
    ]),
  );
  const facts = { source: 'price-list-api', publicationDate: '', rejected: new Map() } as const;
  return { prices: { region, fetchedAt, prices }, facts };
}

/** A source whose answers come one after the other; the last one stays. */
function source(...answers: ((region: string) => Promise<FetchedPrices>)[]): PriceFetcher & {
  readonly calls: readonly string[];
} {
  const calls: string[] = [];
  return {
    title: 'the test source',
    calls,
    fetch: (region) => {
      const answer = answers[Math.min(calls.length, answers.length - 1)];
      calls.push(region);
      if (answer === undefined) throw new Error('no answer');
      return answer(region);
    },
  };
}

class MemoryStore implements PriceStore {
  readonly saved = new Map<string, StoredPrices>();

  load(region: string): Promise<StoredPrices | undefined> {
    return Promise.resolve(this.saved.get(region));
  }

  save(prices: StoredPrices): Promise<void> {
    this.saved.set(prices.prices.region, prices);
    return Promise.resolve();
  }
}

interface Bench {
  readonly book: PriceBook;
  readonly clock: VirtualClock;
  readonly refresher: PriceRefresher;
}

function bench(
  fetchers: readonly PriceFetcher[],
  options: Partial<PriceRefresherOptions> = {},
): Bench {
  const book = new PriceBook();
  const clock = new VirtualClock(NOW);
  const refresher = new PriceRefresher({
    book,
    clock,
    needs: NEEDS,
    random: () => 0,
    fetchers,
    ...options,
  });
  return { book, clock, refresher };
}

function at(clock: VirtualClock, size: number, amount: string) {
  return (region: string) => Promise.resolve(table(region, size, amount, clock.now()));
}

function amountsIn(prices: RegionPrices | undefined): readonly string[] {
  const all = [...(prices?.prices.values() ?? [])];
  return [...new Set(all.map((one) => ('skus' in one ? '' : decimalText(one.tiers[0].amount))))];
}

test('when access is denied for one region, the others refresh, and it keeps its last prices', async () => {
  let isDenied = false;
  let amount = '0.08';
  await using aws = await startPriceServer({
    handlers: {
      GetProducts: (input) => {
        if (isDenied && JSON.stringify(input).includes('eu-west-1'))
          return new ServerError('AccessDeniedException');
        return productsOf([
          volumeRow('eu-west-1', 'EU', 'gp3', amount),
          volumeRow('us-east-1', '', 'gp3', amount),
        ])(input);
      },
    },
  });
  const clock = new VirtualClock(NOW);
  const { clients } = aws;
  const api = new PriceQueryApi({ needs: NEEDS, clients, now: clock.now });
  const { book, refresher } = bench([api], { clock });
  await refresher.refresh(['eu-west-1', 'us-east-1'], never);
  isDenied = true;
  amount = '0.09';
  await clock.run(clock.sleep(25 * HOUR));

  const [ireland, virginia] = await refresher.refresh(['eu-west-1', 'us-east-1'], never);

  expect(virginia).toMatchObject({ state: 'current', ageMs: 0, failures: 0, problem: undefined });
  expect(amountsIn(book.region('us-east-1'))).toEqual(['0.09']);
  expect(ireland).toMatchObject({ state: 'kept', ageMs: 25 * HOUR, failures: 1 });
  expect(ireland?.problem).toMatchObject({
    code: 'price-refresh',
    region: 'eu-west-1',
    ageMs: 25 * HOUR,
    message: expect.stringContaining('25 h old'),
    remedy: expect.stringContaining('pricing:GetProducts'),
  });
  expect(amountsIn(book.region('eu-west-1'))).toEqual(['0.08']);
  await clock.run(clock.sleep(HOUR));
  expect(refresher.status('eu-west-1')?.ageMs).toBe(26 * HOUR);
});

test('a failure of the Price List API names source and region once', async () => {
  await using server = await startPriceServer({
    handlers: { GetProducts: () => new ServerError('AccessDeniedException') },
  });
  const { clients } = server;
  const api = new PriceQueryApi({ needs: NEEDS, clients, now: () => NOW });
  const files: PriceFetcher = {
    title: 'the bulk price files',
    fetch: () => Promise.reject(new Error('no route')),
  };
  const { refresher } = bench([api, files]);

  const [status] = await refresher.refresh(['eu-west-1'], never);

  expect(status?.problem?.message).toBe(
    'could not refresh the prices of eu-west-1 (it has no prices yet): the Price List API: ' +
      'AccessDeniedException for a test; the bulk price files: no route',
  );
});

test('when the first refresh fails, a later one succeeds without a restart', async () => {
  const clock = new VirtualClock(NOW);
  const failing = source(() => Promise.reject(new Error('no route')), at(clock, 3, '0.08'));
  const { book, refresher } = bench([failing], { clock });

  const [first] = await refresher.refresh(['eu-west-1'], never);
  const [tooSoon] = await refresher.refresh(['eu-west-1'], never);
  await clock.run(clock.sleep(MINUTE));
  const [second] = await refresher.refresh(['eu-west-1'], never);

  expect(first).toMatchObject({ state: 'missing', ageMs: undefined, failures: 1 });
  expect(first?.problem?.message).toBe(
    'could not refresh the prices of eu-west-1 (it has no prices yet): the test source: no route',
  );
  expect(tooSoon).toMatchObject({ state: 'missing', failures: 1 });
  expect(second).toMatchObject({ state: 'current', prices: 3, failures: 0, problem: undefined });
  expect(failing.calls).toHaveLength(2);
  expect(amountsIn(book.region('eu-west-1'))).toEqual(['0.08']);
});

test('the loop retries with growing waits, and refreshes before the maximum age', async () => {
  const clock = new VirtualClock(NOW);
  const times: number[] = [];
  const flaky: PriceFetcher = {
    title: 'the test source',
    fetch: (region) => {
      times.push(clock.now() - NOW);
      if (times.length < 8) return Promise.reject(new Error('no route'));
      return Promise.resolve(table(region, 3, '0.08', clock.now()));
    },
  };
  const { refresher } = bench([flaky], { clock, random: () => 1 });
  const stop = new AbortController();

  const running = refresher.run(() => ['eu-west-1'], stop.signal);
  const stopped = clock.sleep(40 * HOUR).then(() => {
    stop.abort(new Error('stopped'));
  });
  await clock.run(Promise.allSettled([running, stopped]));

  await expect(running).rejects.toThrow('stopped');
  const waits = times.map((time, index) => (time - (times[index - 1] ?? 0)) / MINUTE);
  expect(waits).toEqual([0, 1, 2, 4, 8, 16, 30, 30, 0.9 * 24 * 60]);
});

test('prices older than the maximum age are refreshed; a refresh that fails keeps them', async () => {
  const clock = new VirtualClock(NOW);
  const fetcher = source(at(clock, 3, '0.08'), at(clock, 3, '0.09'), () =>
    Promise.reject(new Error('no route')),
  );
  const { book, refresher } = bench([fetcher], { clock, maxAgeMs: HOUR });
  const ages: (number | undefined)[] = [];
  for (const wait of [0, 30 * MINUTE, 30 * MINUTE, 2 * HOUR]) {
    await clock.run(clock.sleep(wait));
    const [status] = await refresher.refresh(['eu-west-1'], never);
    ages.push(status?.ageMs);
  }

  expect(ages).toEqual([0, 30 * MINUTE, 0, 2 * HOUR]);
  expect(fetcher.calls).toHaveLength(3);
  expect(amountsIn(book.region('eu-west-1'))).toEqual(['0.09']);
  expect(refresher.status('eu-west-1')).toMatchObject({ state: 'kept', failures: 1 });
});

test('a thousand concurrent readers see whole old or whole new prices', async () => {
  const rows = (amount: string) =>
    Array.from({ length: 60 }, (_, index) => volumeRow('eu-west-1', 'EU', `type${index}`, amount));
  let round = 0;
  await using aws = await startPriceServer({
    handlers: { GetProducts: (input) => productsOf(rows(`0.${round + 1}`))(input) },
  });
  const clock = new VirtualClock(NOW);
  const { clients } = aws;
  const api = new PriceQueryApi({ needs: NEEDS, clients, now: clock.now });
  const { book, refresher } = bench([api], { clock, maxAgeMs: 1 });
  await refresher.refresh(['eu-west-1'], never);
  const seen = new Set<string>();
  const state = { isDone: false };
  const reader = async (): Promise<void> => {
    while (!state.isDone) {
      const prices = book.region('eu-west-1');
      await new Promise((resolve) => setTimeout(resolve, 40)); // it holds them while they are replaced
      seen.add(`${prices?.prices.size}: ${amountsIn(prices).join(', ')}`);
    }
  };
  const readers = Array.from({ length: 1_000 }, reader);

  for (round = 1; round <= 3; round += 1) {
    await clock.run(clock.sleep(MINUTE));
    await refresher.refresh(['eu-west-1'], never);
    // Readers that hold the former prices meet the next refresh; on a slow machine, some must read these first.
    while (!seen.has(`60: 0.${round + 1}`)) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  state.isDone = true;
  await Promise.all(readers);

  expect([...seen].sort()).toEqual(['60: 0.1', '60: 0.2', '60: 0.3', '60: 0.4']);
});

test('two refreshes of one region never run at once', async () => {
  const clock = new VirtualClock(NOW);
  const slow = source(async (region) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return table(region, 3, '0.08', clock.now());
  });
  const { refresher } = bench([slow], { clock });
  const ask = () => refresher.refresh(['eu-west-1'], never);

  const all = await Promise.all([ask(), ask(), ask()]);

  expect(slow.calls).toEqual(['eu-west-1']);
  expect(all.flat().map(({ state }) => state)).toEqual(['current', 'current', 'current']);
});

test('a caller that stops takes no other with it', async () => {
  const clock = new VirtualClock(NOW);
  const stop = new AbortController();
  let calls = 0;
  const patient: PriceFetcher = {
    title: 'the test source',
    fetch: (region, signal) => {
      calls += 1;
      if (calls > 1) return Promise.resolve(table(region, 3, '0.08', clock.now()));
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    },
  };
  const { refresher } = bench([patient], { clock });

  const stopping = refresher.refresh(['eu-west-1'], stop.signal);
  const staying = refresher.refresh(['eu-west-1'], never);
  await new Promise(setImmediate);
  expect(calls).toBe(1);
  stop.abort(new Error('stopped'));

  await expect(stopping).rejects.toThrow('stopped');
  expect(await staying).toMatchObject([{ state: 'current', prices: 3 }]);
});

test('at most so many regions are refreshed at once', async () => {
  const clock = new VirtualClock(NOW);
  let running = 0;
  let most = 0;
  const counting = source(async (region) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    return table(region, 1, '0.08', clock.now());
  });
  const { refresher } = bench([counting], { clock, concurrency: 3 });
  const regions = Array.from({ length: 30 }, (_, index) => `eu-test-${index}`);

  const statuses = await refresher.refresh(regions, never);

  expect(most).toBe(3);
  expect(statuses.map(({ region }) => region)).toEqual(regions);
});

test('a price file comes first, then the store, then the sources in their order', async () => {
  const clock = new VirtualClock(NOW);
  const store = new MemoryStore();
  const needs = needsFingerprint(NEEDS);
  await store.save({ ...table('us-east-1', 3, '0.2', NOW - HOUR), needs });
  await store.save({ ...table('us-west-1', 3, '0.2', NOW - 25 * HOUR), needs });
  await store.save({ ...table('us-west-2', 3, '0.2', NOW - HOUR), needs: 'of another version' });
  await store.save({ ...table('eu-west-2', 3, '0.2', NOW + HOUR), needs });
  const query = source(() => Promise.reject(new Error('denied')));
  const bulk = source(at(clock, 3, '0.4'));
  const { book, refresher } = bench([query, bulk], {
    clock,
    store,
    file: new Map([['eu-west-1', table('eu-west-1', 3, '0.1', 0)]]),
  });

  const regions = ['eu-west-1', 'us-east-1', 'us-west-1', 'us-west-2', 'eu-west-2'];
  const statuses = await refresher.refresh(regions, never);

  expect(regions.map((region) => amountsIn(book.region(region))[0])).toEqual([
    '0.1', // the file is never too old
    '0.2', // the store, an hour old
    '0.4', // stored too long ago
    '0.4', // selected for other models
    '0.4', // stored in the future
  ]);
  expect(statuses.map(({ state }) => state)).toEqual(regions.map(() => 'current'));
  expect(query.calls).toEqual(['us-west-1', 'us-west-2', 'eu-west-2']);
  expect(store.saved.get('us-west-2')).toMatchObject({ needs, prices: { fetchedAt: NOW } });
  expect(store.saved.has('eu-west-1')).toBe(false);
});

test('a store that fails costs the stored prices only, and shows', async () => {
  const clock = new VirtualClock(NOW);
  const broken: PriceStore = {
    load: () => Promise.reject(new Error('disk I/O error')),
    save: () => Promise.reject(new Error('disk full')),
  };
  const { refresher } = bench([source(at(clock, 3, '0.08'))], { clock, store: broken });

  const [status] = await refresher.refresh(['eu-west-1'], never);

  expect(status).toMatchObject({ state: 'current', prices: 3, problem: { message: 'disk full' } });
});

test('a table that lost too much is refused, with its counts', async () => {
  const clock = new VirtualClock(NOW);
  const fetcher = source(at(clock, 100, '0.1'), at(clock, 79, '0.2'), at(clock, 80, '0.3'));
  const { book, refresher } = bench([fetcher], { clock, maxAgeMs: HOUR });
  await refresher.refresh(['eu-west-1'], never);

  await clock.run(clock.sleep(HOUR));
  const [refused] = await refresher.refresh(['eu-west-1'], never);
  const after = amountsIn(book.region('eu-west-1'));
  await clock.run(clock.sleep(HOUR));
  const [taken] = await refresher.refresh(['eu-west-1'], never);

  expect(refused?.problem?.message).toContain(
    'refused the prices of eu-west-1: 21 of the last 100 prices are missing among the new 79, and at most 20 % may be',
  );
  expect(after).toEqual(['0.1']);
  expect(taken).toMatchObject({ state: 'current', prices: 80, problem: undefined });
});

test('an empty table is refused, even as the first', async () => {
  const clock = new VirtualClock(NOW);
  const { refresher } = bench([source(at(clock, 0, '0.1'))], { clock });

  const [status] = await refresher.refresh(['eu-west-1'], never);

  expect(status).toMatchObject({ state: 'missing', prices: 0 });
  expect(status?.problem?.message).toContain('0 prices, but at least 1 are expected');
});

test('keys with two rows are reported with both SKUs', async () => {
  const clock = new VirtualClock(NOW);
  const key = priceKey('AWS::EC2::Volume', 'storage', ['gp3']);
  const { refresher } = bench(
    [
      source((region) => {
        const { prices, facts } = table(region, 3, '0.1', clock.now());
        const twice = new Map([...prices.prices, [key, { skus: ['A', 'B'] as const }] as const]);
        return Promise.resolve({ prices: { ...prices, prices: twice }, facts });
      }),
    ],
    { clock },
  );

  const [status] = await refresher.refresh(['eu-west-1'], never);

  expect(status?.ambiguous).toEqual([
    { key: ['AWS::EC2::Volume', 'storage', 'gp3'], skus: ['A', 'B'] },
  ]);
});

test('a source that never answers is given up, and the next one is asked', async () => {
  const clock = new VirtualClock(NOW);
  const deaf: PriceFetcher = {
    title: 'the deaf source',
    fetch: () => new Promise(() => undefined),
  };
  const { refresher } = bench([deaf, source(at(clock, 3, '0.4'))], { clock, timeoutMs: 20 });
  const alone = bench([deaf], { clock, timeoutMs: 20 });

  const [status] = await refresher.refresh(['eu-west-1'], never);
  const [given] = await alone.refresher.refresh(['eu-west-1'], never);

  expect(status).toMatchObject({ state: 'current', prices: 3 });
  expect(given?.problem?.message).toContain('the deaf source: no complete answer within 0.02 s');
});

test('spot prices survive a refresh of the price list', async () => {
  const clock = new VirtualClock(NOW);
  const { book, refresher } = bench([source(at(clock, 3, '0.1'), at(clock, 3, '0.2'))], { clock });
  await refresher.refresh(['eu-west-1'], never);
  const key = spotKey({ zone: 'eu-west-1a', type: 'm5.large', product: 'Linux/UNIX' });
  const before = book.region('eu-west-1');
  if (before !== undefined) {
    book.replace(withSpotPrices(before, new Map([[key, price('eu-west-1', '0.03')]])));
  }

  await clock.run(clock.sleep(25 * HOUR));
  await refresher.refresh(['eu-west-1'], never);

  expect(amountsIn(book.region('eu-west-1')).toSorted()).toEqual(['0.03', '0.2']);
});

test('the guard refuses exactly what is below its limits', () => {
  const size = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(
      size,
      size,
      size,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (old, kept, added, mostLost) => {
        const last = table('eu-west-1', old, '1', 0).prices;
        const keys = [...last.prices].slice(0, kept);
        const fresh = Array.from(
          { length: added },
          (_, index) =>
            [
              priceKey('AWS::EC2::Volume', 'storage', [`new${index}`]),
              price('eu-west-1', '1'),
            ] as const,
        );
        const next = { ...last, prices: new Map([...keys, ...fresh]) };
        const isRefused = next.prices.size < 5 || old - keys.length > old * mostLost;
        const guard = (): void => {
          guardPrices(next, last, { leastPrices: 5, mostLost });
        };
        if (isRefused) expect(guard).toThrow('refused the prices of eu-west-1');
        else expect(guard).not.toThrow();
      },
    ),
  );
});
