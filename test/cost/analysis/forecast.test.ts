import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dateOf, dayNumber, dayOfMonth } from '../../../src/cost/analysis/calendar-day.ts';
import { forecast, type PointForecast } from '../../../src/cost/analysis/forecast/forecast.ts';
import { START, webCosts } from './daily-series.ts';

function pointForecast(...args: Parameters<typeof forecast>): PointForecast {
  const result = forecast(...args);
  if (result.status !== 'forecast') throw new Error(`no forecast: ${result.reason}`);
  return result;
}

describe('a forecast', () => {
  test('continues weekdays, with the total of its days', () => {
    const costs = webCosts(230);
    const { days, total, backTests } = pointForecast(costs.slice(0, 200), START);

    expect(days).toHaveLength(30);
    expect(days[0]?.day).toBe(START + 200);
    expect(total.expected).toBeCloseTo(
      days.reduce((sum, { expected }) => sum + expected, 0),
      6,
    );
    for (const [index, { expected }] of days.entries()) {
      expect(Math.abs(expected / (costs[200 + index] ?? 1) - 1)).toBeLessThan(0.25);
    }
    expect(backTests).toBe(5);
  });

  test('of a weekly pattern has its weekdays', () => {
    const week = [10, 20, 30, 40, 50, 5, 5];
    const { days } = pointForecast(
      Array.from({ length: 140 }, (_, day) => week[day % 7] ?? 0),
      START,
    );

    for (const [index, { expected }] of days.entries()) {
      expect(Math.abs(expected / (week[index % 7] ?? 1) - 1)).toBeLessThan(0.15);
    }
  });

  test('follows a trend, but not forever', () => {
    const growing = Array.from({ length: 200 }, (_, day) => 100 + day);
    const { days } = pointForecast(growing, START);

    expect(days[29]?.expected).toBeGreaterThan(310);
    expect(days[29]?.expected).toBeLessThan(335);
  });

  test('has the monthly fee on its day', () => {
    const costs = webCosts(200).map((cost, day) =>
      dayOfMonth(START + day) === 3 ? cost + 800 : cost,
    );
    const { days } = pointForecast(costs, START);

    const high = days.filter(({ expected }) => expected > 500).map(({ day }) => dateOf(day));
    expect(high).toEqual(['2025-08-03']);
  });

  test('of the last day of the month’s fee follows the month’s length', () => {
    const lastDays = ['01-31', '02-28', '03-31', '04-30', '05-31'].map((day) =>
      dayNumber(`2025-${day}`),
    );
    const costs = webCosts(160).map((cost, day) =>
      lastDays.includes(START + day) ? cost + 800 : cost,
    );
    const { days } = pointForecast(costs, START);

    expect(days.filter(({ expected }) => expected > 500).map(({ day }) => dateOf(day))).toEqual([
      '2025-06-30',
    ]);
  });

  test('is not moved by one outlier', () => {
    const costs = webCosts(200);
    const before = pointForecast(costs, START).total.expected;
    const after = pointForecast(
      costs.map((cost, day) => (day === 193 ? cost * 20 : cost)),
      START,
    ).total.expected;

    expect(after / before).toBeCloseTo(1, 1);
  });

  test('adds known items on their day, within the horizon only', () => {
    const known = { name: 'Reserved Instances', amount: 5_000 };
    const items = [
      { ...known, day: START + 205 },
      { ...known, day: START + 400 },
    ];
    const plain = pointForecast(webCosts(200), START);
    const { days, total, knownItems } = pointForecast(webCosts(200), START, { knownItems: items });

    expect(knownItems).toEqual([items[0]]);
    expect(total.expected - plain.total.expected).toBeCloseTo(5_000, 6);
    expect((days[5]?.interval80.low ?? 0) - (plain.days[5]?.interval80.low ?? 0)).toBeCloseTo(
      5_000,
      6,
    );
  });

  test.each([
    ['a sporadic series', webCosts(200).map((cost, day) => (day % 5 === 0 ? cost : 0)), 'sporadic'],
    ['a short series', webCosts(20), 'too little history'],
    ['one back-test', webCosts(60), 'too little history'],
    ['a series that stopped', [...webCosts(150), ...new Array<number>(30).fill(0)], 'sporadic'],
    ['no cost at all', new Array<number>(90).fill(0), 'too little history'],
  ])('is a range for %s', (_, costs, reason) => {
    const result = forecast(costs, START);

    expect(result).toMatchObject({ status: 'range', reason });
  });

  test('gives the range of past sums where it has any', () => {
    const result = forecast(
      Array.from({ length: 120 }, (_, day) => (day % 10 === 0 ? 50 : 0)),
      START,
    );

    expect(result).toMatchObject({ status: 'range', total: { low: 150, high: 150 } });
    expect(forecast(webCosts(20), START)).toMatchObject({ total: undefined });
  });

  test('is never NaN, and its intervals hold each other', () => {
    const cost = fc.oneof(fc.constant(0), fc.double({ min: -5, max: 1e5, noNaN: true }));
    fc.assert(
      fc.property(fc.array(cost, { minLength: 60, maxLength: 160 }), (costs) => {
        const result = forecast(costs, START);
        if (result.status === 'range') return;
        for (const { expected, interval80, interval95 } of [...result.days, result.total]) {
          const bounds = [
            interval95.low,
            interval80.low,
            expected,
            interval80.high,
            interval95.high,
          ];
          expect(bounds.every(Number.isFinite)).toBe(true);
          expect(bounds).toEqual([...bounds].sort((one, other) => one - other));
        }
        const weights = Object.values(result.weights).reduce((sum, weight) => sum + weight, 0);
        expect(weights).toBeCloseTo(1, 9);
      }),
      { numRuns: 40 },
    );
  });
});
