import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { decimal, decimalText, sumOf } from '../../src/cost/money/decimal.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import type { CommandResult } from '../helpers/command.ts';

const KINDS = 'AWS::EC2::Volume,AWS::EC2::Instance';
let world: CatalogWorld;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      ...{ seed: 'findings', accounts: 1, regions: ['eu-west-1'], usedRegions: 1 },
      ...{ 'AWS::EC2::Volume': 12, 'AWS::EC2::Instance': 6 },
    },
  });
  await world.run(['resync', '--sink', 'store', '--kinds', KINDS]);
  await world.run(['cost', 'resources']);
});
afterAll(() => world[Symbol.asyncDispose]());

const Report = z.object({
  findings: z.array(
    z.object({
      ...{ id: z.string(), verdict: z.string(), rule: z.string(), resource_id: z.string() },
      ...{ monthly_saving: z.string().nullable(), state: z.string() },
    }),
  ),
  totals: z.array(z.object({ currency: z.string(), monthly: z.string() })),
  unknown: z.array(z.object({ reason: z.string(), findings: z.number() })),
});

/** The store has seen the volumes for no day yet. */
const env = { LONGSHORE_UNATTACHED_DAYS: '0' };

function findings(...args: readonly string[]): Promise<CommandResult> {
  return world.run(['cost', 'findings', ...args], { env });
}

async function report(...args: readonly string[]): Promise<z.output<typeof Report>> {
  const { stdout, stderr } = await findings('--output', 'json', ...args);
  expect(stderr).toBe('');
  return Report.parse(JSON.parse(stdout));
}

test('findings are listed with a total that is the sum of their savings', async () => {
  const { findings: found, totals } = await report();

  const savings = found.flatMap(({ monthly_saving: saving }) => saving ?? []);
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(['yes']));
  expect(totals).toEqual([
    { currency: 'USD', monthly: decimalText(sumOf(savings.map((saving) => decimal(saving)))) },
  ]);
});

test('the table says what figures rest on, and what has no verdict, with the fix', async () => {
  const { stdout, exitCode } = await findings();

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Findings: [\d,]+\.\d\d USD a month can be saved$/m);
  expect(stdout).toMatch(/ListCost/);
  expect(stdout).toMatch(/usage never read: run longshore cost usage/);
  expect(stdout).toMatch(/^ +\d+ +its usage was not read/m);
});

test('filters choose findings', async () => {
  const none = await report('--service', 'RDS');
  const dear = await report('--min-saving', '1000000');
  const all = await report('--verdict', 'all');
  const named = await report('--service', 'ec2', '--account', '210000000000');
  const coded = await report('--service', 'AmazonEC2');
  const every = await report();

  expect([none.findings, dear.findings]).toEqual([[], []]);
  expect([named.findings, coded.findings]).toEqual([every.findings, every.findings]);
  expect(new Set(all.findings.map(({ verdict }) => verdict))).toContain('unknown');
});

test('a finding is explained by its id, and by its resource', async () => {
  const { findings: found } = await report();
  const [first] = found;

  const { stdout } = await findings('--explain', first?.id ?? '');
  const byResource = await findings('--explain', first?.resource_id ?? '');

  expect(stdout).toContain(`Unattached EBS volume: ${first?.resource_id ?? ''}`);
  expect(stdout).toMatch(/^State +property +available/m);
  expect(stdout).toMatch(/aws ec2 delete-volume --volume-id vol-/);
  expect(byResource.stdout).toBe(stdout);
});

test('a dismissed finding is not counted, until it is opened again', async () => {
  const before = await report();
  const [first] = before.findings;
  const id = first?.id ?? '';

  const dismissed = await findings('--dismiss', id, '--until', '2199-12-31');
  const during = await report();
  const withAll = await report('--all');
  await findings('--reopen', id);
  const after = await report();

  expect(dismissed.stdout).toContain('; dismissed');
  expect(during.findings.map((one) => one.id)).not.toContain(id);
  expect(withAll.findings.find((one) => one.id === id)?.state).toBe('dismissed');
  expect(after).toEqual(before);
});

/** Another process reads the store, so that it cannot be written. */
async function readerOf(file: string): Promise<ChildProcess> {
  const program = `
    import { DuckDBInstance } from '@duckdb/node-api';
    const instance = await DuckDBInstance.create(${JSON.stringify(file)}, { access_mode: 'READ_ONLY' });
    await instance.connect();
    console.log('open');
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('a store that cannot be written shows what it has, and says that this is old', async () => {
  const before = await report();
  const id = before.findings[0]?.id ?? '';
  const reader = await readerOf(path.join(world.folder, 'state', 'store.duckdb'));
  const ended = once(reader, 'exit');

  const table = await findings();
  const json = await findings('--output', 'json');
  const explained = await findings('--explain', id);
  const decided = await findings('--done', id);
  reader.kill();
  await ended;

  const old = 'could not be evaluated again, and are shown as stored';
  expect([table.exitCode, table.stderr]).toEqual([3, expect.stringContaining(old)]);
  expect(table.stdout).toContain(id);
  expect([json.exitCode, JSON.parse(json.stdout)]).toEqual([
    3,
    expect.objectContaining({
      findings: expect.arrayContaining([expect.objectContaining({ id })]) as unknown,
      notEvaluated: {
        problem: expect.stringContaining('in use by process') as unknown,
        remedy: expect.any(String) as unknown,
      },
    }),
  ]);
  expect([explained.exitCode, explained.stdout]).toEqual([3, expect.stringContaining(id)]);
  expect([decided.exitCode, decided.stderr]).toEqual([1, expect.stringContaining('in use by process')]); // prettier-ignore
  expect(await report()).toEqual(before);
});

describe('wrong flags are explained', () => {
  test.each([
    [['--dismiss', 'x'], '--dismiss needs --until'],
    [['--dismiss', 'x', '--until', '2020-01-01'], '--until: 2020-01-01 is over'],
    [['--dismiss', 'x', '--until', 'soon'], '"soon" is not a day'],
    [['--until', '2199-01-01'], '--until is for --dismiss'],
    [['--done', 'x', '--reopen', 'y'], 'stand alone'],
    [['--done', 'nothing-like-this'], 'no finding is named nothing-like-this'],
    [['--type', 'lazy'], '--type: "lazy" is not known'],
    [['--type', 'idel'], 'did you mean idle?'],
    [['--type', ''], '--type is empty'],
    [['--service', 'EC3'], '--service: no rule is about "EC3"'],
    [['--service', 'EC3'], 'did you mean EC2?'],
    [['--account', '210000000099'], 'the store has nothing of 210000000099'],
    [['--min-saving', '-1'], '"-1" is not an amount'],
    [['--verdict', 'maybe'], 'must be yes, no, unknown or all'],
    [['--account', '12'], '"12" is not an account id'],
  ])('%j', async (args, message) => {
    const { exitCode, stderr } = await findings(...args);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
