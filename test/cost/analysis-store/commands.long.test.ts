import { mkdtemp, mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { detectAnomalies } from '../../../src/app/cost/analysis/detect-anomalies.ts';
import { decimal, decimalText, sumOf } from '../../../src/cost/money/decimal.ts';
import { DuckDbStore } from '../../../src/store/duckdb/duckdb-store.ts';
import { longshore, type CommandResult } from '../../helpers/command.ts';
import { daysFrom, NEVER, PAYER, storeBill } from './stored-bill.ts';

const RUNAWAY = '210000000007';
/** A name that would break a page, a table and a terminal. */
const HOSTILE = '<script>alert(1)</script>|`x`\u001b[31m';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-analysis-'));
  await mkdir(path.join(folder, '.longshore'));
  const file = path.join(folder, '.longshore', 'store.duckdb');
  await using store = await DuckDbStore.open({
    ...{ file, memoryMb: 200, threads: 1, spillMb: 100, readOnly: false },
  });
  const charges = daysFrom('2026-08-01', '2026-10-31').flatMap((day, index) => {
    const noise = ((index * 37) % 11) / 10;
    return [
      { day, amount: 100 + noise, account: RUNAWAY, tags: { team: 'web' } },
      {
        day,
        amount: 40.123456789 + noise,
        service: HOSTILE,
        usageType: 'EU-Odd',
        tags: { team: HOSTILE },
      },
      { day, amount: 3, service: 'AWS Lambda', region: null },
      ...(day < '2026-10-22'
        ? []
        : [
            {
              day,
              amount: 400,
              account: RUNAWAY,
              usageType: 'EU-BoxUsage:p4d.24xlarge',
              resource: 'i-runaway',
            },
          ]),
      ...(day.endsWith('-01')
        ? [
            { day, amount: 50, category: 'Tax', service: 'Tax' },
            { day, amount: -20.5, category: 'Credit' },
            { day, amount: 300, category: 'Purchase', service: 'Savings Plans' },
          ]
        : []),
    ];
  });
  await storeBill(store, charges, {
    collectedAt: '2026-11-04T06:00:00Z',
    final: ['2026-08', '2026-09'],
  });
  await detectAnomalies({ store, signal: NEVER, now: () => Date.parse('2026-11-04T07:00:00Z') });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function cost(...args: readonly string[]): Promise<CommandResult> {
  return longshore(['cost', ...args], { cwd: folder });
}

async function json<Schema extends z.ZodType>(
  schema: Schema,
  ...args: readonly string[]
): Promise<z.output<Schema>> {
  const { exitCode, stdout, stderr } = await cost(...args);
  if (exitCode !== 0) throw new Error(stderr);
  return schema.parse(JSON.parse(stdout));
}

const OCTOBER = ['--from', '2026-10', '--to', '2026-10'];
const Bill = z.object({
  totals: z.array(z.looseObject({ currency: z.string(), charges: z.string(), total: z.string() })),
  rows: z.array(z.looseObject({ amount: z.string() })),
});
const Report = z.object({
  bill: Bill,
  anomalies: z.object({ anomalies: z.array(z.looseObject({ impact: z.string() })) }),
  allocation: z.object({
    allocations: z.array(
      z.looseObject({
        groups: z.array(z.object({ value: z.string(), amount: z.string() })),
        ...{ unallocated: z.string(), credits: z.string(), taxes: z.string(), bill: z.string() },
      }),
    ),
  }),
});
const Trends = z.object({
  trends: z.array(
    z.looseObject({
      ...{ days: z.number(), from: z.string(), to: z.string(), current: z.string() },
      changes: z.array(z.looseObject({ current: z.string() })),
    }),
  ),
});

describe('sums reconcile with cost show to the last digit', () => {
  test.each([['billed'], ['effective']])('of the report, in basis %s', async (basis) => {
    const shown = await json(Bill, 'show', ...OCTOBER, '--basis', basis, '--output', 'json');

    const args = [...OCTOBER, '--basis', basis, '--allocate-by', 'tag:team', '--format', 'json'];
    const { bill, allocation } = await json(Report, 'report', ...args);

    expect(bill.totals).toEqual(shown.totals);
    expect(bill.rows).toEqual(shown.rows);
    const [one] = allocation.allocations;
    const parts = [
      ...(one?.groups ?? []).map(({ amount }) => amount),
      one?.unallocated,
      one?.credits,
      one?.taxes,
    ];
    const sum = decimalText(sumOf(parts.map((amount) => decimal(amount ?? 'missing'))));
    expect([sum, one?.bill]).toEqual([shown.totals[0]?.total, shown.totals[0]?.total]);
    expect(Number(one?.unallocated)).toBeGreaterThan(0);
  });

  test.each([['service'], ['account'], ['region'], ['tag:team']])(
    'of trends by %s',
    async (group) => {
      const { trends } = await json(Trends, 'trends', '--group-by', group, '--format', 'json');

      expect(trends.map(({ days }) => days)).toEqual([7, 30]);
      for (const { from, to, current, changes } of trends) {
        const usage = [
          '--filter',
          'charge_category=Usage',
          '--basis',
          'effective',
          '--output',
          'json',
        ];
        const shown = await json(Bill, 'show', '--from', from, '--to', to, ...usage);
        expect(current).toBe(shown.totals[0]?.charges);
        expect(decimalText(sumOf(changes.map((one) => decimal(one.current))))).toBe(current);
      }
    },
  );
});

test('anomalies name the account and what explains them', async () => {
  const { stdout } = await cost('anomalies', '--from', '2026-10-01');

  expect(stdout).toContain(RUNAWAY);
  expect(stdout).toMatch(/EU-BoxUsage:p4d\.24xlarge\s+\(new\)/);
  expect(stdout).toContain('i-runaway');
  expect(stdout).toContain('basis EffectiveCost');
});

test('other series, and the other method, are computed at once', async () => {
  const Found = z.object({
    anomalies: z.array(z.looseObject({ series: z.string(), method: z.string() })),
  });
  const args = ['--from', '2026-10-01', '--format', 'json'];

  const byTeam = await json(Found, 'anomalies', '--group-by', 'tag:team', ...args);
  const rises = await json(Found, 'anomalies', '--method', 'day-over-day', ...args);

  expect(byTeam.anomalies.map(({ series }) => series)).toEqual(['tag:team (no tag team)']);
  expect(rises.anomalies).toHaveLength(1);
  expect(rises.anomalies[0]?.method).toBe('day-over-day');
});

test('the forecast has intervals and its past error; what cannot be forecast says so', async () => {
  const { stdout } = await cost('forecast', '--from', '2026-10-20', '--to', '2026-11-05');
  const young = await cost('forecast', '--from', '2026-08-10', '--filter', `account=${PAYER}`);

  expect(stdout).toContain('Forecast of 2026-10-20 to 2026-11-05');
  expect(stdout).toMatch(/× naive/);
  expect(young.stdout).toContain('no forecast: too little history');
});

test('a page needs nothing else, and names of others are text in every format', async () => {
  const { exitCode } = await cost('report', ...OCTOBER, '--format', 'html', '--out', 'report.html');
  const page = await readFile(path.join(folder, 'report.html'), 'utf8');
  const markdown = (await cost('report', ...OCTOBER, '--format', 'markdown')).stdout;
  const text = (await cost('report', ...OCTOBER)).stdout;

  expect(exitCode).toBe(0);
  expect(page.match(/<svg /g)?.length).toBeGreaterThanOrEqual(2);
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).not.toMatch(/<script|https?:\/\/|src=|@import/);
  expect(page).toContain('&lt;script&gt;');
  expect(markdown).toContain('| --- | ---: |');
  expect(markdown).not.toContain('<script>');
  expect(text).not.toContain('\u001b');
  for (const output of [page, markdown, text]) expect(output).toContain('i-runaway');
});

