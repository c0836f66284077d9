import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KindView } from '../../src/store/kind-view.ts';
import type { QueryLimits, Store } from '../../src/store/store.ts';
import type { StoredTable } from '../../src/store/stored-table.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { Clock, runBoth } from './model-run.ts';
import { modelRuns, sorted, StoreModel, type ModelRow, type ModelRun } from './store-model.ts';

/** A store under test. */
export interface TestedStore extends AsyncDisposable {
  /** Opens it, or opens it again: what was not committed is lost, as when the process was killed. */
  reopen(tables?: readonly StoredTable[]): Promise<Store>;
  /** An empty one. */
  clear(): Promise<Store>;
}

/** The views with which every tested store is opened. */
export const VIEWS: readonly KindView[] = [
  {
    name: 'aws_sqs_queue',
    kind: 'AWS::SQS::Queue',
    title: 'SQS queue',
    columns: [
      { name: 'queue_id', property: 'Id', type: 'text' },
      { name: 'value', property: 'Value', type: 'integer' },
      { name: 'ratio', property: 'Ratio', type: 'number' },
      { name: 'all_tags', property: 'Tags', type: 'json' },
      { name: 'missing', property: 'Missing', type: 'boolean' },
      { name: 'missing_time', property: 'MissingTime', type: 'time' },
    ],
  },
];

export interface StoreSuite {
  readonly open: () => Promise<TestedStore>;
  /** Sequences of runs to try. */
  readonly sequences: number;
  /** A query that takes longer than any limit. */
  readonly endless: string;
  /** A query that needs more memory than there is. */
  readonly memoryHog: string;
  /** Queries that do more than read the store's tables, or are no query. */
  readonly hostile: readonly string[];
}

const LIMITS: QueryLimits = { timeoutMs: 20_000, rows: 10_000 };

/** Every row of a result. */
export async function ask(
  store: Store,
  sql: string,
  limits: Partial<QueryLimits> = {},
): Promise<ModelRow[]> {
  const result = await store.query(sql, { ...LIMITS, ...limits }, new AbortController().signal);
  const rows: ModelRow[] = [];
  for await (const batch of result.rows()) rows.push(...batch);
  return rows;
}

