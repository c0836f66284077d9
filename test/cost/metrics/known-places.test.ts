import { expect, test } from '@jest/globals';
import { InventoryAges } from '../../../src/app/cost/metrics/inventory-ages.ts';
import { KnownPlaces } from '../../../src/app/cost/metrics/known-places.ts';
import { ServedCostMetrics } from '../../../src/app/cost/metrics/served-cost-metrics.ts';
import { loadSettings } from '../../../src/config/settings.ts';
import { Ledger } from '../../../src/ledger/ledger.ts';
import type { ScopeRecord } from '../../../src/ledger/scope.ts';
import type { Store } from '../../../src/store/store.ts';

const { signal } = new AbortController();
/** The ledger of a run that has ended takes no more scopes. */
const UNUSED: ConstructorParameters<typeof Ledger>[1] = {
  add: () => Promise.resolve(),
};
const ignore = (): void => undefined;

/** A store with scopes that were read. */
function storeOf(
  scopes: readonly (readonly [account: string, region: string])[],
): Pick<Store, 'query'> {
  return {
    query: (sql) =>
      Promise.resolve({
        columns: [],
        // eslint-disable-next-line @typescript-eslint/require-await -- all at once
        async *rows() {
          const read = sql.includes('kind,') ? ['AWS::EC2::Volume', '2026-11-22T10:00:00Z'] : [];
          yield scopes.map((row) => [...row, ...read]);
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

test('serve drops an account that has left with the run that no longer lists it', async () => {
  const metrics = ServedCostMetrics.of({
    settings: loadSettings({
      env: { LONGSHORE_STORE: 'duckdb', LONGSHORE_COST: 'true', LONGSHORE_COST_METRICS: 'EC2' },
    }),
    ...{ signal, observer: ignore, onBuilt: ignore, onScope: ignore, onRunEnded: ignore },
    ...{ onPaid: ignore, onS3Failed: ignore, logger: { warn: ignore, debug: ignore } },
  });
  const accounts = (): readonly string[] =>
    [...(metrics?.inventory() ?? [])].map(({ account }) => account);
  await metrics?.regions(
    storeOf([
      ['1', 'eu-west-1'],
      ['2', 'eu-west-1'],
    ]),
    signal,
  );
  const before = accounts();
  const atEnd: (readonly string[])[] = [];

  const sink = metrics?.watching({ event: ignore, finish: () => void atEnd.push(accounts()) });
  await sink?.event({ type: 'scope', record: { ...listed(), kind: 'accounts' } });
  await sink?.event({ type: 'scope', record: { ...listed('eu-west-1'), kind: 'credentials' } });
  await sink?.finish?.({
    ledger: new Ledger(new Date(0), UNUSED),
    confirmGone: () => Promise.resolve([]),
  });

  expect(before).toEqual(['1', '2']);
  expect(atEnd).toEqual([['1']]);
});