test('budgets of the settings, with why one is unknown', async () => {
  const Budgets = z.object({
    budgets: z.array(z.looseObject({ name: z.string(), status: z.string() })),
  });
  const env = { LONGSHORE_COST_BUDGETS: '[{name: everything, amount: 1000}]' };

  const { stdout } = await longshore(['cost', 'budgets', '--format', 'json'], { cwd: folder, env });

  const { budgets } = Budgets.parse(JSON.parse(stdout));
  expect(budgets).toHaveLength(1);
  expect(budgets[0]).toMatchObject({
    source: 'longshore',
    name: 'everything',
    limit: '1000',
    basis: 'BilledCost',
  });
});

test.each([
  [['anomalies', '--form', '2026-10-01'], '--from'],
  [['anomalies', '--method', 'sesonal'], 'seasonal'],
  [['anomalies', '--from', '2026-11-01', '--to', '2026-10-01'], '--from'],
  [['anomalies', '--min-impact', 'much'], '--min-impact'],
  [['anomalies', '--explain', 'nothing'], 'longshore cost anomalies'],
  [['forecast', '--grup-by', 'service'], '--group-by'],
  [['forecast', '--to', '2026-10-32'], '--to'],
  [['forecast', '--to', '2020-01-01'], 'choose a day'],
  [['trends', '--basis', 'biled'], 'billed'],
  [['trends', '--group-by', 'servce'], 'service'],
  [['waste', '--format', 'yaml'], 'text or json'],
  [['budgets', '--formt', 'json'], '--format'],
  [['report', '--format', 'pdf'], 'html'],
  [['report', '--allocate-by', 'account,service'], 'one group'],
] as const)('a mistake is named with its fix: %j', async (args, fix) => {
  const { exitCode, stderr } = await cost(...args);

  expect(exitCode).toBe(2);
  expect(stderr).toContain(fix);
});
