import { describe, expect, test } from '@jest/globals';
import { dayOverDayRises } from '../../../src/cost/analysis/anomalies/day-over-day.ts';
import {
  explainAlert,
  type SeriesPart,
} from '../../../src/cost/analysis/anomalies/explain-alert.ts';
import { metricAnomalies } from '../../../src/cost/analysis/metric-anomalies.ts';
import { START } from './daily-series.ts';

const ALERT = { start: START + 40, end: START + 41, direction: 'up' } as const;

function part(name: string, usual: number, during: number, parts: SeriesPart[] = []): SeriesPart {
  const amounts = Array.from({ length: 42 }, (_, day) => (day < 40 ? usual : during));
  return { name, firstDay: START, amounts, parts };
}

describe('an explanation', () => {
  test('names the parts that changed, the largest first, and its parts in turn', () => {
    const found = explainAlert(ALERT, [
      part('storage', 100, 101),
      part('compute', 50, 150, [part('m5.large', 50, 50), part('p4d.24xlarge', 0, 100)]),
      part('requests', 10, 40),
    ]);

    expect(found.map(({ name, kind, delta }) => [name, kind, delta])).toEqual([
      ['compute', 'changed', 200],
      ['requests', 'changed', 60],
    ]);
    expect(found[0]?.parts.map(({ name, kind }) => [name, kind])).toEqual([
      ['p4d.24xlarge', 'new'],
    ]);
    expect(found[0]?.share).toBeCloseTo(200 / 262, 9);
  });

  test('of a drop names what stopped', () => {
    const found = explainAlert({ ...ALERT, direction: 'down' }, [
      part('kept', 100, 100),
      part('deleted', 80, 0),
    ]);

    expect(found.map(({ name, kind, delta }) => [name, kind, delta])).toEqual([
      ['deleted', 'stopped', -160],
    ]);
  });

  test('names three parts at most, and none without a change', () => {
    const many = Array.from({ length: 9 }, (_, index) => part(`part ${index}`, 10, 20));

    expect(explainAlert(ALERT, many)).toHaveLength(3);
    expect(explainAlert(ALERT, [part('same', 5, 5)])).toEqual([]);
    expect(explainAlert(ALERT, [])).toEqual([]);
  });

  test('compares with the same weekday', () => {
    const week = [70, 10, 10, 10, 10, 10, 10];
    const amounts = Array.from({ length: 42 }, (_, day) =>
      day === 41 ? 60 : (week[day % 7] ?? 0),
    );
    const [found] = explainAlert(ALERT, [{ name: 'batch', firstDay: START, amounts }]);

    expect(found).toMatchObject({ expected: 20, actual: 70 });
  });
});

describe('day over day', () => {
  test('flags rises above 20 %, high above 50 %', () => {
    const rises = dayOverDayRises(START, [100, 120, 145, 90, 200, 0, 5]);

    expect(rises.map(({ day, severity }) => [day - START, severity])).toEqual([
      [2, 'medium'],
      [4, 'high'],
    ]);
  });

  test('can leave out small changes', () => {
    expect(dayOverDayRises(START, [1, 1.9, 4], 1)).toMatchObject([{ day: START + 2 }]);
  });
});

describe('anomalies of a metric', () => {
  const hours = Array.from(
    { length: 24 * 30 },
    (_, hour) => 50 + 20 * Math.sin((hour / 12) * Math.PI),
  );

  test('are not raised by a daily pattern, nor by a constant', () => {
    expect(metricAnomalies(hours, 24)).toEqual([]);
    expect(metricAnomalies(new Float64Array(1_000).fill(3), 288)).toEqual([]);
    expect(metricAnomalies([], 288)).toEqual([]);
  });

  test('are new extremes, and changes of the mean', () => {
    const spike = hours.map((value, hour) => (hour === 500 ? 300 : value));
    const shifted = hours.map((value, hour) => (hour >= 500 ? value + 15 : value));

    expect(metricAnomalies(spike, 24)[0]).toMatchObject({ index: 500 });
    const [first] = metricAnomalies(shifted, 24);
    expect(first?.index).toBeGreaterThanOrEqual(500);
    expect(first?.index).toBeLessThan(530);
  });
});
