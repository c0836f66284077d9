import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { parseBudgets } from '../../../src/cost/engine/budgets/budget-config.ts';
import {
  actualSpend,
  budgetExitCode,
  budgetStatuses,
  projectedSpend,
} from '../../../src/cost/engine/budgets/budget-status.ts';
import type { CostResult } from '../../../src/cost/engine/results/cost-result.ts';
import { decimal, toNumber } from '../../../src/cost/money/decimal.ts';
import { longshore } from '../../helpers/command.ts';
import { preview, step, volume } from './plan-documents.ts';

const result = (monthly: number | undefined, more: Partial<CostResult> = {}): CostResult => ({
  ...{ resourceType: 'aws:ec2/instance:Instance', resourceId: 'web', provider: 'aws' },
  ...{ service: 'ec2', adapter: 'longshore', currency: 'USD', notes: '', hourly: undefined },
  monthly: monthly === undefined ? undefined : decimal(monthly),
  tags: new Map(),
  breakdown: new Map(),
  ...more,
});
const usd = (amount: number, more: object = {}): object => ({ amount, currency: 'USD', ...more });

describe('budgets', () => {
  test.each([
    [79.9, 'OK', ['exceeded', 'approaching', 'ok']],
    [80, 'WARNING', ['exceeded', 'exceeded', 'ok']],
    [90, 'CRITICAL', ['exceeded', 'exceeded', 'ok']],
    [95, 'CRITICAL', ['exceeded', 'exceeded', 'approaching']],
    [100, 'EXCEEDED', ['exceeded', 'exceeded', 'exceeded']],
  ])('%d of 100 is %s', (monthly, health, alerts) => {
    const budgets = parseBudgets({ cost: { budgets: { global: usd(100) } } }, 'x');
    const [status] = budgetStatuses(budgets, [result(monthly)], projectedSpend);

    expect(status?.health).toBe(health);
    expect(status?.alerts.map((alert) => alert.status)).toEqual(alerts);
  });

  test('a projected month is its own forecast; a month to date goes on', () => {
    const budgets = parseBudgets({ global: usd(100) }, 'x');
    const start = Date.parse('2025-03-01');
    const days = Array.from({ length: 10 }, () => decimal(5));
    const actual = result(undefined, {
      ...{ start, end: Date.parse('2025-03-11'), dailyCosts: days, totalCost: decimal(50) },
    });

    const [projected] = budgetStatuses(budgets, [result(50)], projectedSpend);
    const [soFar] = budgetStatuses(budgets, [actual], actualSpend);

    expect([projected?.used, projected?.forecasted]).toEqual([50, 50]);
    expect([soFar?.used, soFar?.forecasted]).toEqual([50, 155]);
  });

  test('only the month in which the time ends counts', () => {
    const over = result(undefined, {
      ...{ start: Date.parse('2025-02-27'), end: Date.parse('2025-03-03'), totalCost: decimal(40) },
      dailyCosts: [10, 10, 10, 10].map((amount) => decimal(amount)),
    });

    const spend = actualSpend(over);

    expect([spend?.spend, spend?.forecast].map((one) => one && toNumber(one))).toEqual([20, 310]);
  });

  test('by provider, type and tag; a resource counts in the tag of the highest priority', () => {
    const tagged = result(10, {
      tags: new Map([
        ['team', 'web'],
        ['env', 'dev'],
      ]),
    });
    const budgets = parseBudgets(
      {
        global: usd(100),
        providers: { aws: usd(10), gcp: usd(10) },
        types: { 'aws:ec2/instance:Instance': usd(40) },
        tags: [
          usd(10, { selector: 'env:*', priority: 1 }),
          usd(20, { selector: 'team:web', priority: 2 }),
        ],
      },
      'x',
    );
    const statuses = budgetStatuses(budgets, [tagged, result(undefined)], projectedSpend);

    expect(statuses.map(({ scope, name, used, unknown }) => [scope, name, used, unknown])).toEqual([
      ['global', '', 10, 1],
      ['provider', 'aws', 100, 1],
      ['provider', 'gcp', 0, 0],
      ['type', 'aws:ec2/instance:Instance', 25, 1],
      ['tag', 'team:web', 50, 0],
      ['tag', 'env:*', 0, 0],
    ]);
  });

  test('another currency is not compared, and 0 turns a budget off', () => {
    const euro = result(20, { currency: 'EUR' });
    const [mismatch] = budgetStatuses(
      parseBudgets({ global: usd(1) }, 'x'),
      [euro],
      projectedSpend,
    );
    const [off] = budgetStatuses(parseBudgets({ global: usd(0) }, 'x'), [euro], projectedSpend);

    expect(mismatch).toMatchObject({ health: 'UNKNOWN', spend: undefined });
    expect(mismatch?.problem).toContain('CurrencyMismatch: there are costs in EUR');
    expect(off?.problem).toBe('BudgetDisabled');
  });

  test('the exit code is the one of the budget, else that of all, else 1', () => {
    const code = (more: object, all: object = {}): number | undefined =>
      budgetExitCode(
        budgetStatuses(
          parseBudgets({ global: usd(10, more), ...all }, 'x'),
          [result(20)],
          projectedSpend,
        ),
      );

    expect(code({})).toBeUndefined();
    expect(code({ exit_on_threshold: true })).toBe(1);
    expect(code({ exit_on_threshold: true, exit_code: 0 })).toBe(0);
    expect(code({ exit_code: 7 }, { exit_on_threshold: true, exit_code: 3 })).toBe(7);
    expect(code({ exit_on_threshold: true, alerts: [{ threshold: 500 }] })).toBeUndefined();
    expect(
      code({ exit_on_threshold: true, alerts: [{ threshold: 150, type: 'forecasted' }] }),
    ).toBe(1);
  });

  test.each([
    [{ global: usd(-1) }, 'BudgetAmountNegative'],
    [{ global: { amount: 1 } }, 'BudgetCurrencyRequired'],
    [{ global: { amount: 1, currency: 'usd' } }, 'InvalidCurrency'],
    [{ global: usd(1, { period: 'weekly' }) }, 'UnsupportedBudgetPeriod'],
    [{ global: usd(1, { alerts: [{ threshold: 1001 }] }) }, 'AlertThresholdOutOfRange'],
    [{ global: usd(1, { alerts: [{ threshold: 1, type: 'x' }] }) }, 'AlertTypeInvalid'],
    [{ global: usd(1, { exit_code: 256 }) }, 'ExitCodeOutOfRange'],
    [{ types: { x: usd(1) } }, 'GlobalBudgetRequired'],
    [{ global: usd(1), tags: [usd(1, { selector: 'team' })] }, 'InvalidTagSelector'],
    [
      { global: usd(1), tags: [usd(1, { selector: 'a:b' }), usd(1, { selector: 'c:d' })] },
      'DuplicateTagPriority',
    ],
    [[], 'InvalidBudget'],
  ])('%j is refused by name', (value, name) => {
    expect(() => parseBudgets(value, 'budgets.yaml')).toThrow(name);
  });
});

