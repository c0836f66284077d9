import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/settings.ts';
import { openState } from '../../src/app/state.ts';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';
import { expectClearError } from '../helpers/clear-error.ts';

/** More than a disk of 40 kB takes. */
const ESTATE = {
  ...IN_USE,
  seed: 'state folder',
  'AWS::EC2::Instance': 60,
  'AWS::SQS::Queue': 60,
} as const;

/** A file system of its own, where this user may mount one. */
function mounted(options: string): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'longshore-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

function unmount(folder: string | undefined): void {
  if (folder === undefined) return;
  execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
}

const full = mounted('size=40k');
const readOnly = mounted('size=1m,ro');
afterAll(() => {
  unmount(full);
  unmount(readOnly);
});

describe('a state folder that cannot be used ends the run at once, with one error', () => {
  let world: CatalogWorld;

  beforeAll(async () => {
    world = await CatalogWorld.create({ estate: ESTATE });
  });

  afterAll(() => world[Symbol.asyncDispose]());

  test('below /proc', async () => {
    expectClearError(await world.sync(['--state', '/proc/longshore']), 1, '/proc/longshore');
    expect(world.entities).toEqual([]);
  });

  test('a file', async () => {
    const file = await world.file('not-a-folder', '');

    expectClearError(await world.sync(['--state', file]), 1, file, 'LONGSHORE_STATE_DIRECTORY');
    expect(world.entities).toEqual([]);
  });

  test('that another process has open', async () => {
    const folder = path.join(world.folder, 'busy');
    mkdirSync(folder);
    const env = { ...world.env, LONGSHORE_STATE_DIRECTORY: folder };
    await using store = await openState(loadSettings({ env }), '/');

    const result = await world.sync(['--state', folder]);

    expect(store.damage).toBeUndefined();
    expectClearError(result, 2, 'in use by another process');
    expect(world.entities).toEqual([]);
  });

  (readOnly === undefined ? test.skip : test)('on a disk that is read-only', async () => {
    const result = await world.sync(['--state', readOnly ?? '']);

    expectClearError(result, 1, 'read-only', readOnly ?? '');
    expect(world.entities).toEqual([]);
  });

  (full === undefined ? test.skip : test)('on a disk that is full', async () => {
    const result = await world.sync(['--state', full ?? '']);

    expectClearError(result, 1, 'No space left on device', 'free some disk space');
    const { exitCode } = await world.sync(); // with room, all is as if nothing had been
    expect(exitCode).toBe(0);
    expect(world.entities).toEqual(await world.expected());
  });
});
