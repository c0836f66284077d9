import { expect, test } from '@jest/globals';
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
  const record: ScopeRecord = {
    ...{ kind: 'regions', accountId: '1', region: 'global', outcome: 'complete', gaps: [] },
    ...{ resources: 1, incompleteResources: 0, pages: 1, calls: 1, retries: 0, throttles: 0 },
    ...{ durationMs: 1, regions: ['us-west-2'] },
  };
  await places.sink().event({ type: 'scope', record });
  await places.load(storeOf([['1', 'eu-west-1']]), signal);

  expect(places.regions).toEqual(['us-west-2']);
});
