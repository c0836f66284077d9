import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { loadSettings } from '../../../src/config/settings.ts';
import { HostStore } from '../../../src/host/store/host-store.ts';
import { SecretMask } from '../../../src/lib/secret-mask.ts';
import { spawnLongshore, type ProcessResult } from '../../helpers/command.ts';
import { BillWorld, focusRow } from './bill-world.ts';

const OCTOBER = ['--from', '2026-10', '--to', '2026-10'];
const RETENTION = { LONGSHORE_COST_RETENTION: '1200' };

let world: BillWorld;
let host: HostStore;
beforeEach(async () => {
  world = await BillWorld.create();
  host = await HostStore.start({
    settings: loadSettings({ env: RETENTION, file: undefined, flags: {} }),
    cwd: world.folder,
    logger: pino({ level: 'silent' }),
    secrets: new SecretMask(),
    signal: new AbortController().signal,
    now: () => Date.now(),
  });
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

test('the host that holds the store imports, shows and exports', async () => {
  const file = await world.csv('one.csv', [focusRow(), focusRow({ BilledCost: '2' })]);

  const dry = await world.must(['cost', 'import', 'one.csv', '--dry-run']);
  const text = await world.must(['cost', 'import', 'one.csv']);
  const exported = path.join(world.folder, 'bill.parquet');
  await world.must(['cost', 'export', exported, ...OCTOBER]);
  const again = await world.must(['cost', 'import', exported]);

  expect(dry).toContain('Would import 2 charges');
  expect(text).toContain('Imported 2 charges of 1 billing period');
  expect(again).toContain('replaced 2 charges of focus-1.2 one.csv');
  expect((await world.show(OCTOBER)).totals[0]?.total).toBe('3.25');
  expect(await readdir(path.join(path.dirname(file), '.longshore', 'exports'))).toEqual([]);
});

test('an export that cannot be read fails as it does without a host', async () => {
  await world.csv('bad.csv', [focusRow({ BilledCost: 'ten' })]);

  const { exitCode, stderr } = await world.run(['cost', 'import', 'bad.csv']);

  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringContaining('the column BilledCost has "ten"'),
  ]);
  expect(stderr).toContain('fix: correct the export');
});

test('of imports at once, one holds whole', async () => {
  const files = ['a', 'b', 'c'];
  for (const name of files) {
    const rows = Array.from({ length: 300 }, () =>
      focusRow({ BilledCost: '1', ServiceName: name }),
    );
    await world.csv(`${name}.csv`, rows);
  }

  const ended = await Promise.all(files.map((name) => importInProcess(`${name}.csv`)));

  expect(ended.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(files.map(() => [0, '']));
  const found = await world.query(
    'select count(*) as n, count(distinct ServiceName) as files from charges',
  );
  expect(found).toEqual([{ n: 300, files: 1 }]);
});

test('without a host, imports at once fail rather than mix', async () => {
  await host[Symbol.asyncDispose]();
  const rows = (name: string) =>
    Array.from({ length: 300 }, () => focusRow({ BilledCost: '1', ServiceName: name }));
  await world.csv('a.csv', rows('a'));
  await world.csv('b.csv', rows('b'));

  const ended = await Promise.all(['a.csv', 'b.csv'].map((name) => importInProcess(name)));

  expect(ended.some(({ exitCode }) => exitCode === 0)).toBe(true);
  for (const { exitCode, stderr } of ended) {
    if (exitCode !== 0) expect(stderr).toContain('is in use by process');
  }
  const found = await world.query(
    'select count(*) as n, count(distinct ServiceName) as files from charges',
  );
  expect(found).toEqual([{ n: 300, files: 1 }]);
});

function importInProcess(name: string): Promise<ProcessResult> {
  const file = path.join(world.folder, name);
  const state = path.join(world.folder, '.longshore');
  return spawnLongshore(['cost', 'import', file, '--state', state], { env: RETENTION });
}
