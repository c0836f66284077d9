import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PAID_CALLS, PRICES, STORED_TABLES } from '../../src/store/cost-tables.ts';
import type { Store } from '../../src/store/store.ts';
import type { StoredRow, StoredTable } from '../../src/store/stored-table.ts';
import { StoredValueError } from '../../src/store/stored-value.ts';
import { Clock, runBoth } from './model-run.ts';
import { fails, partsChanges, PartsModel, sortedRows, type PartsChange } from './parts-model.ts';
import { BULK_SAMPLE, SAMPLE, sampleRow, type SampleRow } from './sample-table.ts';
import { ask, expectSame, oneScope, type TestedStore } from './store-conformance.ts';
import { StoreModel } from './store-model.ts';

export interface PartsSuite {
  readonly open: () => Promise<TestedStore>;
  /** Sequences of changes to try. */
  readonly sequences: number;
  /** Readers at once. */
  readonly readers: number;
}

/** The tables with which every tested store is opened. */
export const TABLES = [...STORED_TABLES, SAMPLE, BULK_SAMPLE];

const never = new AbortController().signal;

/** What every store must do with tables whose parts are replaced. */
export function describeParts(name: string, { open, sequences, readers }: PartsSuite): void {
  describe(`${name}: stored tables`, () => {
    let tested: TestedStore;
    let store: Store;
    beforeEach(async () => {
      tested = await open();
      store = await tested.reopen();
    });
    afterEach(async () => {
      await tested[Symbol.asyncDispose]();
    });

    test('hold what the model holds, after any changes and failures', async () => {
      await fc.assert(
        fc.asyncProperty(partsChanges, async (changes) => {
          store = await tested.clear();
          const model = new PartsModel();
          for (const change of changes) {
            if (change.change === 'reopen') store = await tested.reopen();
            else await applyTo(store, change);
            model.apply(change);
            expect(await sampleOf(store)).toEqual(model.rows);
          }
        }),
        { numRuns: sequences },
      );
    });

    test('readers see the old rows or the new ones, whole', async () => {
      const rows = 3_000;
      await replace(store, 'one', numbered(rows, 'v0'));
      const seen = new Set<string>();
      const writing = new AbortController();
      const reading = Array.from({ length: readers }, async () => {
        while (!writing.signal.aborted) {
          const found = await ask(store, 'select note, count(*) from sample group by note');
          seen.add(JSON.stringify(found));
        }
      });

      for (let version = 1; version <= 6; version += 1) {
        await replace(store, 'one', numbered(rows, `v${version}`));
      }
      writing.abort();
      await Promise.all(reading);

      expect(seen.size).toBeGreaterThan(1);
      for (const found of seen) expect(found).toMatch(/^\[\["v\d",3000\]\]$/);
    });

    test('a query that has begun reads on what it began with', async () => {
      const rows = 20_000;
      await replace(store, 'one', numbered(rows, 'old'));
      const limits = { timeoutMs: 20_000, rows: 1_000_000 };
      const result = await store.query('select note from sample', limits, never);
      const notes: unknown[] = [];
      for await (const batch of result.rows()) {
        if (notes.length === 0) await replace(store, 'one', numbered(rows, 'new'));
        notes.push(...batch.map(([note]) => note));
      }

      expect(notes.length).toBe(rows);
      expect(new Set(notes)).toEqual(new Set(['old']));
    });

    test('of replacements at once, one holds whole', async () => {
      const writers = ['a', 'b', 'c', 'd'];

      await Promise.all(writers.map((note) => replace(store, 'one', numbered(500, note))));

      const found = await ask(store, 'select note, count(*) from sample group by note');
      expect(found).toEqual([[expect.stringMatching(/^[abcd]$/), 500]]);
      await replace(store, 'one', numbered(1, 'last'));
      expect(await ask(store, 'select note from sample')).toEqual([['last']]);
    });

    test('are written while a run is', async () => {
      const model = new StoreModel();
      const clock = new Clock();
      const scopes = [true, false, true].map((isLate, scope) => ({
        ...firstScope(isLate),
        scope,
      }));
      const changing = new AbortController();
      let replaced = 0;
      const replacing = (async () => {
        while (!changing.signal.aborted) {
          await replace(store, 'one', numbered(200, `v${(replaced += 1)}`));
          await store.appendRows(PAID_CALLS, [paidCall('0.01')]);
          await sleep(1);
        }
      })();

      for (const id of ['one', 'two', 'three']) {
        await runBoth(store, model, { scopes, end: 'finished', id }, clock);
        await store.compact(0);
      }
      changing.abort();
      await replacing;

      await expectSame(store, model);
      expect(await ask(store, 'select note, count(*) from sample group by note')).toEqual([
        [`v${replaced}`, 200],
      ]);
      expect(await ask(store, 'select count(*) from paid_calls')).toEqual([[replaced]]);
    });

    test('can be replaced between the batches of a run that is not committed', async () => {
      const writer = await store.beginRun('long', 0);
      await writer.append([
        {
          scopeId: writer.addScope({
            kind: 'AWS::SQS::Queue',
            accountId: '210000000001',
            region: 'eu-west-1',
          }),
          version: writer.run.number,
          keyHash: 1n,
          contentHash: 1n,
          id: 'r1',
          arn: undefined,
          name: undefined,
          tagsJson: '{}',
          propertiesJson: '{}',
          contextJson: undefined,
          gapsJson: '[]',
          firstSeen: 0,
        },
      ]);

      await replace(store, 'one', numbered(10, 'new'));
      await store.keepParts(SAMPLE, ['one']);
      await store.appendRows<StoredTable>(SAMPLE, numbered(1, 'more')[0] ?? []);

      expect(await ask(store, 'select count(*) from sample')).toEqual([[11]]);
      expect(await ask(store, 'select count(*) from resources')).toEqual([[0]]);
      await writer.end({ endedAt: 1, status: 'cancelled', resources: 0, calls: 0 });
      expect(await ask(store, 'select count(*) from sample')).toEqual([[11]]);
    });

    test('reject what a column cannot hold, and keep their rows', async () => {
      await replace(store, 'one', numbered(3, 'old'));

      for (const [change, column, problem] of BAD_VALUES) {
        const bad = badRow(change);
        const failure: unknown = await replace(store, 'one', [...numbered(2, 'new'), [bad]]).catch(
          (error: unknown) => error,
        );
        expect(failure).toBeInstanceOf(StoredValueError);
        expect(failure).toMatchObject({ table: 'sample', column });
        expect(String(failure)).toContain(`the table sample cannot be stored: ${column} is `);
        expect(String(failure)).toContain(problem);
        await expect(
          store.appendRows<StoredTable>(SAMPLE, [sampleRow(1), bad]),
        ).rejects.toBeInstanceOf(StoredValueError);
      }

      expect(await ask(store, 'select note, count(*) from sample group by note')).toEqual([
        ['old', 3],
      ]);
    });

    test('give up at once when the signal is aborted, although the rows hang', async () => {
      await replace(store, 'one', numbered(3, 'old'));
      async function* hanging(): AsyncGenerator<readonly StoredRow[]> {
        yield [sampleRow(1, 'new')];
        await new Promise(() => undefined);
      }

      const replacing = store.replacePart<StoredTable>(
        SAMPLE,
        'one',
        hanging(),
        AbortSignal.timeout(50),
      );

      await expect(replacing).rejects.toMatchObject({ name: 'TimeoutError' });
      await replace(store, 'two', numbered(1, 'other'));
      expect(await ask(store, 'select count(*) from sample')).toEqual([[4]]);
    });

    test('decimals are exact, and spelled without zeros at the end', async () => {
      const amounts = ['0.100', '99999999999999999999.999999999999999999', '-0.000000000000000001'];
      await store.appendRows(
        PAID_CALLS,
        amounts.map((amount) => paidCall(amount)),
      );

      const found = await ask(store, 'select amount from paid_calls order by amount');
      const [sum] = await ask(store, 'select sum(amount) from paid_calls where amount < 1');
      const other = await ask(
        store,
        'select cast(1.50 as decimal(9, 2)), cast(100 as decimal(9, 2)), cast(-20 as decimal(5, 0))',
      );

      expect(found).toEqual([
        ['-0.000000000000000001'],
        ['0.1'],
        ['99999999999999999999.999999999999999999'],
      ]);
      expect(sum).toEqual(['0.099999999999999999']);
      expect(other).toEqual([['1.5', '100', '-20']]);
    });

    test('halves of surrogate pairs are replaced, as in UTF-8', async () => {
      await store.appendRows<StoredTable>(SAMPLE, [sampleRow(1, 'a\ud800b')]);

      expect(await ask(store, 'select note from sample')).toEqual([['a\u{fffd}b']]);
    });

    test('are listed after the common tables, with a description', async () => {
      const tables = await store.tables();

      const names = STORED_TABLES.map((table) => table.name);
      expect(tables.slice(4, 4 + names.length).map((table) => table.name)).toEqual(names);
      const prices = tables.find((table) => table.name === PRICES.name);
      expect(prices?.description).toBe(PRICES.description);
      expect(prices?.columns.map((column) => column.name)).toEqual(
        PRICES.columns.map((column) => column.name),
      );
      expect(tables.map((table) => table.name)).not.toContain('part_state');
    });

    test('can be queried before anything was written', async () => {
      for (const table of TABLES) {
        expect(await ask(store, `select * from ${table.name}`)).toEqual([]);
      }
    });

    test('get the columns that a newer version declares', async () => {
      await replace(store, 'one', numbered(2, 'old'));
      const columns = [
        { name: 'owner', type: 'text', nullable: true },
        { name: 'saving', type: 'decimal', nullable: true },
      ] as const;
      const newer = { ...SAMPLE, columns: [...SAMPLE.columns, ...columns] } as const;

      store = await tested.reopen([...STORED_TABLES, newer]);

      expect(await ask(store, 'select distinct note, owner, saving from sample')).toEqual([
        ['old', null, null],
      ]);
      await store.appendRows(newer, [[...sampleRow(3, 'new'), 'team', '0.50']]);
      expect(await ask(store, 'select note, owner, saving from sample where id = 3')).toEqual([
        ['new', 'team', '0.5'],
      ]);
    });

    test('keep their rows when the store is opened again', async () => {
      await replace(store, 'one', numbered(3, 'kept'));

      store = await tested.reopen();

      expect(await ask(store, 'select count(*) from sample')).toEqual([[3]]);
    });
  });
}

