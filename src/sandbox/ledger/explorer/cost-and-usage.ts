import { z } from 'zod';
import type { Cell } from '../cells.ts';
import type { Exact } from '../exact.ts';
import { monthOf } from '../days.ts';
import { isFinal } from '../refresh.ts';
import { categoryOf, ExplorerDimension, filterOf, tagOf } from './filter.ts';
import {
  amountText,
  invalid,
  PageTokens,
  parsed,
  periodsOf,
  TimePeriod,
  type ExplorerContext,
  type ExplorerHandler,
  type Period,
} from './requests.ts';
import { cellsOn } from './cost-source.ts';

/** Groups of one page. */
const MOST_GROUPS = 5_000;
const MOST_GROUP_BYS = 2;
const COSTS = ['AmortizedCost', 'BlendedCost', 'NetAmortizedCost', 'NetUnblendedCost', 'UnblendedCost'] as const; // prettier-ignore
export const Metric = z.enum([...COSTS, 'NormalizedUsageAmount', 'UsageQuantity']);
export type Metric = z.output<typeof Metric>;

const GroupBy = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('DIMENSION'), Key: ExplorerDimension }),
  z.object({ Type: z.literal('TAG'), Key: z.string() }),
  z.object({ Type: z.literal('COST_CATEGORY'), Key: z.string() }),
]);
export type GroupBy = z.output<typeof GroupBy>;

/** Hourly data must be enabled, and this organization has not done so. */
const Granularity = z.enum(['DAILY', 'MONTHLY', 'HOURLY']).transform((value) => {
  if (value !== 'HOURLY') return value;
  throw invalid('Hourly data is not enabled for this account. Enable hourly granularity in the settings of Cost Explorer.'); // prettier-ignore
});

const Input = z.strictObject({
  TimePeriod,
  Granularity,
  Metrics: z.array(Metric).min(1),
  GroupBy: z.array(GroupBy).max(MOST_GROUP_BYS).default([]),
  Filter: z.unknown().optional(),
  BillingViewArn: z.string().optional(),
  NextPageToken: z.string().optional(),
});

/** A period and a group: the sum of its lines. */
export interface Sum {
  readonly keys: readonly string[];
  readonly amounts: Record<'billed' | 'effective' | 'quantity' | 'normalized', Exact>;
  /** Undefined when lines differ in it. */
  unit: string | undefined;
}

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html */
export const getCostAndUsage: ExplorerHandler = (input, context) => {
  const query = parsed(Input, input);
  const passes = filterOf(query.Filter);
  const periods = periodsOf(query.TimePeriod, query.Granularity, context);
  const { NextPageToken, ...rest } = query;
  const tokens = new PageTokens(context, 'GetCostAndUsage', rest);
  const token = tokens.open(NextPageToken);
  const entries = periods.flatMap((period) =>
    sumsOf(period, query.GroupBy, passes, context).map((sum) => ({ period, sum })),
  );
  const page = context.pager.page('ce', entries.length, MOST_GROUPS, token);
  const shown = page.indices.flatMap((index) => entries[index] ?? []);
  return {
    ResultsByTime: resultsOf(shown, query.Metrics, query.GroupBy.length > 0, context),
    GroupDefinitions: query.GroupBy,
    DimensionValueAttributes: attributesOf(shown, query.GroupBy, context),
    NextPageToken: tokens.close(page.next),
  };
};

/** The sums of a period by group, in the order of their keys. */
function sumsOf(
  { days }: Period,
  groupBy: readonly GroupBy[],
  passes: (labels: Cell['labels']) => boolean,
  context: ExplorerContext,
): Sum[] {
  const sums = new Map<string, Sum>();
  if (groupBy.length === 0) sums.set('', emptySum([]));
  for (const day of days) {
    for (const cell of cellsOn(day, context)) {
      if (!passes(cell.labels)) continue;
      const keys = groupBy.map((group) => keyOf(cell.labels, group));
      const name = keys.join('\n');
      const sum = sums.get(name);
      if (sum === undefined) sums.set(name, add(emptySum(keys, cell.labels.unit), cell));
      else add(sum, cell);
    }
  }
  return [...sums.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
}

export function emptySum(keys: readonly string[], unit?: string): Sum {
  return { keys, amounts: { billed: 0n, effective: 0n, quantity: 0n, normalized: 0n }, unit };
}

export function add(sum: Sum, cell: Cell): Sum {
  const { amounts } = sum;
  amounts.billed += cell.billed;
  amounts.effective += cell.effective;
  amounts.quantity += cell.quantity;
  amounts.normalized += cell.normalized;
  if (sum.unit !== cell.labels.unit) sum.unit = undefined;
  return sum;
}

function keyOf(labels: Cell['labels'], { Type, Key }: GroupBy): string {
  switch (Type) {
    case 'DIMENSION':
      return labels.dimensions[Key] === '' ? absent(Key) : labels.dimensions[Key];
    case 'TAG':
      return `${Key}$${tagOf(labels, Key)}`;
    case 'COST_CATEGORY':
      return `${Key}$${categoryOf(labels)}`;
  }
}

/** `NoInstanceType` for INSTANCE_TYPE. */
function absent(dimension: string): string {
  const words = dimension.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  return `No${dimension === 'AZ' ? 'AZ' : words.join('')}`;
}

export function resultsOf(
  entries: readonly { readonly period: Period; readonly sum: Sum }[],
  metrics: readonly Metric[],
  isGrouped: boolean,
  { ledger }: ExplorerContext,
): object[] {
  const refresh = ledger.refresh();
  const byPeriod = new Map<Period, Sum[]>();
  for (const { period, sum } of entries) {
    const sums = byPeriod.get(period);
    if (sums === undefined) byPeriod.set(period, [sum]);
    else sums.push(sum);
  }
  return [...byPeriod].map(([{ start, end }, sums]) => {
    const groups = sums.map((sum) => ({ Keys: sum.keys, Metrics: metricsOf(sum, metrics) }));
    return {
      TimePeriod: { Start: start, End: end },
      Total: isGrouped ? {} : groups[0]?.Metrics,
      Groups: isGrouped ? groups : [],
      Estimated: !isFinal(monthOf(start), refresh),
    };
  });
}

function metricsOf({ amounts, unit = 'N/A' }: Sum, metrics: readonly Metric[]): object {
  return Object.fromEntries(
    metrics.map((metric) => {
      if (metric === 'UsageQuantity') return [metric, { Amount: amountText(amounts.quantity), Unit: unit }];
      if (metric === 'NormalizedUsageAmount') return [metric, { Amount: amountText(amounts.normalized), Unit: 'N/A' }];
      return [metric, { Amount: amountText(costOf(amounts, metric)), Unit: 'USD' }];
    }),
  );
} // prettier-ignore

/** Without discounts of the whole bill, net costs equal the others. */
export function costOf(amounts: Sum['amounts'], metric: Metric): Exact {
  return metric.endsWith('AmortizedCost') ? amounts.effective : amounts.billed;
}

/** The names of accounts, for groups by account. */
function attributesOf(
  entries: readonly { readonly sum: Sum }[],
  groupBy: readonly GroupBy[],
  { accountNames }: ExplorerContext,
): object[] {
  const place = groupBy.findIndex(({ Key }) => Key === 'LINKED_ACCOUNT');
  if (place < 0) return [];
  const ids = new Set(entries.flatMap(({ sum }) => sum.keys[place] ?? []));
  return [...ids].map((Value) => ({
    Value,
    Attributes: { description: accountNames(Value) },
  }));
}
