import { open, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectClearError } from '../helpers/clear-error.ts';
import { environmentOf, longshore, spawnLongshore } from '../helpers/command.ts';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-outputs-'));
  sandbox = await startSandbox({
    estate: {
      seed: 'outputs',
      accounts: 1,
      regions: ['us-east-1'],
      usedRegions: 1,
      'AWS::SQS::Queue': 3,
    },
  });
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

const NO_ROOM = ['cannot write stdout: ENOSPC', 'free some disk space'] as const;

describe('a stdout without room', () => {
  test.each([
    ['kinds', ['kinds']],
    ['resync', ['resync', '--kinds', 'AWS::SQS::Queue', '--output', '-']],
  ])('%s: one message, exit 1, no stack', async (_, args) => {
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
      },
    });

    const result = await longshore(args, { env: environmentOf(sandbox), stdout });

    expectClearError(result, 1, ...NO_ROOM);
  });

  test('a device that is full, with --report /dev/stdout', async () => {
    const device = await open('/dev/full', 'w');

    const result = await spawnLongshore(
      ['resync', '--kinds', 'AWS::SQS::Queue', '--report', '/dev/stdout'],
      { env: environmentOf(sandbox), stdout: device.fd },
    );

    await device.close();
    expectClearError(result, 1, ...NO_ROOM);
  });
});

test.each(['--output', '--report'])('%s FOLDER fails before anything is read', async (flag) => {
  const before = sandbox.calls();

  const result = await longshore(['resync', flag, folder], { env: environmentOf(sandbox) });

  const problem = `cannot write ${folder}: it is a folder`;
  expectClearError(result, 1, problem, 'fix: name a file, not a folder');
  expect(sandbox.calls()).toEqual(before);
  expect(await readdir(folder)).toEqual([]);
});

test('--output and --report to descriptors of the shell', async () => {
  const args = ['resync', '--kinds', 'AWS::SQS::Queue', '--output', '/dev/fd/3'];

  const { exitCode, stdout, third } = await spawnLongshore([...args, '--report', '/dev/stdout'], {
    env: environmentOf(sandbox),
  });

  expect(JSON.parse(stdout)).toMatchObject({ status: 'complete' });
  expect(third.trimEnd().split('\n')).toHaveLength(3);
  expect(exitCode).toBe(0);
});