/** Changes to a row, the column that is wrong then, and what the error says. */
const BAD_VALUES: readonly (readonly [object, string, string])[] = [
  [{ amount: 'ten' }, 'amount', '"ten", but must be a decimal'],
  [{ amount: '100000000000000000000' }, 'amount', 'below 10^20'],
  [{ amount: '0.0000000000000000001' }, 'amount', '18 digits'],
  [{ amount: 'NaN' }, 'amount', 'a decimal'],
  [{ amount: null }, 'amount', 'is null'],
  [{ id: 2 ** 53 }, 'id', 'exact'],
  [{ id: 2n ** 63n }, 'id', '64 bits'],
  [{ at: Number.NaN }, 'at', '1900 to 2299'],
  [{ at: new Date(Number.NaN) }, 'at', '1900 to 2299'],
  [{ at: 8.64e15 }, 'at', '1900 to 2299'],
  [{ document: '{"a":' }, 'document', 'JSON'],
  [{ flag: 'true' }, 'flag', 'true or false'],
  [{ tags: 'team' }, 'tags', 'texts'],
  [{ note: 'x'.repeat(5), is_known: undefined }, 'is_known', 'is missing'],
];

/** One batch of rows with this note. */
export function numbered(rows: number, note: string): StoredRow[][] {
  return [Array.from({ length: rows }, (_, id) => sampleRow(id, note))];
}

