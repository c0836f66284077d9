import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { urn, VOLUME, volume } from './plan-documents.ts';
import { day, storeCharges, type Charge } from './stored-charges.ts';

const PRICES = path.resolve('demo/prices.ndjson.gz');
const DAYS = ['--from', day(0), '--to', day(4)];
const VOLUME_ID = 'vol-0123456789abcdef0';
const Rows = z.array(z.record(z.string(), z.unknown()));

const CHARGES_OF_USD: readonly Charge[] = [
  ...[0, 1, 2, 3, 4].map((index) => ({ index, amount: '0.1', resource: VOLUME_ID, team: 'web' })),
  { index: 1, amount: '2.5', resource: 'logs', service: 'AmazonS3', team: 'data' },
  { index: 1, amount: '40', resource: 'logs', service: 'AWSLambda' },
  { index: 4, amount: '-0.25' },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-actual-'));
  await storeCharges(folder, 'bill', CHARGES_OF_USD);
  await storeCharges(folder, 'mixed', [
    ...CHARGES_OF_USD,
    { index: 2, amount: '7', currency: 'EUR' },
  ]);
  await storeCharges(folder, 'empty', []);
  const gp3 = { size: 100, type: 'gp3', tags: { team: 'web' } };
  await writeFile(
    path.join(folder, 'stack.json'),
    JSON.stringify({
      version: 3,
      deployment: {
        resources: [
          volume(gp3, { id: VOLUME_ID, created: `${day(0)}T00:00:00Z` }),
          {
            ...volume(gp3, { id: 'vol-00000000000000aaa', created: `${day(3)}T00:00:00Z` }),
            urn: urn(VOLUME, 'new'),
          },
          {
            ...volume(gp3, {
              id: 'vol-00000000000000bbb',
              created: `${day(3)}T00:00:00Z`,
              external: true,
            }),
            urn: urn(VOLUME, 'seen'),
          },
          {
            urn: urn('aws:s3/bucket:Bucket', 'logs'),
            custom: true,
            type: 'aws:s3/bucket:Bucket',
            id: 'logs',
            inputs: {},
          },
          {
            urn: urn('aws:docdb/cluster:Cluster', 'db'),
            custom: true,
            type: 'aws:docdb/cluster:Cluster',
            id: 'db',
            inputs: {},
          },
        ],
      },
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function actual(store: string, ...flags: readonly string[]): Promise<CommandResult> {
  return await longshore(['cost', 'actual', '--state', store, '--prices', PRICES, ...flags], {
    cwd: folder,
    env: { AWS_REGION: 'us-east-1' },
  });
}

const rowsOf = ({ stdout }: CommandResult): z.output<typeof Rows> => Rows.parse(JSON.parse(stdout));

describe('longshore cost actual without a plan', () => {
  test('all charges of the store, by day', async () => {
    const rows = rowsOf(await actual('bill', ...DAYS, '--group-by', 'daily', '--output', 'json'));

    expect(rows).toEqual([
      { period: day(0), providers: { aws: 0.1 }, total: 0.1, currency: 'USD' },
      { period: day(1), providers: { aws: 42.6 }, total: 42.6, currency: 'USD' },
      { period: day(2), providers: { aws: 0.1 }, total: 0.1, currency: 'USD' },
      { period: day(3), providers: { aws: 0.1 }, total: 0.1, currency: 'USD' },
      { period: day(4), providers: { aws: -0.15 }, total: -0.15, currency: 'USD' },
    ]);
  });

  test('NDJSON has the rows of JSON; every grouping has the same total', async () => {
    const flags = (by: string, format: string): readonly string[] => [
      ...[...DAYS, '--group-by', by, '--output', format],
    ];
    const lines = (await actual('bill', ...flags('', 'ndjson'))).stdout.trimEnd().split('\n');
    const ungrouped = rowsOf(await actual('bill', ...flags('', 'json')));
    const byTag = rowsOf(await actual('bill', ...flags('tag:team', 'json')));

    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(ungrouped);
    expect(byTag.map(({ totalCost }) => totalCost)).toEqual([2.5, 39.75, 0.5]);
    expect(lines).toHaveLength(4);
  });

  test('filters by service, account, id and tag', async () => {
    const total = async (...filters: readonly string[]): Promise<unknown> => {
      const flags = filters.flatMap((filter) => ['--filter', filter]);
      const rows = rowsOf(
        await actual('bill', ...DAYS, ...flags, '--group-by', 'provider', '--output', 'json'),
      );
      return rows.map((row) => row['totalCost']);
    };

    expect(await total('service=s3')).toEqual([2.5]);
    expect(await total('id==logs', 'service=lambda')).toEqual([40]);
    expect(await total('account=210000000000', 'tag:team=web')).toEqual([0.5]);
  });

  test('mixed currencies, an empty bill, reversed dates: an error, and nothing on stdout', async () => {
    const results = [
      await actual('mixed', ...DAYS, '--group-by', 'daily', '--output', 'json'),
      await actual('empty', ...DAYS, '--output', 'json'),
      await actual('bill', '--from', day(4), '--to', day(0), '--output', 'json'),
      await actual('bill', ...DAYS, '--group-by', 'weekly'),
      await actual('bill', ...DAYS, '--filter', 'web'),
      await actual('nowhere', ...DAYS),
    ];

    expect(results.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual([
      ...[1, 1, 1, 2, 2, 2].map((code) => [code, '']),
    ]);
    expect(results[0]?.stderr).toContain(
      'mixed currencies not supported in cross-provider aggregation: EUR, USD',
    );
    expect(results[1]?.stderr).toContain('no cost data available: the store has no charges');
    expect(results[2]?.stderr).toContain('invalid date range: end date must be after start date: ');
    const mixed = rowsOf(
      await actual('mixed', ...DAYS, '--group-by', 'provider', '--output', 'json'),
    );
    expect(mixed.map(({ currency, totalCost }) => [currency, totalCost])).toEqual([
      ['EUR', 7],
      ['USD', 42.75],
    ]);
  });
});

describe('longshore cost actual of a stack', () => {
  test('charges by id, else run time and price, with their confidence', async () => {
    const flags = ['--pulumi-state', 'stack.json', ...DAYS, '--estimate-confidence'];
    const rows = rowsOf(await actual('bill', ...flags, '--output', 'json'));
    const shown = rows.map(({ resourceId, adapter, confidence, error }) => [
      ...[String(resourceId).split('::').at(-1), adapter, confidence],
      error === undefined,
    ]);

    expect(shown).toEqual([
      ['db', 'none', undefined, false],
      ['data', 'longshore', 'high', true],
      ['new', 'estimate', 'medium', true],
      ['seen', 'estimate', 'low', true],
      ['logs', 'longshore', 'high', true],
    ]);
    expect(rows[1]).toMatchObject({ totalCost: 0.5, dailyCosts: [0.1, 0.1, 0.1, 0.1, 0.1] });
    expect(rows[2]?.['dailyCosts']).toHaveLength(5);
    expect(rows[2]?.['totalCost']).toBeCloseTo((Number(rows[2]?.['monthly']) * 48) / 730, 9);
    // The function of the same name is not the bucket.
    expect(rows[4]).toMatchObject({ totalCost: 2.5 });
  });

  test('--adapter asks one source; the table says what is unknown', async () => {
    const billed = await actual(
      'bill',
      '--pulumi-state',
      'stack.json',
      ...DAYS,
      '--adapter',
      'longshore',
    );
    const estimated = await actual(
      'bill',
      '--plan',
      'stack.json',
      ...DAYS,
      '--adapter',
      'estimate',
    );

    expect(billed.stdout).toMatch(/::new +none +unknown/);
    expect(estimated.stdout).toMatch(
      /::data +estimate +[\d.]+ +5 days +USD +run time × list price/,
    );
  });
});
