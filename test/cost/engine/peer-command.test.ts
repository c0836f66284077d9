import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { preview, step, urn, volume } from './plan-documents.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-peer-'));
  await mkdir(path.join(folder, '.finfocus', 'specs'), { recursive: true });
  const spec =
    'provider: aws\nservice: docdb\nsku: default\ncurrency: USD\npricing:\n  monthlyEstimate: 8\n';
  await writeFile(path.join(folder, '.finfocus', 'specs', 'aws-docdb-default.yaml'), spec);
});
afterAll(() => rm(folder, { recursive: true }));

async function peer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const plan = preview(
    [
      step('create', { newState: volume({ size: 100, type: 'gp3' }) }),
      { op: 'create', urn: urn('aws:docdb/cluster:Cluster', 'db'), inputs: {} },
    ],
    { config: { 'aws:region': 'us-east-1' } },
  );
  return await longshore(['peer', ...args], {
    cwd: folder,
    env: { HOME: folder, ...env },
    stdin: Readable.from([Buffer.from(JSON.stringify(plan))]),
  });
}
const PROJECTED = [
  'cost',
  'projected',
  '--pulumi-json',
  '-',
  '--prices',
  path.resolve('demo/prices.ndjson.gz'),
];

describe('pulumicost and finfocus', () => {
  test('their configuration, folders and variables count; flags come first', async () => {
    await peer(['finfocus', 'config', 'init']);
    await peer(['finfocus', 'config', 'set', 'output.default_format', 'ndjson']);
    const ndjson = await peer(['pulumicost', ...PROJECTED]);
    const json = await peer(['finfocus', ...PROJECTED], { FINFOCUS_OUTPUT_FORMAT: 'json' });
    const old = await peer([
      'finfocus',
      ...PROJECTED,
      '--output',
      'json',
      '--format-version',
      '0.1',
    ]);

    expect(ndjson.stdout.trimEnd().split('\n')).toHaveLength(2);
    // The price file of the specs folder counts too.
    expect(JSON.parse(json.stdout)).toMatchObject({ finfocus: { summary: { totalMonthly: 16 } } });
    expect(JSON.parse(old.stdout)).toMatchObject({ summary: { totalMonthly: 16 } });
  });

  test.each([
    ['finfocus', '.finfocus'],
    ['pulumicost', '.pulumicost'],
  ])('the plugins of %s are listed', async (name, home) => {
    const HOME = path.join(folder, `home-of-${name}`);
    const place = path.join(HOME, home, 'plugins', `of-${name}`, 'v1.2.0');
    await mkdir(place, { recursive: true });
    await writeFile(path.join(place, `${name}-plugin-of-${name}`), '#!/bin/sh\n', { mode: 0o755 });

    const { stdout } = await peer([name, 'plugin', 'list', '--output', 'json'], { HOME });

    expect(stdout).toContain(`"of-${name}"`);
    expect(stdout).toContain('1.2.0');
  });

  test('a budget of the configuration decides the exit code, and stdout stays JSON', async () => {
    const set = (key: string, value: string): Promise<CommandResult> =>
      peer(['finfocus', 'config', 'set', key, value]);
    await set('cost.budgets', '{ global: { amount: 1, currency: USD } }');
    const negative = await set('cost.budgets.global.amount', '-1');
    const proto = await set('__proto__.polluted', '1');
    const { stdout, exitCode } = await peer(['pulumicost', ...PROJECTED, '--output', 'json'], {
      PULUMICOST_BUDGET_EXIT_ON_THRESHOLD: 'true',
      PULUMICOST_BUDGET_EXIT_CODE: '9',
    });

    expect([exitCode, negative.exitCode, proto.exitCode]).toEqual([9, 2, 2]);
    expect(JSON.parse(stdout)).toMatchObject({ budgets: [{ health: 'EXCEEDED' }] });
    expect(await readFile(path.join(folder, '.finfocus', 'config.yaml'), 'utf8')).toMatch(/^# /);
    const { stdout: amount } = await peer([
      'finfocus',
      'config',
      'get',
      'cost.budgets.global.amount',
    ]);
    expect(amount).toBe('1\n');
  });
});
