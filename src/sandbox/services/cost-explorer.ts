import { z } from 'zod';
import { BILL_DIMENSIONS, estateBill, type BillDimension, type BillRow } from '../prices/bill.ts';
import { ServiceError } from '../wire/call.ts';
import { text, type Handler, type HandlerContext } from './handler.ts';

const DAY_MS = 86_400_000;
/** How far back the data goes. */
const MONTHS = 14;
/** Groups of one page. */
const MOST_GROUPS = 5_000;
const MOST_GROUP_BYS = 2;
/** The only endpoint outside China. */
const REGION = 'us-east-1';
const METRICS = ['UnblendedCost', 'UsageQuantity'] as const;

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const Dimension = z.enum(BILL_DIMENSIONS);
const Input = z.strictObject({
  TimePeriod: z.object({ Start: Day, End: Day }),
  Granularity: z.enum(['DAILY', 'MONTHLY']),
  Metrics: z.array(z.enum(METRICS)).min(1),
  GroupBy: z
    .array(z.object({ Type: z.literal('DIMENSION'), Key: Dimension }))
    .max(MOST_GROUP_BYS)
    .default([]),
  Filter: z.unknown().optional(),
  NextPageToken: z.string().optional(),
});
type Query = z.output<typeof Input>;

/** A condition on lines of the bill. */
interface Expression {
  readonly And?: readonly Expression[] | undefined;
  readonly Or?: readonly Expression[] | undefined;
  readonly Not?: Expression | undefined;
  readonly Dimensions?:
    { readonly Key: BillDimension; readonly Values: readonly string[] } | undefined;
}
const Expression: z.ZodType<Expression> = z.lazy(() =>
  z
    .strictObject({
      And: z.array(Expression).min(2).optional(),
      Or: z.array(Expression).min(2).optional(),
      Not: Expression.optional(),
      Dimensions: z.object({ Key: Dimension, Values: z.array(z.string()).min(1) }).optional(),
    })
    .refine((one) => Object.values(one).filter((part) => part !== undefined).length === 1),
);

/** A period and a group: the sum of its lines. */
interface Sum {
  readonly keys: readonly string[];
  cost: number;
  quantity: number;
  /** Undefined when lines differ in it. */
  unit: string | undefined;
}

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html */
const getCostAndUsage: Handler = (input, context) => {
  if (context.region !== REGION) {
    throw new ServiceError(
      'UnknownOperationException',
      `ce.${context.region}.amazonaws.com does not exist: AWS has this API in ${REGION}`,
      404,
    );
  }
  const query = Input.safeParse(input);
  if (!query.success) {
    const [issue] = query.error.issues;
    throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const filter = filterOf(query.data.Filter);
  const entries = periodsOf(query.data, context).flatMap((period) =>
    [...sumsOf(period, query.data, filter, context).values()].map((sum) => ({ period, sum })),
  );
  const list = `ce/${context.accountId}/${JSON.stringify({ ...query.data, NextPageToken: '' })}`;
  const token = text(input, 'NextPageToken');
  const { indices, next } = context.pager.page(list, entries.length, MOST_GROUPS, token);
  const shown = indices.flatMap((index) => entries[index] ?? []);
  return {
    ResultsByTime: resultsOf(shown, query.data, context.estate.today),
    GroupDefinitions: query.data.GroupBy,
    DimensionValueAttributes: [],
    NextPageToken: next,
  };
};

export const COST_EXPLORER: Readonly<Record<string, Handler>> = {
  GetCostAndUsage: getCostAndUsage,
};

interface Period {
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
  readonly days: readonly string[];
}

/** The days or months of a query; the first and last month may be cut off. */
function periodsOf({ TimePeriod, Granularity }: Query, { estate }: HandlerContext): Period[] {
  const { Start, End } = TimePeriod;
  if (Start >= End) throw invalid('Start date (and hour) should be before end date (and hour)');
  const oldest = new Date(estate.today);
  oldest.setUTCMonth(oldest.getUTCMonth() - MONTHS, 1);
  if (Start < oldest.toISOString().slice(0, 10)) {
    throw new ServiceError('DataUnavailableException', 'The requested data is unavailable.');
  }
  const periods = new Map<string, string[]>();
  for (let at = Date.parse(Start); at < Date.parse(End); at += DAY_MS) {
    const day = dayOf(at);
    const name = Granularity === 'DAILY' ? day : day.slice(0, 7);
    const days = periods.get(name);
    if (days === undefined) periods.set(name, [day]);
    else days.push(day);
  }
  return [...periods.values()].map((days) => {
    const [start = Start] = days;
    return { start, end: dayOf(Date.parse(days.at(-1) ?? start) + DAY_MS), days };
  });
}

function sumsOf(
  { days }: Period,
  { GroupBy }: Query,
  passes: (row: BillRow) => boolean,
  { estate, bill = estateBill(estate), accountId }: HandlerContext,
): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  if (GroupBy.length === 0) sums.set('', { keys: [], cost: 0, quantity: 0, unit: undefined });
  const today = dayOf(estate.today.getTime());
  for (const day of days.filter((one) => one <= today)) {
    for (const row of bill.rowsOf(day)) {
      if (!isSeen(row, accountId, estate.managementAccountId) || !passes(row)) continue;
      const keys = GroupBy.map(({ Key }) => row.dimensions[Key]);
      const name = keys.join('\n');
      const sum = sums.get(name) ?? { keys, cost: 0, quantity: 0, unit: row.unit };
      sum.cost += row.cost;
      sum.quantity += row.quantity;
      if (sum.unit !== row.unit) sum.unit = undefined;
      sums.set(name, sum);
    }
  }
  return sums;
}

