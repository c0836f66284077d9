import { describe, expect, test } from '@jest/globals';
import { decimal, decimalText, sumOf } from '../../../src/cost/money/decimal.ts';
import type { CostExample } from '../../../src/cost/models/cost-example.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { estimate, monthlyOf, type Estimate } from '../../../src/cost/models/estimate.ts';
import { examplePrices } from '../../../src/cost/models/example-prices.ts';
import { plannedProperties } from '../../../src/cost/models/planned-properties.ts';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import { isObjectKind, loadKind } from '../../../src/core/exporters/registry.ts';

const FOUND: { readonly model: CostModel; readonly examples: readonly CostExample[] }[] = [];
for (const loader of Object.values(COST_MODELS)) {
  // One after the other: Jest cannot load modules with a shared import at the same time.
  FOUND.push({ model: await loader.model(), examples: await loader.examples() });
}

/** What AWS gives of a resource besides the properties that the kind names: it is passed through. */
const PASSED_THROUGH: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Instance': ['CapacityReservationId', 'InstanceLifecycle'],
};

function estimateOf(model: CostModel, example: CostExample, properties: unknown): Estimate {
  const { region, related, usage = {} } = example;
  return estimate(model, properties, {
    region,
    prices: examplePrices(model, example),
    usage: (name) => usage[name],
    ...(related !== undefined && { related }),
  });
}

/** An estimate in the form of an example. */
function told({ priced, unpriced }: Estimate): Pick<CostExample, 'monthly' | 'unpriced'> {
  return {
    monthly: Object.fromEntries(priced.map(({ name, monthly }) => [name, decimalText(monthly)])),
    unpriced: Object.fromEntries(unpriced.map(({ name, reason }) => [name, reason])),
  };
}

test('there are cost models', () => {
  expect(FOUND.length).toBeGreaterThan(0);
});

describe.each(FOUND)('the cost model of $model.kind', ({ model, examples }) => {
  test('is of a kind that Longshore reads', () => {
    expect(isObjectKind(model.kind)).toBe(true);
  });

  test('has an example for each price that it needs', () => {
    const used = new Set(
      examples.flatMap((example) =>
        [...examplePrices(model, example).prices.keys()].map((key) => key.split('\u001f')[1]),
      ),
    );
    expect(Object.keys(model.prices).filter((name) => !used.has(name))).toEqual([]);
  });

  test('shows in an example what can be told in a plan', () => {
    if (model.plan.terraform.length === 0) return;
    expect(examples.some(({ plan }) => plan !== undefined)).toBe(true);
  });

  describe.each(examples)('$title', (example) => {
    const { monthly, unpriced = {} } = example;

    test('costs what was worked out by hand', () => {
      const priced = estimateOf(model, example, example.properties);
      expect(told(priced)).toEqual({ monthly, unpriced });
    });

    test('has the sum of its components as its total', () => {
      const priced = estimateOf(model, example, example.properties);
      const { currency = 'USD' } = example;
      const total = decimalText(sumOf(Object.values(monthly).map((cost) => decimal(cost))));
      const found = monthlyOf(priced).get(currency);
      expect(found === undefined ? '0' : decimalText(found)).toBe(total);
    });

    test('has properties that AWS gives for the kind', async () => {
      if (!isObjectKind(model.kind)) throw new Error('not a kind');
      const { schema } = await loadKind(model.kind);
      const known = [...Object.keys(schema.shape), ...(PASSED_THROUGH[model.kind] ?? [])];
      expect(Object.keys(example.properties).filter((name) => !known.includes(name))).toEqual([]);
    });

    test('never becomes free when prices are missing', () => {
      const bare = { ...example, rows: [], spot: [], capacityBlocks: [] };
      const { priced, unpriced: left } = estimateOf(model, bare, example.properties);
      expect(priced).toEqual([]);
      expect(left.map(({ name }) => name).sort()).toEqual(
        [...Object.keys(monthly), ...Object.keys(unpriced)].sort(),
      );
    });

    for (const tool of ['terraform', 'pulumi'] as const) {
      const planned = example.plan?.[tool];
      if (planned === undefined) continue;
      test(`has the same components in a plan of ${tool}`, () => {
        expect(model.plan[tool]).toContain(planned.type);
        const properties = plannedProperties(model, planned.values);
        expect(told(estimateOf(model, example, properties))).toEqual({ monthly, unpriced });
      });
    }
  });
});