/** What every store must do. */
export function describeStore(name: string, suite: StoreSuite): void {
  describe(name, () => {
    let tested: TestedStore;
    let store: Store;
    beforeEach(async () => {
      tested = await suite.open();
      store = await tested.reopen();
    });
    afterEach(async () => {
      await tested[Symbol.asyncDispose]();
    });

    test('holds what the model holds, after any runs', async () => {
      await fc.assert(
        fc.asyncProperty(modelRuns, async (runs) => {
          store = await tested.clear();
          const model = new StoreModel();
          const clock = new Clock();
          for (const [index, run] of runs.entries()) {
            await runBoth(store, model, { ...run, id: `run-${index}` }, clock);
            if (run.end === 'killed') store = await tested.reopen();
            await expectSame(store, model);
          }
        }),
        { numRuns: suite.sequences },
      );
    });

    test('recognizes many resources', async () => {
      const clock = new Clock();
      const model = new StoreModel();
      const ids = Array.from({ length: 2_500 }, (_, id) => id);
      await runBoth(store, model, { ...oneScope(true, ids), id: 'one' }, clock);
      await runBoth(store, model, { ...oneScope(true, ids.slice(5)), id: 'two' }, clock);

      await expectSame(store, model);
      expect(await ask(store, 'select count(*) from resource_history')).toEqual([[5]]);
    });

    test('shows nothing of a run before its commit', async () => {
      const clock = new Clock();
      const model = new StoreModel();
      await runBoth(store, model, { ...oneScope(false), end: 'killed', id: 'one' }, clock);

      expect(await ask(store, 'select * from resources')).toEqual([]);
      expect(await ask(store, 'select * from scopes')).toEqual([]);
    });

    test('tells what appeared, changed and disappeared', async () => {
      const clock = new Clock();
      const model = new StoreModel();
      await runBoth(store, model, { ...oneScope(true, [1, 2]), id: 'one' }, clock);
      const since = clock.ms;
      await runBoth(store, model, { ...oneScope(true, [2, 3], 5), id: 'two' }, clock);

      const changes = [];
      for await (const { change, id } of store.changesSince(since, new AbortController().signal)) {
        changes.push([change, id]);
      }
      expect(changes).toEqual([
        ['disappeared', 'r1'],
        ['changed', 'r2'],
        ['appeared', 'r3'],
      ]);
    });

    test('compaction removes the history, and nothing else', async () => {
      const clock = new Clock();
      const model = new StoreModel();
      for (const value of [1, 2, 3]) {
        await runBoth(store, model, { ...oneScope(true, [value, 9], value), id: 'run' }, clock);
      }
      const { resources, scopes } = model;

      await store.compact(clock.ms + 1);

      expect(await ask(store, 'select * from resource_history')).toEqual([]);
      const kept = await resourcesOf(store);
      expect(kept).toEqual(resources);
      expect(await scopesOf(store)).toEqual(scopes);
      await runBoth(store, model, { ...oneScope(true, [3], 7), id: 'next' }, clock);
      expect(await resourcesOf(store)).toEqual(model.resources);
    });

    test('values are what JSON can hold, the same in every store', async () => {
      const [row] = await ask(
        store,
        `select cast(7 as bigint) as a, cast(9007199254740993 as bigint) as b, 1.5e0 as c, null as d, true as e,
           cast('2026-11-22' as date) as f, 'text' as g, cast(1.5 as decimal(9, 2)) as h`,
      );

      expect(row?.slice(0, 7)).toEqual([
        7,
        '9007199254740993',
        1.5,
        null,
        true,
        '2026-11-22',
        'text',
      ]);
      expect(Number(row?.[7])).toBe(1.5);
    });

    test('tags are an object, and JSON is text', async () => {
      await runBoth(store, new StoreModel(), { ...oneScope(true), id: 'one' }, new Clock());

      const rows = await ask(
        store,
        "select tags, json_text(properties, '$.Id'), json_text(properties, '$.No') from resources",
      );
      expect(rows).toEqual([[{ team: 't1' }, 'r1', null]]);
    });

    test('json_text gives numbers that are equal as numbers, however they are spelled', async () => {
      const numbers = ['1e+21', '1e-7', '0.000001', '100000', '1e5', '1.5', '-3', '0'];
      const columns = numbers.map(
        (number) => `cast(json_text('{"n":${number}}', '$.n') as double)`,
      );

      expect(await ask(store, `select ${columns.join(', ')}`)).toEqual([numbers.map(Number)]);
    });

    test('json_text finds names in quotes, elements of lists, and documents', async () => {
      const document = '{"a-b":1,"\u00e9":"\u00fc","list":[1,{"c":[true,null]}],"d.e":""}';
      const paths = ['$."a-b"', '$."\u00e9"', '$.list[0]', '$.list[1]', '$.list[9]', '$."d.e"'];
      const columns = paths.map((path) => `json_text('${document}', '${path}')`);

      expect(await ask(store, `select ${columns.join(', ')}`)).toEqual([
        ['1', '\u00fc', '1', '{"c":[true,null]}', null, ''],
      ]);
    });

    test('json_text of a missing document, or a missing value in a column that may be null, is null', async () => {
      const columns = [`json_text(null, '$.n')`, `json_text(nullif('{}', '{}'), '$.n')`];
      const missing = `json_text('{"n":null}', '$.n')`;

      expect(await ask(store, `select ${[...columns, missing].join(', ')}`)).toEqual([
        [null, null, null],
      ]);

      const texts = `select '{"n":"x"}' as c union all select null union all select '{}'`;
      const found = `select c, json_text(c, '$.n') from (${texts}) as t order by 1`;
      expect(await ask(store, found)).toEqual([
        ['{"n":"x"}', 'x'],
        ['{}', null],
        [null, null],
      ]);
    });

    test('has a view for a kind, with its properties as columns', async () => {
      await runBoth(store, new StoreModel(), { ...oneScope(true), id: 'one' }, new Clock());

      expect(
        await ask(
          store,
          'select id, queue_id, value, ratio, all_tags, missing, missing_time from aws_sqs_queue',
        ),
      ).toEqual([['r1', 'r1', 1, null, '{"team":"t1"}', null, null]]);
      store = await tested.reopen();
      expect(await ask(store, 'select count(*) from aws_sqs_queue')).toEqual([[1]]);
    });

    test('a run can begin although the one before it did not end', async () => {
      const clock = new Clock();
      const model = new StoreModel();
      await runBoth(store, model, { ...oneScope(true), end: 'killed', id: 'one' }, clock);
      store = await tested.reopen();
      await runBoth(store, model, { ...oneScope(false, [2]), id: 'two' }, clock);

      await expectSame(store, model);
    });

    test('lists its tables', async () => {
      const tables = await store.tables();

      expect(tables.map(({ name: table }) => table).slice(0, 4)).toEqual([
        'resources',
        'scopes',
        'runs',
        'resource_history',
      ]);
      expect(tables[0]?.columns.map(({ name: column }) => column)).toContain('last_seen');
    });

    test('cuts a result at the row limit', async () => {
      await runBoth(
        store,
        new StoreModel(),
        { ...oneScope(true, [1, 2, 3]), id: 'one' },
        new Clock(),
      );
      const signal = new AbortController().signal;
      const read = async (rows: number): Promise<[number, boolean]> => {
        const result = await store.query('select id from resources', { ...LIMITS, rows }, signal);
        const batches = result.rows();
        for (let count = 0; ;) {
          const next = await batches.next();
          if (next.done === true) return [count, next.value.isCut];
          count += next.value.length;
        }
      };

      expect(await read(2)).toEqual([2, true]);
      expect(await read(3)).toEqual([3, false]);
    });

    test('gives a result as Parquet, up to the row limit', async () => {
      await runBoth(
        store,
        new StoreModel(),
        { ...oneScope(true, [1, 2, 3]), id: 'one' },
        new Clock(),
      );
      const parquet = async (sql: string, rows: number): Promise<Buffer> => {
        const pieces: Uint8Array[] = [];
        const signal = new AbortController().signal;
        for await (const piece of store.parquet(sql, { ...LIMITS, rows }, signal)) {
          pieces.push(piece);
        }
        return Buffer.concat(pieces);
      };

      const file = await parquet('select id, kind from resources;', 3);

      expect([file.subarray(0, 4).toString(), file.subarray(-4).toString()]).toEqual([
        'PAR1',
        'PAR1',
      ]);
      expect(await problemOf(parquet('select id from resources', 2))).toBe('limit');
      expect(await problemOf(parquet('selec', 2))).toBe('query');
      expect(await problemOf(parquet('drop table run_state', 2))).toBe('query');
      expect(await problemOf(parquet('select 1; select 2', 2))).toBe('query');
    });

    test('rejects what does more than read its tables', async () => {
      await runBoth(store, new StoreModel(), { ...oneScope(true), id: 'one' }, new Clock());

      const answers: Record<string, string> = {};
      for (const sql of suite.hostile) {
        const problem = await problemOf(ask(store, sql, { timeoutMs: 3_000 }));
        if (problem !== 'query') answers[sql] = problem;
      }

      expect(answers).toEqual({});
      expect(await ask(store, 'select id from resources')).toEqual([['r1']]);
    });

    test('stops a query at its time limit', async () => {
      const begun = performance.now();

      const error = await failureOf(ask(store, suite.endless, { timeoutMs: 1_000 }));

      expect(error).toMatchObject({ problem: 'limit' });
      expect(performance.now() - begun).toBeLessThan(8_000);
      expect(await ask(store, 'select 1')).toEqual([[1]]);
    });

    test('stops a query that takes too much memory', async () => {
      const error = await failureOf(ask(store, suite.memoryHog, { timeoutMs: 10_000 }));

      expect(error).toMatchObject({ problem: 'limit' });
      expect(await ask(store, 'select 1')).toEqual([[1]]);
    });

    test('stops a recursion without end', async () => {
      const sql =
        'with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t';

      const error = await failureOf(ask(store, sql, { timeoutMs: 2_000 }));

      expect(error).toMatchObject({ problem: 'limit' });
    });

    test('stops a query whose caller has gone', async () => {
      const stopped = store.query(suite.endless, LIMITS, AbortSignal.timeout(300));

      await expect(
        stopped.then(async (result) => {
          for await (const batch of result.rows()) expect(batch).toBeDefined();
        }),
      ).rejects.toMatchObject({ name: 'TimeoutError' });
    });
  });
}