/** The management account sees all accounts, every other one itself. */
function isSeen({ dimensions }: BillRow, accountId: string, managementAccountId: string): boolean {
  return accountId === managementAccountId || dimensions.LINKED_ACCOUNT === accountId;
}

function resultsOf(
  entries: readonly { readonly period: Period; readonly sum: Sum }[],
  { Metrics, GroupBy }: Query,
  today: Date,
): object[] {
  const month = today.toISOString().slice(0, 7);
  const byPeriod = new Map<Period, { readonly sum: Sum }[]>();
  for (const { period, sum } of entries) {
    byPeriod.set(period, [...(byPeriod.get(period) ?? []), { sum }]);
  }
  return [...byPeriod].map(([{ start, end }, sums]) => {
    const metrics = sums.map(({ sum }) => ({ Keys: sum.keys, Metrics: metricsOf(sum, Metrics) }));
    const isGrouped = GroupBy.length > 0;
    return {
      TimePeriod: { Start: start, End: end },
      Total: isGrouped ? {} : metrics[0]?.Metrics,
      Groups: isGrouped ? metrics : [],
      Estimated: start.slice(0, 7) >= month,
    };
  });
}

/** Amounts are doubles as text, as AWS sends them. */
function metricsOf({ cost, quantity, unit = 'N/A' }: Sum, names: Query['Metrics']): object {
  const all = {
    UnblendedCost: { Amount: String(cost), Unit: 'USD' },
    UsageQuantity: { Amount: String(quantity), Unit: unit },
  };
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

function filterOf(filter: unknown): (row: BillRow) => boolean {
  if (filter === undefined) return () => true;
  const parsed = Expression.safeParse(filter);
  if (!parsed.success) throw invalid('Filter: not a filter that the sandbox supports');
  return (row) => matches(parsed.data, row);
}

function matches({ And, Or, Not, Dimensions }: Expression, row: BillRow): boolean {
  if (And !== undefined) return And.every((one) => matches(one, row));
  if (Or !== undefined) return Or.some((one) => matches(one, row));
  if (Not !== undefined) return !matches(Not, row);
  return Dimensions?.Values.includes(row.dimensions[Dimensions.Key]) === true;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
