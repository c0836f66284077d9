import { describe, expect, test } from '@jest/globals';
import { rankedAlerts } from '../../../src/cost/analysis/anomalies/find-anomalies.ts';
import { dayNumber } from '../../../src/cost/analysis/calendar-day.ts';
import { alertsOf, indexOf, shown, webCosts, withDays } from './daily-series.ts';

const YEAR = webCosts(365);

describe('a seasonal anomaly', () => {
  test('is not raised by weekdays and noise', () => {
    expect(alertsOf(YEAR)).toEqual([]);
  });

  test('is a day far above its weekday, with what was expected and its impact', () => {
    const [alert] = alertsOf(withDays(YEAR, 202, (cost) => cost * 3, 1));

    expect(shown(alert === undefined ? [] : [alert])).toEqual(['day up 202-202']);
    expect(alert?.expected).toBeCloseTo(100, -1.5);
    expect(alert?.actual).toBeCloseTo(300, -2);
    expect(alert?.impact).toBeCloseTo((alert?.actual ?? 0) - (alert?.expected ?? 0), 6);
    expect(alert).toMatchObject({ isOpen: false, isNewLevel: false, isProvisional: false });
  });

  test('of a workday’s cost on a Sunday is found', () => {
    const sunday = indexOf('2025-07-20');

    expect(shown(alertsOf(withDays(YEAR, sunday, () => 105, 1)))).toEqual([
      `day up ${sunday}-${sunday}`,
    ]);
  });

  test('of small but repeated excess is found on the second day', () => {
    const alerts = alertsOf(withDays(YEAR, 200, (cost) => cost * 1.38, 3));

    expect(shown(alerts)).toEqual(['second-day up 200-202']);
    expect(alerts[0]?.detected).toBe((alerts[0]?.start ?? 0) + 1);
  });

  test('too small for one day or two is found on the third, with the impact of all three', () => {
    const noisy = webCosts(365, 'noisy', 0.14);
    const alerts = alertsOf(withDays(noisy, indexOf('2025-07-22'), () => 154, 3));

    expect(shown(alerts)).toEqual(['third-day up 202-204']);
    expect(alerts[0]?.detected).toBe((alerts[0]?.start ?? 0) + 2);
    expect(alerts[0]?.impact).toBeCloseTo(3 * 54, -1.8);
  });

  test('grows while it lasts, and is one alert', () => {
    const alerts = alertsOf(withDays(YEAR, 200, (cost) => cost * 4, 4));

    expect(shown(alerts)).toEqual(['day up 200-203']);
    expect(alerts[0]?.impact).toBeCloseTo(4 * 300, -3);
  });

  test('that stays is one alert with a new level, and no other follows', () => {
    const alerts = alertsOf(withDays(YEAR, 150, (cost) => cost * 2));

    expect(shown(alerts)).toEqual([expect.stringMatching(/^day up 150-15/)]);
    expect(alerts[0]).toMatchObject({ isNewLevel: true, isOpen: false });
  });

  test('that ends after its level was learned raises no drop', () => {
    expect(shown(alertsOf(withDays(YEAR, 150, (cost) => cost * 3, 10)))).toEqual([
      expect.stringMatching(/^day up 150-15/),
    ]);
  });

  test('of a ramp is one alert', () => {
    const ramp = withDays(YEAR, 150, (cost, index) => cost * (1 + 0.25 * (index + 1)), 12);

    expect(alertsOf(ramp)).toHaveLength(1);
  });

  test('of a drop needs two days', () => {
    expect(alertsOf(withDays(YEAR, 200, () => 5, 1))).toEqual([]);
    const alerts = alertsOf(withDays(YEAR, 200, (cost) => cost / 20));

    expect(shown(alerts)[0]).toMatch(/^drop down 200-/);
    expect(alerts[0]?.detected).toBe((alerts[0]?.start ?? 0) + 1);
    expect(alerts[0]?.impact).toBeLessThan(-150);
  });

  test('of a drop in a noisy series is found on the third day', () => {
    const noisy = webCosts(365, 'noisy', 0.14);
    const alerts = alertsOf(withDays(noisy, 200, (cost) => cost * 0.5, 4));

    expect(shown(alerts)).toEqual([expect.stringMatching(/^drop down 200-20/)]);
    expect(alerts[0]?.detected).toBe((alerts[0]?.start ?? 0) + 2);
  });

  test('of a drop is left out where only rises count', () => {
    expect(
      alertsOf(
        withDays(YEAR, 200, (cost) => cost / 20),
        { upOnly: true },
      ),
    ).toEqual([]);
  });

  test('is not a monthly fee, from the second month on', () => {
    const withFee = YEAR.map((cost, day) =>
      ['2025-02-14', '2025-03-14', '2025-04-14', '2025-05-14'].some((date) => indexOf(date) === day)
        ? cost + 400
        : cost,
    );

    const first = indexOf('2025-02-14');
    expect(shown(alertsOf(withFee))).toEqual([`day up ${first}-${first}`]);
  });

  test('is not the fee of the first of a month, not even the first time', () => {
    const firsts = YEAR.map((cost, day) =>
      ['2025-01-01', '2025-02-01', '2025-03-01'].some((date) => indexOf(date) === day)
        ? cost + 900
        : cost,
    );

    expect(alertsOf(firsts)).toEqual([]);
  });

  test('is raised by a fee that grows by half', () => {
    const grown = YEAR.map((cost, day) => {
      if (day === indexOf('2025-05-14')) return cost + 900;
      return ['2025-01-14', '2025-02-14', '2025-03-14', '2025-04-14'].some(
        (date) => indexOf(date) === day,
      )
        ? cost + 400
        : cost;
    });

    const may = indexOf('2025-05-14');
    expect(shown(alertsOf(grown)).at(-1)).toBe(`day up ${may}-${may}`);
  });

  test('of a new weekly job is raised twice, then the job is known', () => {
    const monday = indexOf('2025-06-02');
    const weekly = YEAR.map((cost, day) =>
      day >= monday && (day - monday) % 7 === 0 ? cost + 250 : cost,
    );

    expect(shown(alertsOf(weekly))).toEqual([
      `day up ${monday}-${monday}`,
      `day up ${monday + 7}-${monday + 7}`,
    ]);
  });

  test('is new spend after a month without cost', () => {
    const launched = Array.from({ length: 90 }, (_, day) => (day < 60 ? 0 : 4));
    const [alert] = alertsOf(launched);

    expect(shown(alert === undefined ? [] : [alert])).toEqual(['new-spend up 60-61']);
    expect(alert?.impact).toBeCloseTo(8, 0);
  });

  test('is not new spend on one day, below the floor, or where the month before is unknown', () => {
    const only = (days: readonly number[], cost: number): number[] =>
      Array.from({ length: 90 }, (_, day) => (days.includes(day) ? cost : 0));

    expect(alertsOf(only([60], 5))).toEqual([]);
    expect(alertsOf(only([60, 61], 0.9))).toEqual([]);
    expect(alertsOf(only([20, 21], 5))).toEqual([]);
  });

  test('below the floor is not raised', () => {
    const cents = withDays(
      YEAR.map((cost) => cost / 1_000),
      200,
      (cost) => cost * 5,
      3,
    );

    expect(alertsOf(cents)).toEqual([]);
    expect(alertsOf(cents, { floor: 0.01 })).toHaveLength(1);
  });

  test('of a drop after the purchase of a commitment names the purchase and ranks last', () => {
    const purchases = new Map([[dayNumber('2025-07-20'), 'Savings Plan of 3 years']]);
    const covered = withDays(
      withDays(YEAR, 120, (cost) => cost * 2.2, 1),
      indexOf('2025-07-20'),
      (cost) => cost * 0.3,
    );
    const alerts = alertsOf(covered, {}, { purchases });

    expect(shown(rankedAlerts(alerts))).toEqual([
      expect.stringMatching(/^day up 120/),
      expect.stringMatching(/^drop down 200/),
    ]);
    expect(rankedAlerts(alerts).at(-1)?.purchase).toBe('Savings Plan of 3 years');
  });

  test('of a sparse series is a cost above all of the last year', () => {
    const sparse = YEAR.map((_, day) => (day % 9 < 3 ? 20 + (day % 5) : 0));

    expect(alertsOf(sparse)).toEqual([]);
    expect(shown(alertsOf(withDays(sparse, 198, () => 90, 1)))).toEqual(['sparse up 198-198']);
    expect(shown(alertsOf(withDays(sparse, 198, () => 30, 2)))).toEqual(['second-day up 198-199']);
  });

  test('of a sparse series is days in a row far above its usual busy days, though one old day cost more', () => {
    const sparse = withDays(
      YEAR.map((_, day) => (day % 9 < 4 ? 20 + (day % 5) : 0)),
      90,
      () => 400,
      1,
    );

    const [old, ...after] = shown(alertsOf(withDays(sparse, 198, () => 48, 2)));
    expect(old).toBe('sparse up 90-90');
    expect(after).toEqual(['second-day up 198-199']);
    expect(shown(alertsOf(withDays(sparse, 198, () => 32, 4)))).toContain('third-day up 198-201');
    expect(shown(alertsOf(withDays(sparse, 198, () => 48, 1)))).toEqual([old]);
  });
});

describe('days that are not complete', () => {
  const stable = YEAR.slice(0, 201);

  test('raise a provisional alert if even the visible part is too high', () => {
    const [alert] = alertsOf(stable, {}, { provisional: [95, 320] });

    expect(alert).toMatchObject({ direction: 'up', isProvisional: true, actual: 320 });
  });

  test('never raise a drop', () => {
    expect(alertsOf(stable, {}, { provisional: [3, 0] })).toEqual([]);
  });

  test('teach nothing', () => {
    const without = alertsOf([...stable, 900, 100]);

    expect(alertsOf([...stable, 900, 100], {}, { provisional: [2, 1] })).toEqual(without);
  });
});
