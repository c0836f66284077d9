import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import type { CommandOptions, CommandResult } from '../helpers/command.ts';

const KINDS = 'AWS::SQS::Queue,AWS::S3::Bucket';
const ENDLESS = 'select count(*) from range(100000000000) a, range(1000) b';
let world: CatalogWorld;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      seed: 'query',
      accounts: 2,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      'AWS::SQS::Queue': 3,
      'AWS::S3::Bucket': 2,
    },
  });
  const { exitCode, stdout } = await world.run(['resync', '--sink', 'store', '--kinds', KINDS]);
  expect([exitCode, stdout]).toEqual([0, '']);
});
afterAll(() => world[Symbol.asyncDispose]());

async function query(args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
  return world.run(['query', ...args], options);
}

const BY_KIND = 'select kind, count(*) as resources from resources group by kind order by kind';

test('a table, without a count when stderr is not a terminal', async () => {
  const { exitCode, stdout, stderr } = await query([BY_KIND]);

  expect(stdout).toBe(
    'kind             resources\nAWS::S3::Bucket          4\nAWS::SQS::Queue          6\n',
  );
  expect([exitCode, stderr]).toEqual([0, '']);
});

test('a table fits the terminal', async () => {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 30 });
  const { exitCode } = await query(['select name, properties from aws_sqs_queue limit 1'], {
    stdout,
  });

  const lines = String(stdout.read()).split('\n');
  expect(exitCode).toBe(0);
  expect(lines[0]).toBe('name      properties');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(30);
});

test.each([
  ['json', '[\n{"a":1,"b":null,"c":{"x":"y"}},\n{"a":2,"b":"q\\"","c":{}}\n]\n'],
  ['ndjson', '{"a":1,"b":null,"c":{"x":"y"}}\n{"a":2,"b":"q\\"","c":{}}\n'],
  ['csv', 'a,b,c\r\n1,,"{""x"":""y""}"\r\n2,"q""",{}\r\n'],
])('%s', async (format, expected) => {
  const sql = `select 1 as a, null as b, map {'x': 'y'} as c union all select 2, 'q"', map {} order by a`;

  const { exitCode, stdout } = await query([sql, '--format', format]);

  expect([exitCode, stdout]).toEqual([0, expected]);
});

test('Parquet that another program reads, and nothing left in the folder of exports', async () => {
  const file = path.join(world.folder, 'resources.parquet');

  const { exitCode } = await query(['select * from resources; -- all', '--output', file]);

  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    `select kind, count(*)::int from '${file}' group by 1 order by 1`,
  );
  expect(read.getRows()).toEqual([
    ['AWS::S3::Bucket', 4],
    ['AWS::SQS::Queue', 6],
  ]);
  expect(exitCode).toBe(0);
  expect(await readdir(path.join(world.folder, 'state', 'exports'))).toEqual([]);
  instance.closeSync();
});

