import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FileRowsError, type FileRows } from '../../src/store/file-rows.ts';
import type { Store } from '../../src/store/store.ts';
import type { StoredRow, StoredTable } from '../../src/store/stored-table.ts';
import { BULK_SAMPLE, sampleRow } from './sample-table.ts';
import { ask, type TestedStore } from './store-conformance.ts';

const never = new AbortController().signal;
const COUNT = 'select note, count(*) from bulk_sample group by note order by note';

/** What every store must do with tables whose parts are computed from files. */
export function describeBulk(name: string, open: () => Promise<TestedStore>): void {
  describe(`${name}: tables of rows from files`, () => {
    let folder: string;
    let tested: TestedStore;
    let store: Store;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'longshore-bulk-'));
      tested = await open();
      store = await tested.reopen();
    });
    afterEach(async () => {
      await tested[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    /** A CSV file of rows, and the query that reads it. */
    async function rowsOf(
      parts: Readonly<Record<string, number>>,
      note: string,
      amount = '0.100000000000000001',
    ): Promise<FileRows> {
      const file = path.join(folder, `${note}.csv`);
      const lines = Object.entries(parts).flatMap(([part, rows]) =>
        Array.from({ length: rows }, (_, id) => `${part},${id},${amount}`),
      );
      await writeFile(file, ['part,id,amount', ...lines].join('\n'));
      return {
        files: [file],
        parts: new Map(Object.entries(parts)),
        sql: ([
          linked = '',
        ]) => `select part as stored_part, cast(id as bigint) as id, 'x''y' as "order",
            cast(amount as decimal(38, 18)) as amount, timestamptz '2026-11-01 05:00:00.123+00' as at, '[1]' as document,
            true as flag, '{"team":"a b","quote":"\\""}' as tags, ${sqlText(note)} as note, null::bigint as count,
            null::decimal(38, 18) as price, null::timestamptz as since, null::varchar as extra, null::boolean as is_known
          from read_csv('${linked}', all_varchar = true, header = true)`,
      };
    }

    test('have every value as it is in the file', async () => {
      await store.replacePartsFrom(BULK_SAMPLE, await rowsOf({ one: 1 }, 'first'), never);

      expect(await ask(store, 'select * from bulk_sample')).toEqual([
        [
          ...[0, "x'y", '0.100000000000000001', '2026-11-01T05:00:00.123Z', '[1]', true],
          ...[{ team: 'a b', quote: '"' }, 'first', null, null, null, null, null, 'one'],
        ],
      ]);
    });

    test('replace the parts that they have, and no others', async () => {
      await store.replacePartsFrom(BULK_SAMPLE, await rowsOf({ one: 3, two: 4 }, 'first'), never);
      await store.replacePartsFrom(BULK_SAMPLE, await rowsOf({ two: 2, three: 1 }, 'next'), never);
      expect(await ask(store, COUNT)).toEqual([
        ['first', 3],
        ['next', 3],
      ]);

      await store.replacePartsFrom(BULK_SAMPLE, await rowsOf({ one: 0 }, 'none'), never);
      expect(await ask(store, COUNT)).toEqual([['next', 3]]);

      await store.keepParts(BULK_SAMPLE, ['three']);
      store = await tested.reopen();
      expect(await ask(store, COUNT)).toEqual([['next', 1]]);
    });

    test('can be replaced row by row as well', async () => {
      await store.replacePartsFrom(BULK_SAMPLE, await rowsOf({ one: 3, two: 1 }, 'file'), never);

      await store.replacePart<StoredTable>(BULK_SAMPLE, 'one', rowsWith('rows', 2), never);

      expect(await ask(store, COUNT)).toEqual([
        ['file', 1],
        ['rows', 2],
      ]);
      await expect(store.appendRows<StoredTable>(BULK_SAMPLE, [sampleRow(1)])).rejects.toThrow(
        'whole parts only',
      );
    });

    test.each([
      ['other rows than were counted', { parts: new Map([['one', 2]]) }, 'changed while they'],
      ['rows of other parts', { parts: new Map([['other', 3]]) }, 'changed while they'],
      ['a value that cannot be converted', { amount: 'ten' }, 'cannot be read'],
      ['a file that has gone', { files: ['/nowhere/rows.csv'] }, '/nowhere/rows.csv'],
    ])('stay as they were after %s', async (_, change: object & { amount?: string }, problem) => {
      await store.replacePartsFrom(BULK_SAMPLE, await rowsOf({ one: 5 }, 'old'), never);
      const rows = { ...(await rowsOf({ one: 3 }, 'new', change.amount)), ...change };

      const failure: unknown = await store
        .replacePartsFrom(BULK_SAMPLE, rows, never)
        .catch((error: unknown) => error);

      expect(String(failure)).toContain(problem);
      expect(failure).toBeInstanceOf(FileRowsError);
      expect(await ask(store, COUNT)).toEqual([['old', 5]]);
    });

    test('stay as they were when the caller gives up', async () => {
      await store.replacePartsFrom(BULK_SAMPLE, await rowsOf({ one: 5 }, 'old'), never);
      const rows = await rowsOf({ one: 1 }, 'endless');
      const endless = {
        ...rows,
        parts: new Map([['one', 100_000_000]]),
        sql: (files: readonly string[]) =>
          `select t.* from (${rows.sql(files)}) as t cross join range(10000)`,
      };
      await writeFile(
        rows.files[0] ?? '',
        'part,id,amount\none,1,1\n'.padEnd(200_000, 'one,1,1\n'),
      );

      const replacing = store.replacePartsFrom(BULK_SAMPLE, endless, AbortSignal.timeout(150));

      await expect(replacing).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(await ask(store, COUNT)).toEqual([['old', 5]]);
    });

    test('readers see the old rows of a part or the new ones, whole', async () => {
      const rows = 4_000;
      await store.replacePartsFrom(BULK_SAMPLE, await rowsOf({ one: rows }, 'v0'), never);
      const writing = new AbortController();
      const seen = new Set<string>();
      const reading = (async () => {
        while (!writing.signal.aborted) seen.add(JSON.stringify(await ask(store, COUNT)));
      })();

      for (let version = 1; version <= 4; version += 1) {
        const next = await rowsOf({ one: rows }, `v${version}`);
        await store.replacePartsFrom(BULK_SAMPLE, next, never);
      }
      writing.abort();
      await reading;

      for (const found of seen) expect(found).toMatch(/^\[\["v\d",4000\]\]$/);
    });

    test('of replacements at once, one holds whole', async () => {
      const all = await Promise.all(['a', 'b', 'c'].map((note) => rowsOf({ one: 50 }, note)));

      await Promise.all(all.map((rows) => store.replacePartsFrom(BULK_SAMPLE, rows, never)));

      expect(await ask(store, COUNT)).toEqual([[expect.stringMatching(/^[abc]$/), 50]]);
    });
  });
}

async function* rowsWith(note: string, rows: number): AsyncGenerator<readonly StoredRow[]> {
  await Promise.resolve();
  yield Array.from({ length: rows }, (_, id) => sampleRow(id, note));
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
