import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DetectorState } from '../../../src/cost/analysis/anomalies/detector-state.ts';
import { findAnomalies, stateBefore } from '../../../src/cost/analysis/anomalies/find-anomalies.ts';
import { SeasonalDetector } from '../../../src/cost/analysis/anomalies/seasonal-detector.ts';
import { START, alertsOf } from './daily-series.ts';

/** Daily costs with everything that happens: gaps, jumps, levels, corrections below zero, tiny and huge amounts. */
const Segment = fc.record({
  days: fc.integer({ min: 1, max: 60 }),
  level: fc.oneof(
    fc.constant(0),
    fc.double({ min: 0.001, max: 1e6, noNaN: true }),
    fc.double({ min: -50, max: 50, noNaN: true }),
  ),
  noise: fc.double({ min: 0, max: 0.5, noNaN: true }),
});
const Costs = fc
  .tuple(
    fc.array(Segment, { minLength: 1, maxLength: 6 }),
    fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
  )
  .map(([segments, noise]) => {
    const next = (): number => Number(noise.next().value);
    return segments.flatMap(({ days, level, noise: size }) =>
      Array.from({ length: days }, () => level * (1 + size * next())),
    );
  });
const RUNS = { numRuns: 20 };

test('a day at a time, through stored states, finds what one run finds', () => {
  fc.assert(
    fc.property(Costs, (costs) => {
      const whole = findAnomalies({ firstDay: START, stable: costs });
      const alerts = new Map<number, unknown>();
      let state = SeasonalDetector.startingAt(START).state();
      for (const [index, cost] of costs.entries()) {
        const day = findAnomalies({ firstDay: START + index, stable: [cost] }, state);
        for (const alert of day.alerts) alerts.set(alert.detected, alert);
        state = DetectorState.parse(JSON.parse(JSON.stringify(day.state)));
      }

      expect(state).toEqual(whole.state);
      expect([...alerts.values()]).toEqual(whole.alerts);
    }),
    RUNS,
  );
});

test('a replay from before restated days equals a fresh run', () => {
  fc.assert(
    fc.property(Costs, Costs, fc.nat(), (costs, others, at) => {
      const changed = at % costs.length;
      const states: DetectorState[] = [];
      for (let end = 0; end <= costs.length; end += 10) {
        states.push(findAnomalies({ firstDay: START, stable: costs.slice(0, end) }).state);
      }
      const restated = [...costs.slice(0, changed), ...others];

      const from = stateBefore(states, START + changed);
      const firstDay = from?.nextDay ?? START;
      const replayed = findAnomalies({ firstDay, stable: restated.slice(firstDay - START) }, from);

      const fresh = findAnomalies({ firstDay: START, stable: restated });
      expect(firstDay).toBeGreaterThan(START + changed - 10);
      expect(replayed.state).toEqual(fresh.state);
    }),
    RUNS,
  );
});

test('amounts and floor in another unit find the same', () => {
  fc.assert(
    fc.property(Costs, fc.integer({ min: -8, max: 8 }), (costs, exponent) => {
      const scale = 2 ** exponent; // exact in binary: no rounding
      const scaled = alertsOf(
        costs.map((cost) => cost * scale),
        { floor: scale },
      );

      const expected = alertsOf(costs).map((alert) => ({
        ...alert,
        expected: alert.expected * scale,
        limit: alert.limit * scale,
        actual: alert.actual * scale,
        impact: alert.impact * scale,
        level: alert.level * scale,
        monthlyExtra: alert.monthlyExtra * scale,
      }));
      expect(scaled).toEqual(expected);
    }),
    RUNS,
  );
});

test('a constant cost or a weekly pattern raises no alert', () => {
  const pattern = fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), {
    minLength: 7,
    maxLength: 7,
  });
  fc.assert(
    fc.property(pattern, fc.integer({ min: 1, max: 400 }), (week, days) => {
      expect(alertsOf(Array.from({ length: days }, (_, day) => week[day % 7] ?? 0))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('no figure is ever NaN or infinite, and one alert is open at most', () => {
  fc.assert(
    fc.property(
      Costs,
      fc.array(fc.double({ min: -10, max: 1e7, noNaN: true }), { maxLength: 2 }),
      (stable, provisional) => {
        const { alerts, state } = findAnomalies({ firstDay: START, stable, provisional });
        for (const alert of alerts) {
          for (const value of Object.values(alert)) {
            if (typeof value === 'number') expect(value).toEqual(expect.any(Number));
            if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
          }
          expect(alert.start).toBeLessThanOrEqual(alert.detected);
          expect(alert.detected).toBeLessThanOrEqual(alert.end);
        }
        expect(
          alerts.filter(({ isOpen, isProvisional }) => isOpen && !isProvisional).length,
        ).toBeLessThanOrEqual(1);
        expect(DetectorState.safeParse(JSON.parse(JSON.stringify(state))).success).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test('a cost that is not a number is refused', () => {
  expect(() => SeasonalDetector.startingAt(START).observe(Number.NaN)).toThrow(
    'a daily cost is NaN',
  );
});