test('Parquet is not for a terminal, and has no more rows than the limit', async () => {
  const file = path.join(world.folder, 'limited.parquet');

  const terminal = await query([BY_KIND, '--format', 'parquet']);
  const limited = await query(['select * from resources', '--output', file, '--limit', '3']);

  expect([terminal.exitCode, limited.exitCode]).toEqual([2, 1]);
  expect(limited.stderr).toMatch(/more than 3 rows/);
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test('a file keeps its content when the query fails', async () => {
  const file = await world.file('kept.csv', 'before\n');

  const failed = await query([`select error(name) from resources`, '--output', file]);
  const kept = await readFile(file, 'utf8');
  const { exitCode } = await query([BY_KIND, '--output', file]);

  expect([failed.exitCode, kept]).toEqual([2, 'before\n']);
  expect([exitCode, await readFile(file, 'utf8')]).toEqual([
    0,
    'kind,resources\r\nAWS::S3::Bucket,4\r\nAWS::SQS::Queue,6\r\n',
  ]);
});

test('SQL from stdin and from a file', async () => {
  const file = await world.file('query.sql', 'select 1 as one;\n');

  const fromStdin = await query(['-'], { stdin: Readable.from(['select 1 ', 'as one']) });
  const fromFile = await query(['--file', file]);

  expect([fromStdin.stdout, fromFile.stdout]).toEqual(['one\n  1\n', 'one\n  1\n']);
});

test.each([
  ['no SQL', [], /there is nothing to do/],
  ['two tasks', ['select 1', '--tables'], /more than one/],
  ['a wrong format', ['select 1', '--format', 'xml'], /--format: must be table, json/],
  ['a wrong limit', ['select 1', '--limit', '0'], /--limit: must be a whole number above 0/],
  ['no file', ['--file', 'nowhere.sql'], /cannot read nowhere.sql/],
  ['not SQL', ['selec 1'], /syntax error at or near "selec"/],
  ['two statements', ['select 1; select 2'], /one SELECT: 2 statements/],
  ['a write', ['delete from resource_rows'], /Cannot execute|read-only|not a query/i],
  ['an unknown table', ['select * from aws_sqs_queues'], /Did you mean "aws_sqs_queue"/],
  ['a file of the disk', ["select * from read_text('/etc/passwd')"], /disabled by configuration/],
  ['a setting', ["set memory_limit = '9GB'"], /not a query|locked/i],
  ['an unknown table to describe', ['--schema', 'aws_s3_buckets'], /did you mean aws_s3_bucket\?/],
])('%s is a usage error', async (_, args, message) => {
  const { exitCode, stdout, stderr } = await query(args);

  expect(stderr).toMatch(message);
  expect([exitCode, stdout]).toEqual([2, '']);
});

test('tables and their columns', async () => {
  const tables = await query(['--tables']);
  const columns = await query(['--schema', 'AWS_SQS_Queue']);

  expect(tables.stdout).toMatch(/^Table +Holds\nresources +every resource/);
  expect(tables.stdout).toMatch(/^aws_sqs_queue +/m);
  expect(tables.stdout).not.toMatch(/resource_rows|store_version/);
  expect(columns.stdout).toMatch(/^queue_url +VARCHAR$/m);
});

test('a limit says that rows are left out', async () => {
  const { stdout, stderr } = await query([
    'select name from resources',
    '--limit',
    '5',
    '--format',
    'csv',
  ]);

  expect(stdout.split('\r\n')).toHaveLength(7);
  expect(stderr).toBe('only the first 5 rows: see more with --limit <rows>\n');
});

test('Ctrl-C stops a running query at once, and so does the time limit', async () => {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new DOMException('stopped by SIGINT', 'AbortError'));
  }, 300);

  const startedAt = Date.now();
  const stopped = await query([ENDLESS], { signal: controller.signal });
  const late = await query([ENDLESS, '--timeout', '1']);

  clearTimeout(timer);
  expect(stopped.exitCode).toBe(130);
  expect(stopped.stderr).toMatch(/stopped by SIGINT/);
  expect(late.exitCode).toBe(1);
  expect(late.stderr).toMatch(/took longer than 1 s/);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});

test('a folder without a store says how to fill it', async () => {
  const folder = path.join(world.folder, 'empty');
  await mkdir(folder);

  const { exitCode, stderr } = await query(['select 1', '--state', folder]);

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/there is no store yet: .*store\.duckdb[^]*longshore resync --sink store/);
  expect(await readdir(folder)).toEqual([]);
});

test('a damaged file is named, and is not changed', async () => {
  const folder = path.join(world.folder, 'damaged');
  await mkdir(folder);
  await writeFile(path.join(folder, 'store.duckdb'), 'x'.repeat(20_000));

  const read = await query(['select 1', '--state', folder]);
  const written = await world.run([
    'resync',
    '--sink',
    'store',
    '--kinds',
    KINDS,
    '--state',
    folder,
  ]);

  expect([read.exitCode, written.exitCode]).toEqual([1, 1]);
  expect(written.stderr).toMatch(/store\.duckdb is damaged/);
  expect(await readFile(path.join(folder, 'store.duckdb'), 'utf8')).toBe('x'.repeat(20_000));
});

test('a store of an older version gets the tables that are new, and keeps its rows', async () => {
  const folder = path.join(world.folder, 'older');
  await mkdir(folder);
  const file = path.join(folder, 'store.duckdb');
  await copyFile(path.join(world.folder, 'state', 'store.duckdb'), file);
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("update table_state set digest = 'of an older version'");
  await connection.run('drop view commitments');
  await connection.run('drop table commitments_rows');
  connection.disconnectSync();
  instance.closeSync();

  const read = await query(['select count(*) as c from commitments', '--state', folder]);
  const kept = await query([BY_KIND, '--state', folder]);

  expect([read.exitCode, read.stdout, read.stderr]).toEqual([0, 'c\n0\n', '']);
  expect(kept.stdout).toMatch(/AWS::SQS::Queue +6/);
});

test('--sink store and --output exclude each other; --dry-run reads nothing', async () => {
  const both = await world.run(['resync', '--sink', 'store', '--output', 'x']);
  const folder = path.join(world.folder, 'dry');
  const dry = await world.run([
    'resync',
    '--sink',
    'store',
    '--dry-run',
    '--kinds',
    KINDS,
    '--state',
    folder,
  ]);

  expect(both.exitCode).toBe(2);
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toMatch(/AWS::SQS::Queue/);
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});
