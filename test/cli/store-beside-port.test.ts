import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';

const ESTATE = { ...IN_USE, seed: 'beside', accounts: 1, 'AWS::SQS::Queue': 2 } as const;
const KINDS = ['AWS::SQS::Queue', 'AWS::S3::Bucket'] as const;
const STORED = { LONGSHORE_STORE: 'duckdb' };

test('one read fills Port and the store', async () => {
  await using world = await CatalogWorld.create({ estate: ESTATE, kinds: KINDS });

  const { exitCode } = await world.sync([], { env: STORED });
  const { stdout } = await world.run([
    'query',
    'select count(*) as n from resources',
    '--format',
    'csv',
  ]);

  expect(exitCode).toBe(0);
  expect(stdout).toBe('n\r\n6\r\n');
  expect(world.countOf('sqsQueue') + world.countOf('s3Bucket')).toBe(6);
});

test('a store that fails costs Port nothing: the run is incomplete, and says why', async () => {
  await using world = await CatalogWorld.create({ estate: ESTATE, kinds: KINDS });
  const file = path.join(world.folder, 'state', 'store.duckdb');
  await mkdir(path.dirname(file));
  await writeFile(file, 'x'.repeat(20_000));
  const report = path.join(world.folder, 'report.json');

  const { exitCode, stderr } = await world.sync(['--report', report], { env: STORED });

  expect(exitCode).toBe(3);
  expect(stderr.match(/"store failed"/g)).toHaveLength(1);
  expect(world.countOf('sqsQueue')).toBe(2);
  const { status, causes } = JSON.parse(await readFile(report, 'utf8')) as Record<string, unknown>;
  expect(status).toBe('incomplete');
  expect(causes).toMatchObject([{ kind: 'store', outcome: 'failed', code: 'store' }]);
});
