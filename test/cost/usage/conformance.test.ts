import { describe, expect, test } from '@jest/globals';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import type { Usage } from '../../../src/cost/usage/define-usage.ts';
import { measuredUsage } from '../../../src/cost/usage/measured-usage.ts';
import type { MetricSummary } from '../../../src/cost/usage/metric-summary.ts';
import { USAGES } from '../../../src/cost/usage/registry.generated.ts';
import {
  EXAMPLE_HOURS,
  type ExampleMeasurement,
  type UsageExample,
} from '../../../src/cost/usage/usage-example.ts';
import { isObjectKind } from '../../../src/core/exporters/registry.ts';

/** CloudWatch's units. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const UNITS =
  /^(?:Seconds|Microseconds|Milliseconds|(?:Kilo|Mega|Giga|Tera)?(?:bytes|bits)|Bytes|Bits|Percent|Count|None)(?:\/Second)?$/i;
/** The units that Longshore's metrics may add up. */
const SUMMED = ['Count', 'Bytes', 'Milliseconds', 'None'];

interface LoadedUsage {
  readonly kind: string;
  readonly usage: Usage;
  readonly examples: readonly UsageExample[];
  readonly model: CostModel | undefined;
}

const loaded: LoadedUsage[] = [];
for (const [kind, loader] of Object.entries(USAGES)) {
  const [usage, examples] = [await loader.usage(), await loader.examples()];
  loaded.push({ kind, usage, examples, model: await COST_MODELS[kind]?.model() });
}

describe.each(loaded)('The usage of $kind', ({ kind, usage, examples, model }) => {
  test('is of a kind that is read', () => {
    expect(usage.kind).toBe(kind);
    expect(isObjectKind(kind)).toBe(true);
    expect(usage.documentation).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  test('has metrics as CloudWatch names them, each once', () => {
    const series = Object.values(usage.metrics).map(
      ({ namespace = usage.namespace, metric, statistic, dimensions = {} }) =>
        `${namespace} ${metric} ${statistic} ${JSON.stringify(dimensions)}`,
    );

    expect(new Set(series).size).toBe(series.length);
    for (const [name, { unit, statistic, period = 3_600 }] of Object.entries(usage.metrics)) {
      expect(name).toMatch(/^[a-z][A-Za-z]+$/);
      expect(unit).toMatch(UNITS);
      if (statistic === 'Sum') expect(SUMMED).toContain(unit);
      expect([3_600, 86_400]).toContain(period);
    }
  });

  test('gives usage that the cost model takes', () => {
    expect(Object.keys(model?.usage ?? {})).toEqual(
      expect.arrayContaining(Object.keys(usage.gives)),
    );
  });

  test('gives nothing while nothing was measured', () => {
    for (const give of Object.values(usage.gives)) {
      expect(give(measuredUsage(new Map(), EXAMPLE_HOURS))).toBeUndefined();
    }
  });

  test('has examples for all that it gives', () => {
    const given = examples.flatMap(({ gives = {} }) => Object.keys(gives));

    expect(examples.length).toBeGreaterThan(0);
    if (Object.keys(usage.gives).length > 0) expect(given.length).toBeGreaterThan(0);
  });

  test.each(examples)(
    'is right for $title',
    ({ properties, dimensions, measured = {}, gives = {} }) => {
      expect(usage.dimensionsOf(properties)).toEqual(dimensions);
      expect(usage.dimensionsOf({})).toBeUndefined();

      const found = givenBy(usage, measured);

      expect(Object.keys(found).sort()).toEqual(Object.keys(gives).sort());
      for (const [name, value] of Object.entries(gives)) expect(found[name]).toBeCloseTo(value, 6);
      expect(Object.keys(usage.metrics)).toEqual(expect.arrayContaining(Object.keys(measured)));
    },
  );
});

function givenBy(
  usage: Usage,
  measured: Readonly<Record<string, ExampleMeasurement>>,
): Record<string, number> {
  const metrics = new Map(
    Object.entries(measured).map(([name, values]) => [name, summaryOf(values)]),
  );
  const found = measuredUsage(metrics, EXAMPLE_HOURS);
  return Object.fromEntries(
    Object.entries(usage.gives).flatMap(([name, give]) => {
      const value = give(found);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function summaryOf({ sum, average, maximum }: ExampleMeasurement): MetricSummary {
  const [points, nothing] = [EXAMPLE_HOURS, undefined];
  return {
    ...{ expected: points, asked: points, points, known: points, sum, average, maximum },
    ...{ firstAt: nothing, lastAt: nothing, minimum: nothing, maximumDaySum: nothing },
    ...{ maximumDayAverage: nothing, p95: nothing, p99: nothing },
  };
}