describe('budgets of a plan', () => {
  const Document = z.object({ budgets: z.array(z.record(z.string(), z.unknown())) });
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'longshore-budgets-'));
    const text = 'cost:\n  budgets:\n    global: { amount: 1, currency: USD, exit_code: 42 }\n';
    await writeFile(path.join(folder, 'budgets.yaml'), text);
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghijklmnop'
        .split('')
        .map(
          (name, index) =>
            `${name}: &${name} [*${'abcdefghijklmnop'[index] ?? ''}, *${'abcdefghijklmnop'[index] ?? ''}]`,
        ),
    ];
    await writeFile(path.join(folder, 'bomb.yaml'), bomb.join('\n'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const run = async (...flags: readonly string[]): ReturnType<typeof longshore> => {
    const plan = preview([step('create', { newState: volume({ size: 100, type: 'gp3' }) })], {
      config: { 'aws:region': 'us-east-1' },
    });
    const stdin = Readable.from([Buffer.from(JSON.stringify(plan))]);
    const prices = path.resolve('demo/prices.ndjson.gz');
    const args = ['cost', 'projected', '--plan', '-', '--prices', prices, ...flags];
    return await longshore(args, { cwd: folder, stdin });
  };

  test('stdout stays one document, and the exit code is that of the budget', async () => {
    const json = await run('--budgets', 'budgets.yaml', '--exit-on-threshold', '--output', 'json');
    const table = await run('--budgets', 'budgets.yaml');

    expect(Document.parse(JSON.parse(json.stdout)).budgets).toMatchObject([
      { scope: 'global', amount: 1, health: 'EXCEEDED' },
    ]);
    expect([json.exitCode, table.exitCode]).toEqual([42, 0]);
    expect(table.stdout).toMatch(/global +1\.00 +8\.00 +800\.0 % +8\.00 +USD +EXCEEDED/);
  });

  test('a YAML bomb is refused before anything is printed', async () => {
    const { stdout, exitCode } = await run('--budgets', 'bomb.yaml', '--output', 'json');

    expect([stdout, exitCode]).toEqual(['', 2]);
  });
});
