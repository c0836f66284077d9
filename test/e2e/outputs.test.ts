import { open, mkdtemp, readdir, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { environmentOf, longshore } from '../helpers/command.ts';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-outputs-'));
  sandbox = await startSandbox({
    estate: { seed: 'outputs', accounts: 1, regions: ['us-east-1'], usedRegions: 1, queues: 3 },
  });
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command whose stdout is a device that is full. */
async function intoFullDevice(
  args: readonly string[],
): Promise<{ readonly exitCode: number | null; readonly stderr: string }> {
  const device = await open('/dev/full', 'w');
  const main = path.resolve('src/cli/main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environmentOf(sandbox) },
    stdio: ['ignore', device.fd, 'pipe'],
  });
  const stderr = child.stderr === null ? '' : await text(child.stderr);
  if (child.exitCode === null) await once(child, 'exit');
  await device.close();
  return { exitCode: child.exitCode, stderr };
}

describe('stdout on a full device', () => {
  test.each([
    ['kinds', ['kinds']],
    ['resync', ['resync', '--kinds', 'AWS::SQS::Queue', '--output', '-']],
    [
      'resync --report /dev/stdout',
      ['resync', '--kinds', 'AWS::SQS::Queue', '--report', '/dev/stdout'],
    ],
  ])('%s: one message, exit 1, no stack', async (_, args) => {
    const { exitCode, stderr } = await intoFullDevice(args);

    const messages = stderr.split('\n').filter((line) => line.startsWith('longshore:'));
    expect(messages).toEqual([expect.stringContaining('cannot write stdout: ENOSPC')]);
    expect(stderr).toContain('what to do: make room on the disk');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(1);
  });
});

test.each(['--output', '--report'])('%s FOLDER fails before anything is read', async (flag) => {
  const before = sandbox.calls();

  const { exitCode, stderr } = await longshore(['resync', flag, folder], {
    env: environmentOf(sandbox),
  });

  expect(stderr).toContain(`cannot write ${folder}: it is a folder`);
  expect(stderr).toContain('what to do: name a file, not a folder');
  expect(exitCode).toBe(1);
  expect(sandbox.calls()).toEqual(before);
  expect(await readdir(folder)).toEqual([]);
});

test('--output and --report to descriptors of the shell', async () => {
  const main = path.resolve('src/cli/main.ts');
  const args = ['resync', '--kinds', 'AWS::SQS::Queue', '--output', '/dev/fd/3'];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', main, ...args, '--report', '/dev/stdout'],
    {
      env: { PATH: process.env['PATH'] ?? '', ...environmentOf(sandbox) },
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    },
  );
  const [report, output] = await Promise.all(
    [child.stdout, child.stdio[3]].map((stream) => text(stream as NodeJS.ReadableStream)),
  );
  if (child.exitCode === null) await once(child, 'exit');

  expect(JSON.parse(report ?? '')).toMatchObject({ status: 'complete' });
  expect(output?.trimEnd().split('\n')).toHaveLength(3);
  expect(child.exitCode).toBe(0);
});
