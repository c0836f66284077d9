import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { readData } from '../deploy/files.ts';
import { ALERT_RULES, RECORDING_RULES, metricsOf, rulesOf } from '../deploy/promql.ts';
import { promtool } from './promtool.ts';

const UNITS = {
  rules: 'test/prometheus/units/rules.yml',
  alerts: 'test/prometheus/units/alerts.yml',
};
const Units = z.object({
  tests: z.array(
    z.object({
      promql_expr_test: z
        .array(z.object({ expr: z.string(), exp_samples: z.array(z.unknown()).default([]) }))
        .default([]),
      alert_rule_test: z
        .array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()).default([]) }))
        .default([]),
    }),
  ),
});

test('promtool accepts the rules', async () => {
  const { exitCode, output } = await promtool(['check', 'rules', RECORDING_RULES, ALERT_RULES]);

  expect(output).toMatch(/SUCCESS: \d+ rules found[^]+SUCCESS: \d+ rules found/);
  expect(exitCode).toBe(0);
});

test('promtool accepts the example configuration, which loads both files', async () => {
  const { exitCode, output } = await promtool([
    'check',
    'config',
    'deploy/prometheus/prometheus.yml',
  ]);

  expect(output).toContain('2 rule files found');
  expect(output).not.toContain('FAILED');
  expect(exitCode).toBe(0);
});

test.each(Object.values(UNITS))(
  'the rules do what %s says',
  async (file) => {
    const { exitCode, output } = await promtool(['test', 'rules', file]);

    expect(output).toMatch(/SUCCESS\s*$/);
    expect(exitCode).toBe(0);
  },
  300_000,
); // promtool evaluates days, minute by minute

test('every recording rule has a unit test with a result', () => {
  const tested = Units.parse(readData(UNITS.rules)).tests.flatMap(({ promql_expr_test }) =>
    promql_expr_test
      .filter(({ exp_samples }) => exp_samples.length > 0)
      .flatMap(({ expr }) => metricsOf(expr)),
  );
  const untested = rulesOf(RECORDING_RULES).filter(({ record = '' }) => !tested.includes(record));

  expect(untested.map(({ record }) => record)).toEqual([]);
});

test('every alert has a unit test in which it fires, and one in which it does not', () => {
  const tests = Units.parse(readData(UNITS.alerts)).tests.flatMap((unit) => unit.alert_rule_test);
  const alerts = rulesOf(ALERT_RULES).map(({ alert = '' }) => alert);
  const cases = alerts.map((alert) => {
    const own = tests.filter(({ alertname }) => alertname === alert);
    return {
      alert,
      fires: own.some(({ exp_alerts }) => exp_alerts.length > 0),
      isQuiet: own.some(({ exp_alerts }) => exp_alerts.length === 0),
    };
  });

  expect(cases.length).toBeGreaterThan(8);
  expect(cases).toEqual(alerts.map((alert) => ({ alert, fires: true, isQuiet: true })));
});
