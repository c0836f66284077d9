import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { environmentOf, spawnLongshore } from '../helpers/command.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-lazy-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The AWS clients and databases that a command has loaded: V8 writes down every script of the process. */
async function clientsLoadedBy(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { exitCode } = await spawnLongshore(args, { env: { ...env, NODE_V8_COVERAGE: folder } });
  expect(exitCode).toBe(0);
  const clients = new Set<string>();
  for (const file of await readdir(folder)) {
    const text = await readFile(path.join(folder, file), 'utf8');
    for (const [, name] of text.matchAll(
      /node_modules\/@(?:aws-sdk\/client-|(?=duckdb|clickhouse))([a-z0-9-]+)\//g,
    )) {
      if (name !== undefined) clients.add(name);
    }
  }
  return [...clients].sort();
}

test('help loads no AWS client and no database', async () => {
  expect(await clientsLoadedBy(['--help'])).toEqual([]);
});

test('a run loads the clients of its kinds, those that find accounts and regions, and no database', async () => {
  await using sandbox = await startSandbox({
    estate: {
      seed: 'lazy',
      accounts: 1,
      regions: ['eu-west-1'],
      usedRegions: 1,
      'AWS::SQS::Queue': 2,
    },
  });

  const output = path.join(folder, 'resources.ndjson');
  const args = ['resync', '--kinds', 'AWS::SQS::Queue', '--output', output];

  expect(await clientsLoadedBy(args, environmentOf(sandbox))).toEqual([
    'account',
    'organizations',
    'resource-groups-tagging-api',
    'sqs',
    'sts',
  ]);
});
