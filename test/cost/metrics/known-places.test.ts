import { expect, test } from '@jest/globals';
import { InventoryAges } from '../../../src/app/cost/inventory-ages.ts';
import { KnownPlaces } from '../../../src/app/cost/known-places.ts';
import type { ScopeRecord } from '../../../src/ledger/scope.ts';
import type { Store } from '../../../src/store/store.ts';

const { signal } = new AbortController();

/** A store with scopes that were read. */
function storeOf(
  scopes: readonly (readonly [account: string, region: string])[],
): Pick<Store, 'query'> {
  return {
    query: () =>
      Promise.resolve({
        columns: [],
        // eslint-disable-next-line @typescript-eslint/require-await -- all at once
        async *rows() {
          yield scopes.map((row) => [...row]);
          return { isCut: false };
        },
      }),
  };
}

/** The regions of an account. */
function listed(...regions: readonly string[]): ScopeRecord {
  return {
    ...{ kind: 'regions', accountId: '1', region: 'global', outcome: 'complete', gaps: [] },
    ...{ resources: 1, incompleteResources: 0, pages: 1, calls: 1, retries: 0, throttles: 0 },
    ...{ durationMs: 1, regions },
  };
}

test('a region that a later run has stored is found, as in serve', async () => {
  const places = new KnownPlaces();
  await places.load(storeOf([['1', 'eu-west-1']]), signal);
  await places.load(
    storeOf([
      ['1', 'eu-west-1'],
      ['1', 'us-east-1'],
    ]),
    signal,
  );

  expect(places.all).toEqual([{ account: '1', regions: ['eu-west-1', 'us-east-1'] }]);
});

test('regions that a run has listed count more than those of the store', async () => {
  const places = new KnownPlaces();
  await places.sink().event({ type: 'scope', record: listed('us-west-2') });
  await places.load(storeOf([['1', 'eu-west-1']]), signal);

  expect(places.regions).toEqual(['us-west-2']);
});

test('a region that is no longer enabled has no age, and its resources stay', async () => {
  const places = new KnownPlaces();
  const ages = new InventoryAges(['AWS::EC2::Volume'], places);
  const sink = places.sink();
  for (const region of ['eu-west-1', 'us-west-2', 'global']) {
    ages.scope({ ...listed(), kind: 'AWS::EC2::Volume', region }, 1);
  }
  await sink.event({ type: 'scope', record: listed('eu-west-1', 'us-west-2') });
  const before = [...ages.all()].map(({ region }) => region);

  await sink.event({ type: 'scope', record: listed('us-west-2') });

  expect(before).toEqual(['eu-west-1', 'us-west-2', 'global']);
  expect([...ages.all()].map(({ region }) => region)).toEqual(['us-west-2', 'global']);
  expect(places.has('1', 'eu-west-1')).toBe(true);
});
