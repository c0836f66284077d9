import { decimal } from '../money/decimal.ts';
import { examplePrices } from '../models/example-prices.ts';
import type { CostModel } from '../models/define-cost-model.ts';
import {
  relatedKey,
  type FindingRule,
  type RuleInputs,
  type RelatedResource,
  type RelatedResources,
} from './define-finding.ts';
import type { ExampleRelated, ExampleUsage, FindingExample } from './finding-example.ts';
import { InstanceTypes } from './instance-types.ts';
import { judgeResource, type Finding } from './judge-resource.ts';
import type { UsageByName, WindowUsage } from './window-usage.ts';

const REGION = 'eu-west-1';
const ACCOUNT = '210000000001';
const NOW = '2026-11-20T00:00:00Z';
const LONG_AGO = '2026-01-01T00:00:00Z';
const WINDOW_DAYS = 14;
/** Hourly points of the window. */
const POINTS = WINDOW_DAYS * 24;

/** The finding of a rule for an example. Undefined when the rule is not about it. */
export function judgeExample(
  rule: FindingRule,
  example: FindingExample,
  model: CostModel | undefined,
): Finding | undefined {
  return judgeByRules([rule], rule.kind, example, model)[0];
}

/** The findings of several rules of a kind for one example: their savings are counted once. */
export function judgeByRules(
  rules: readonly FindingRule[],
  kind: string,
  example: FindingExample,
  model: CostModel | undefined,
): readonly Finding[] {
  const { resource: given, region = REGION, settings = {} } = example;
  const priced = { title: example.title, region, properties: given.properties, monthly: {} };
  const { rows = [], spot = [], billed, monthlyUsage = {} } = example;
  const prices = model === undefined ? undefined : examplePrices(model, { ...priced, rows, spot });
  const resource = {
    ...{
      kind,
      account: ACCOUNT,
      region,
      id: 'example',
      arn: null,
      name: null,
      tags: {},
    },
    ...given,
    unchangedSince: Date.parse(given.unchangedSince ?? LONG_AGO),
  };
  return judgeResource(rules, {
    resource,
    usage: withPercentiles(
      measured(example.usage ?? {}),
      rules.flatMap(({ percentiles }) => percentiles),
    ),
    thresholds: settings,
    related: Object.assign(
      {},
      ...rules.map((rule) => relatedOf(rule, example)),
    ) as RuleInputs['related'], // of each rule
    prices,
    types: InstanceTypes.of(prices),
    now: Date.parse(example.now ?? NOW),
    costs: {
      model,
      estimateInputs: { region, prices, usage: (name) => monthlyUsage[name] },
      billed:
        billed === undefined
          ? undefined
          : { amount: decimal(billed), currency: 'USD', period: '30 days to 2026-11-19' },
    },
    serviceCost: () => undefined,
    isSetAside: () => false,
    isAdvisedByAws: false,
  });
}

function relatedOf(
  rule: FindingRule,
  { related = {}, unread = [] }: FindingExample,
): Readonly<Record<string, RelatedResources>> {
  return Object.fromEntries(
    rule.related.map(({ name, kind }) => [
      relatedKey(rule, name),
      { found: (related[name] ?? []).map(relatedResource), isComplete: !unread.includes(kind) },
    ]),
  );
}

function relatedResource({ usage = {}, ...given }: ExampleRelated): RelatedResource {
  return { id: 'related', tags: {}, properties: {}, ...given, usage: measured(usage) };
}

function measured(usage: Readonly<Record<string, ExampleUsage>>): UsageByName {
  return Object.fromEntries(
    Object.entries(usage).map(([name, one]) => [name, windowUsage(name, one)]),
  );
}

/** The store computes percentiles for those usages only that name them. */
function withPercentiles(usage: UsageByName, names: readonly string[]): UsageByName {
  return Object.fromEntries(
    Object.entries(usage).map(([name, one]) => {
      const isAsItIs = one === undefined || names.includes(name);
      return [name, isAsItIs ? one : { ...one, p95: undefined, p99: undefined }];
    }),
  );
}

/** All points are known, unless the example says otherwise. */
function windowUsage(name: string, given: ExampleUsage): WindowUsage {
  const { expected = POINTS, points = expected } = given;
  return {
    ...{ metric: name, statistic: 'Average', unit: '', windowDays: WINDOW_DAYS },
    ...{ expected, asked: expected, points, known: points },
    ...{ firstAt: undefined, lastAt: undefined, minimum: undefined, average: undefined },
    ...{ maximum: undefined, sum: undefined, p95: undefined, p99: undefined },
    ...{ maximumDaySum: undefined, maximumDayAverage: undefined },
    ...given,
  };
}
