import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { openDuckDbFile } from '../../src/store/duckdb/duckdb-file.ts';

const OPTIONS = { memoryMb: 200, threads: 1, spillMb: 100, readOnly: false, views: [] };

test('a checkpoint that DuckDB refuses costs nothing: the log keeps what was committed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-checkpoint-'));
  const file = path.join(folder, 'store.duckdb');
  const insert = "insert into run_state values (1, 'one', now(), null, 'running', null, null)";
  try {
    const database = await openDuckDbFile({ file, ...OPTIONS });
    const [committed, writing] = [await database.connect(), await database.connect()];
    await writing.run('begin');
    await writing.run('create table unfinished as select 1 as one');
    await committed.run(insert);

    await expect(committed.run('checkpoint')).rejects.toThrow('other write transactions');
    await database.checkpoint(committed);

    database.disconnect(writing);
    database.disconnect(committed);
    database[Symbol.dispose]();
    const again = await openDuckDbFile({ file, ...OPTIONS });
    const reading = await again.connect();
    const found = await reading.runAndReadAll('select number, id from run_state');
    again.disconnect(reading);
    again[Symbol.dispose]();
    expect(found.getRowsJson()).toEqual([['1', 'one']]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('other failures of a checkpoint are told', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-checkpoint-'));
  try {
    const database = await openDuckDbFile({ file: path.join(folder, 'store.duckdb'), ...OPTIONS });
    const connection = await database.connect();
    await connection.run('begin');
    await connection.run(
      "insert into run_state values (1, 'one', now(), null, 'running', null, null)",
    );

    await expect(database.checkpoint(connection)).rejects.toThrow('transaction');

    database.disconnect(connection);
    database[Symbol.dispose]();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the log of a store is private in a folder that others may read, also after a checkpoint', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-checkpoint-'));
  const file = path.join(folder, 'store.duckdb');
  const modeOfLog = async (): Promise<number> => (await stat(`${file}.wal`)).mode & 0o777;
  try {
    const database = await openDuckDbFile({ file, ...OPTIONS });
    const connection = await database.connect();
    const modes: number[] = [];
    for (const number of [1, 2]) {
      await database.begin(connection);
      await connection.run(
        `insert into run_state values (${number}, 'one', now(), null, 'running', null, null)`,
      );
      await connection.run('commit');
      modes.push(await modeOfLog());
      await database.inTurn(() =>
        connection.run(`update run_state set id = 'two' where number = ${number}`),
      );
      modes.push(await modeOfLog());
      await database.checkpoint(connection);
    }
    database.disconnect(connection);
    database[Symbol.dispose]();

    expect(modes).toEqual([0o600, 0o600, 0o600, 0o600]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
