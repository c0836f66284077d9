import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from '../../../src/cost/analysis/allocation.ts';
import { budgetStatus, monthEndCost } from '../../../src/cost/analysis/budget.ts';
import { dayNumber } from '../../../src/cost/analysis/calendar-day.ts';
import { forecast } from '../../../src/cost/analysis/forecast/forecast.ts';
import { fastestGrowing, reportedTrends, trendOf } from '../../../src/cost/analysis/trends.ts';
import { wasteSummary } from '../../../src/cost/analysis/waste.ts';
import { decimal, decimalText, plus, sumOf, toNumber } from '../../../src/cost/money/decimal.ts';
import { START, webCosts } from './daily-series.ts';

describe('a trend', () => {
  test('compares the last days with as many before, exactly', () => {
    const amounts = Array.from({ length: 20 }, (_, day) => ({
      day: START + day,
      amount: decimal(day < 13 ? '0.1' : '0.3'),
    }));
    const trend = trendOf(amounts, START + 19, 7);

    expect(trend).toMatchObject({ from: START + 13, to: START + 19, ratio: 2 });
    expect([trend.current, trend.previous, trend.change].map(decimalText)).toEqual([
      '2.1',
      '0.7',
      '1.4',
    ]);
    expect(decimalText(trend.dailyMean)).toBe('0.3');
  });

  test('is reported for a week and for 30 days', () => {
    const amounts = Array.from({ length: 60 }, (_, day) => ({
      day: START + day,
      amount: decimal(1),
    }));

    const trends = reportedTrends(amounts, START + 59);
    expect(trends.map(({ days, current, ratio }) => [days, decimalText(current), ratio])).toEqual([
      [7, '7', 0],
      [30, '30', 0],
    ]);
  });

  test('has no percentage without a cost before', () => {
    expect(trendOf([{ day: START, amount: decimal(5) }], START, 7).ratio).toBeUndefined();
  });

  test('puts growth in money before growth in percent, and names new and gone services', () => {
    const current = new Map(
      [
        ['S3', '2'],
        ['EC2', '1100'],
        ['EKS', '50'],
      ].map(([name = '', cost = '']) => [name, decimal(cost)]),
    );
    const previous = new Map(
      [
        ['S3', '1'],
        ['EC2', '1000'],
        ['RDS', '300'],
      ].map(([name = '', cost = '']) => [name, decimal(cost)]),
    );

    expect(fastestGrowing(current, previous).map(({ name, kind }) => [name, kind])).toEqual([
      ['EC2', 'changed'],
      ['EKS', 'new'],
      ['S3', 'changed'],
      ['RDS', 'gone'],
    ]);
  });
});

test('waste counts a resource once, and never above its cost', () => {
  const row = (resource: string, service: string, saving: number, cost: number) => ({
    resource,
    service,
    saving: decimal(saving),
    cost: decimal(cost),
  });
  const summary = wasteSummary(
    [
      row('i-1', 'EC2', 40, 100),
      row('i-1', 'EC2', 100, 100),
      row('db', 'RDS', 90, 60),
      row('x', 'S3', -5, 10),
    ],
    decimal(640),
  );

  expect(decimalText(summary.total)).toBe('160');
  expect(summary).toMatchObject({ share: 0.25, resources: 2 });
  expect(summary.byService.map(({ service }) => service)).toEqual(['EC2', 'RDS']);
  expect(wasteSummary([], decimal(0)).share).toBeUndefined();
});

describe('a budget', () => {
  const limit = decimal(1_000);
  const at = (expected: number) => ({
    expected: decimal(expected),
    low: decimal(0),
    high: decimal(9_999),
  });

  test.each([
    [1_200, at(1_300), 'exceeded', 1.2],
    [600, at(1_100), 'at-risk', 0.6],
    [600, at(900), 'within', 0.6],
    [600, undefined, 'unknown', 0.6],
    [1_000, at(1_000), 'within', 1],
  ])('with %s spent', (spent, expected, status, usedRatio) => {
    expect(budgetStatus(limit, decimal(spent), expected)).toMatchObject({ status, usedRatio });
  });

  test('adds the forecast up to the end of the month, and no day of the next', () => {
    const today = dayNumber('2025-07-20');
    const result = forecast(webCosts(today - START), START);
    if (result.status !== 'forecast') throw new Error('no forecast');
    const end = monthEndCost(decimal(1_000), result, today);

    const days = result.days.slice(0, 12).reduce((sum, { expected }) => sum + expected, 0);
    expect(end === undefined ? 0 : toNumber(end.expected)).toBeCloseTo(1_000 + days, 6);
    expect(
      monthEndCost(decimal(0), { ...result, days: result.days.slice(0, 11) }, today),
    ).toBeUndefined();
  });
});

test('what is allocated and what is not add up to the bill, to the last digit', () => {
  const amount = fc
    .bigInt({ min: -(10n ** 9n), max: 10n ** 9n })
    .map((cents) => decimal(`${cents}e-9`));
  const rows = fc.array(
    fc.record({
      value: fc.option(fc.constantFrom('', 'a', 'b', '__proto__'), { nil: undefined }),
      amount,
    }),
  );
  fc.assert(
    fc.property(rows, (charges) => {
      const { groups, unallocated, total } = allocate(charges);

      expect(total).toBe(sumOf(charges.map((charge) => charge.amount)));
      expect(plus(sumOf(groups.map((group) => group.amount)), unallocated)).toBe(total);
    }),
  );
});