/** Replaces a part by the rows of these batches. */
export function replace(
  store: Store,
  part: string,
  batches: readonly (readonly StoredRow[])[],
): Promise<void> {
  return store.replacePart<StoredTable>(SAMPLE, part, streamed(batches), never);
}

async function* streamed<Batch>(batches: readonly Batch[]): AsyncGenerator<Batch> {
  for (const batch of batches) {
    await sleep(0);
    yield batch;
  }
}

/** Makes a change that may fail, and must fail as the model says. */
async function applyTo(
  store: Store,
  change: Exclude<PartsChange, { change: 'reopen' }>,
): Promise<void> {
  switch (change.change) {
    case 'keep':
      return store.keepParts(SAMPLE, change.parts);
    case 'append': {
      const rows = change.rows.map(({ row }) => row);
      const appended = store.appendRows<StoredTable>(
        SAMPLE,
        change.hasBadValue ? [...rows, BAD] : rows,
      );
      return change.hasBadValue
        ? expect(appended).rejects.toBeInstanceOf(StoredValueError)
        : appended;
    }
    case 'replace': {
      const controller = new AbortController();
      const rows = failing(change, controller);
      const done = store.replacePart<StoredTable>(SAMPLE, change.part, rows, controller.signal);
      return fails(change) ? expect(done).rejects.toThrow(FAILURES[change.failure]) : done;
    }
  }
}

const BAD = badRow({ amount: 'ten' });

const FAILURES = {
  throws: 'the source is broken',
  aborts: 'the caller has gone',
  'has a bad value': 'amount is "ten"',
};

async function* failing(
  { batches, failsBefore, failure }: Extract<PartsChange, { change: 'replace' }>,
  controller: AbortController,
): AsyncGenerator<readonly StoredRow[]> {
  for (let index = 0; index <= batches.length; index += 1) {
    await sleep(0);
    if (index === failsBefore) {
      if (failure === 'throws') throw new Error(FAILURES.throws);
      if (failure === 'aborts') controller.abort(new Error(FAILURES.aborts));
      else yield [BAD];
    }
    yield (batches[index] ?? []).map(({ row }: SampleRow) => row);
  }
}

function badRow(change: object): StoredRow {
  const row = sampleRow(7, 'bad');
  const values: Record<string, unknown> = Object.fromEntries(
    SAMPLE.columns.map(({ name }, index) => [name, row[index]]),
  );
  return Object.values({ ...values, ...change }) as StoredRow;
}

async function sampleOf(store: Store): Promise<readonly string[]> {
  return sortedRows(await ask(store, 'select * from sample'));
}

function firstScope(isLate: boolean): ReturnType<typeof oneScope>['scopes'][number] {
  const [scope] = oneScope(isLate, [1, 2, 3]).scopes;
  if (scope === undefined) throw new Error('a run of one scope has one');
  return scope;
}

function paidCall(amount: string) {
  return [0, 'ce', 'GetCostAndUsage', 1, amount, 'USD', 'a test'] as const;
}
