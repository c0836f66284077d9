import { describe, expect, test } from '@jest/globals';
import { METRICS_MODULES } from '../../src/cost/metrics/metrics-modules.ts';
import { panelExpressions } from './dashboard.ts';
import { readText } from './files.ts';
import {
  ALERT_RULES,
  examplesOf,
  metricsOf,
  RECORDING_RULES,
  rulesOf,
  type Expression,
} from './promql.ts';

const PAGES = ['docs/cost.md', 'docs/migrating-from-cloudcost-exporter.md'];
const OPERATING = 'docs/operating.md';

/** What other exporters have: Prometheus itself, kube-state-metrics and node exporter. */
const FOREIGN = /^(?:up$|kube_|node_)/;
const HISTOGRAM_SUFFIX = /_(?:bucket|count|sum)$/;

const records = rulesOf(RECORDING_RULES);
const alerts = rulesOf(ALERT_RULES);
const catalogue = METRICS_MODULES.flatMap(({ metrics }) => metrics.map(({ name }) => name));
/** Metrics about the exporter, as the documentation lists them: see `npm run test:prometheus` for a real page. */
const operational = new Map(
  [...readText(OPERATING).matchAll(/^\| `(\w+)`\s+\| (\w+)/gm)].map(
    ([, name = '', type = '']) => [name, type] as const,
  ),
);

function exists(name: string): boolean {
  return (
    FOREIGN.test(name) ||
    catalogue.includes(name) ||
    operational.has(name) ||
    operational.get(name.replace(HISTOGRAM_SUFFIX, '')) === 'histogram' ||
    records.some(({ record }) => record === name)
  );
}

function unknownIn(expressions: readonly Expression[]): readonly string[] {
  return expressions.flatMap(({ place, text }) =>
    metricsOf(text)
      .filter((name) => !exists(name))
      .map((name) => `${place}: ${name}`),
  );
}

function ruleExpressions(): readonly Expression[] {
  return [...records, ...alerts].map(({ record, alert, expr }) => ({
    place: record ?? alert ?? '',
    text: expr,
  }));
}

describe('metric names', () => {
  test('in rules exist', () => {
    expect(ruleExpressions().length).toBeGreaterThan(25);
    expect(unknownIn(ruleExpressions())).toEqual([]);
  });

  test('in the dashboard exist', () => {
    expect(panelExpressions().length).toBeGreaterThan(40);
    expect(unknownIn(panelExpressions())).toEqual([]);
  });

  test('in examples exist', () => {
    expect(unknownIn(PAGES.flatMap(examplesOf))).toEqual([]);
  });

  test('that do not exist would be found', () => {
    const text = 'sum(cloudcost_aws_ec2_instance_hourly_usd) / longshore_cost_series_bucket';

    expect(unknownIn([{ place: 'here', text }])).toEqual([
      'here: cloudcost_aws_ec2_instance_hourly_usd',
      'here: longshore_cost_series_bucket',
    ]);
  });

  test('of the catalogue are all on the dashboard', () => {
    const shown = new Set(panelExpressions().flatMap(({ text }) => metricsOf(text)));

    expect(catalogue.filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('alerts', () => {
  test.each(alerts.map((alert) => [alert.alert, alert] as const))(
    '%s says what happened and where to look',
    (name = '', { labels, annotations }) => {
      const heading = `#### ${name}\n`;

      expect(Object.keys(annotations).sort()).toEqual(['description', 'runbook_url', 'summary']);
      expect(annotations['runbook_url']).toBe(`${OPERATING}#${name.toLowerCase()}`);
      expect(readText(OPERATING)).toContain(heading);
      expect(['info', 'warning']).toContain(labels['severity']);
    },
  );

  test('that pages mention exist', () => {
    const names = PAGES.flatMap((page) => readText(page).match(/LongshoreCost\w+/g) ?? []);

    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !alerts.some(({ alert }) => alert === name))).toEqual([]);
  });

  test('that are described exist', () => {
    const described = [...readText(OPERATING).matchAll(/^#### (LongshoreCost\w+)$/gm)];

    expect(described.map(([, name]) => name).sort()).toEqual(
      alerts.map(({ alert }) => alert).sort(),
    );
  });
});
