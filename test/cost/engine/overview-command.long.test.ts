import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { preview, step, urn, VOLUME, volume } from './plan-documents.ts';
import { day, storeCharges } from './stored-charges.ts';

const PRICES = path.resolve('demo/prices.ndjson.gz');
const ID = 'vol-0123456789abcdef0';
const NEW_ID = 'vol-00000000000000aaa';
const Overview = z.object({
  metadata: z.looseObject({ totalResources: z.number(), pendingChanges: z.number() }),
  resources: z.array(z.looseObject({ urn: z.string(), status: z.string() })),
  summary: z.record(z.string(), z.unknown()),
  totals: z.array(z.looseObject({ currency: z.string() })),
  errors: z.array(z.looseObject({ urn: z.string() })),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-overview-'));
  await storeCharges(folder, 'bill', [
    ...[0, 1, 2, 3, 4].map((index) => ({ index, amount: '0.1', resource: ID })),
    ...[3, 4].map((index) => ({ index, amount: '5', resource: NEW_ID })),
  ]);
  await storeCharges(folder, 'mixed', [
    { index: 0, amount: '1', resource: ID },
    { index: 1, amount: '2', resource: ID, currency: 'EUR' },
  ]);
  const gp3 = { size: 100, type: 'gp3' };
  const old = volume(gp3, { id: ID, created: '2024-01-01T00:00:00Z' });
  const plan = preview(
    [
      step('update', { oldState: old, newState: volume({ size: 200, type: 'gp3' }) }),
      { op: 'create', urn: urn('aws:docdb/cluster:Cluster', 'db'), inputs: {} },
    ],
    { config: { 'aws:region': 'us-east-1' }, changeSummary: { same: 1 } },
  );
  const young = volume(gp3, { id: NEW_ID, created: `${day(2)}T12:00:00Z` });
  const state = {
    version: 3,
    deployment: { resources: [old, { ...young, urn: urn(VOLUME, 'young') }] },
  };
  await writeFile(path.join(folder, 'plan.json'), JSON.stringify(plan));
  await writeFile(path.join(folder, 'state.json'), JSON.stringify(state));
});
afterAll(() => rm(folder, { recursive: true }));

async function overview(store: string, ...flags: readonly string[]): Promise<CommandResult> {
  const time = ['--from', day(0), '--to', day(4)];
  const args = ['cost', 'overview', '--state', store, '--prices', PRICES, ...time, ...flags];
  return await longshore(args, { cwd: folder, env: { AWS_REGION: 'us-east-1' } });
}

const BOTH = ['--pulumi-json', 'plan.json', '--pulumi-state', 'state.json'];

describe('longshore cost overview', () => {
  test('what the bill has, what is projected, and how far they are apart', async () => {
    const { stdout, stderr } = await overview('bill', ...BOTH, '--output', 'json');

    const { resources, summary, errors, metadata } = Overview.parse(JSON.parse(stdout));
    const [db, data, young] = resources;
    expect(stderr).toBe('');
    expect(metadata).toMatchObject({ totalResources: 3, pendingChanges: 2, notes: [] });
    expect(db).toMatchObject({ status: 'creating', delta: null, warnings: ['error', 'new'] });
    expect(data).toMatchObject({
      status: 'updating',
      resourceId: ID,
      actualCost: { mtdCost: 0.5, currency: 'USD', basis: 'EffectiveCost' },
      projectedCost: { monthlyCost: 16, currency: 'USD' },
      delta: 8,
      costDrift: { projected: 8, isWarning: true },
    });
    // It has run for less than the time: its bill says nothing about a month.
    expect(young).toMatchObject({ status: 'active', actualCost: { mtdCost: 10 } });
    expect(young).not.toHaveProperty('costDrift');
    expect(young).not.toHaveProperty('delta');
    expect(summary).toMatchObject({
      totalActualMTD: 10.5,
      projectedMonthly: 24,
      projectedDelta: 8,
    });
    expect(errors.map(({ urn: of }) => of)).toEqual([db?.urn]);
  });

  test('the table has the columns of FinFocus; NDJSON has the rows of JSON', async () => {
    const table = await overview('bill', ...BOTH);
    const json = await overview('bill', ...BOTH, '--output', 'json');
    const ndjson = await overview('bill', ...BOTH, '--output', 'ndjson');

    expect(table.stdout).toMatch(
      /^RESOURCE +TYPE +STATUS +ACTUAL\(MTD\) +PROJECTED +DELTA +DRIFT% +RECS +CURRENCY\n/,
    );
    expect(table.stdout).toMatch(
      /^data +aws:ebs\/volume:Volume +~ updating +0\.50 +16\.00 +\+8\.00 +-\d\d% +- +USD$/m,
    );
    expect(table.stdout).toMatch(/^SUMMARY USD +3 resources +10\.50 +24\.00 +\+8\.00/m);
    const rows = ndjson.stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(rows).toEqual(Overview.parse(JSON.parse(json.stdout)).resources);
  });

  test('without a store, nothing of the bill is known; currencies are never added', async () => {
    const without = await overview('nowhere', '--plan', 'plan.json', '--output', 'json');
    const mixed = await overview('mixed', ...BOTH, '--output', 'json');

    const { resources, summary } = Overview.parse(JSON.parse(without.stdout));
    expect(without.stderr).toContain('nothing of the bill is known');
    expect(resources.map((row) => row['actualCost'])).toEqual([undefined, undefined]);
    expect(summary).toMatchObject({ totalActualMTD: null, projectedMonthly: 16 });
    const both = Overview.parse(JSON.parse(mixed.stdout));
    expect(both.summary).toMatchObject({ totalActualMTD: null, currency: null });
    expect(both.totals.map(({ currency, totalActualMTD }) => [currency, totalActualMTD])).toEqual([
      ['EUR', 2],
      ['USD', 1],
    ]);
  });

  test('what is missing, and the flags and the command of FinFocus', async () => {
    const none = await overview('bill');
    const accepted = await longshore(
      [
        'peer',
        'finfocus',
        'overview',
        '--plain',
        '--yes',
        '--no-pagination',
        '--state',
        'bill',
      ].concat(['--prices', PRICES, '--pulumi-state', 'state.json', '--output', 'ndjson']),
      { cwd: folder, env: { AWS_REGION: 'us-east-1', HOME: folder } },
    );

    expect([none.exitCode, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('--pulumi-state');
    expect(accepted.exitCode).toBe(0);
    expect(accepted.stdout.trimEnd().split('\n')).toHaveLength(2);
  });
});