/** The store has what the model has. */
export async function expectSame(store: Store, model: StoreModel): Promise<void> {
  expect(await resourcesOf(store)).toEqual(model.resources);
  expect(await scopesOf(store)).toEqual(model.scopes);
  expect(
    await ask(store, 'select number, id, started_at, ended_at, status from runs order by number'),
  ).toEqual(model.runs);
  expect(
    sorted(
      await ask(
        store,
        'select run, region, id, change, properties, changed_at, first_seen from resource_history',
      ),
    ),
  ).toEqual(model.changes);
}

async function resourcesOf(store: Store): Promise<ModelRow[]> {
  return sorted(
    await ask(store, 'select region, id, properties, gaps, first_seen, last_seen from resources'),
  );
}

async function scopesOf(store: Store): Promise<ModelRow[]> {
  return sorted(
    await ask(store, 'select region, outcome, resources, last_tried, last_read from scopes'),
  );
}

/** A run of one scope. */
export function oneScope(isLate: boolean, ids: readonly number[] = [1], value = 1): ModelRun {
  const resources = ids.map((id) => ({ id, value, lacks: false }));
  return {
    scopes: [{ scope: 0, resources, isComplete: true, isHistory: false, isLate }],
    end: 'finished',
  };
}

export async function failureOf(work: Promise<unknown>): Promise<StoreError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** The problem of the error that it ends in. */
async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none: it was answered';
  } catch (error) {
    return error instanceof StoreError ? error.problem : String(error);
  }
}
