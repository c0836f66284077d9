import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { downloadFolder } from '../../../src/app/cost/collect/download-folder.ts';

let state: string;
beforeEach(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'longshore-downloads-'));
});
afterEach(() => rm(state, { recursive: true, force: true }));

/** What another process has left, or uses. */
async function leave(owner: object | undefined, silentMs = 0): Promise<void> {
  const folder = path.join(state, 'downloads', 'running');
  await mkdir(path.join(folder, 'focus-2026-10'), { recursive: true });
  if (owner !== undefined) await writeFile(path.join(folder, 'owner.json'), JSON.stringify(owner));
  const at = new Date(Date.now() - silentMs);
  await utimes(folder, at, at);
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

test('one collection has it at a time, and leaves nothing', async () => {
  const folder = await downloadFolder(state);
  await writeFile(path.join(folder.path, 'file'), 'content');

  await expect(downloadFolder(state)).rejects.toMatchObject({
    code: 'collection-running',
    message: expect.stringContaining('in this process'),
    remedy: expect.stringContaining('wait'),
  });
  await folder[Symbol.asyncDispose]();

  expect(await readdir(path.join(state, 'downloads'))).toEqual([]);
  await using next = await downloadFolder(state);
  expect(await readdir(next.path)).toEqual(['owner.json']);
});

test.each([
  ['a process that has ended', async () => ({ pid: await endedProcess(), host: hostname() }), 0],
  [
    'this process number, before a restart',
    () => Promise.resolve({ pid: process.pid, host: hostname() }),
    0,
  ],
  [
    'a process number that is used again',
    () => Promise.resolve({ pid: process.ppid, host: hostname() }),
    61_000,
  ],
  ['another machine that is gone', () => Promise.resolve({ pid: 1, host: 'another' }), 61_000],
  ['a process that was killed at once', () => Promise.resolve(undefined), 61_000],
  ['an older version', () => Promise.resolve({ version: 1 }), 61_000],
])('what is left of %s is removed', async (_, owner, silentMs) => {
  // prettier-ignore
  await leave(await owner(), silentMs);
  await mkdir(path.join(state, 'downloads', 'collect-17-x1Y2z3'));

  await using folder = await downloadFolder(state);

  expect(await readdir(folder.path)).toEqual(['owner.json']);
  expect(await readdir(path.join(state, 'downloads'))).toEqual(['running']);
});

test.each([
  ['a process of this machine', { pid: process.ppid, host: hostname() }, `process ${process.ppid}`],
  ['a process of another machine', { pid: 1, host: 'another' }, 'process 1 on another'],
  ['a process that has just begun', undefined, 'it has just begun'],
])('%s keeps it', async (_, owner, message) => {
  await leave(owner);

  await expect(downloadFolder(state)).rejects.toThrow(`another collection runs: ${message}`);
  expect(await readdir(path.join(state, 'downloads', 'running'))).toContain('focus-2026-10');
});
