import {
  GetCostAndUsageCommand,
  type Expression,
  type GroupDefinition,
} from '@aws-sdk/client-cost-explorer';
import { z } from 'zod';
import { plus, ZERO, type Decimal } from '../money/decimal.ts';
import { amountOf } from '../prices/cost-explorer.ts';
import { explorerPages, type ExplorerAccess } from './explorer-calls.ts';
import { isUsageRecord, USAGE_RECORDS } from './record-types.ts';

const PURPOSE = 'bill';

/** Where and how an account's money went in a month, before it is read in detail. */
export interface ExplorerMonth {
  /** `2026-10` */
  readonly month: string;
  /** Regions with usage, by their ids. */
  readonly regions: readonly string[];
  /** Record types other than usage, with the regions that they are in. */
  readonly others: ReadonlyMap<string, readonly string[]>;
  /** What all of it costs, as billed. */
  readonly unblended: Decimal;
}

/** What one service costs on one day, for one account. */
export interface ExplorerCost {
  /** `2026-10-31` */
  readonly day: string;
  /** As Cost Explorer names it. */
  readonly service: string;
  /** Undefined when the query has no region. */
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** One of those that were asked for; usage is `Usage`. */
  readonly recordType: string;
  /** As billed. */
  readonly unblended: Decimal;
  /** With commitments spread over their term. */
  readonly amortized: Decimal;
  /** ISO 4217 */
  readonly currency: string;
  /** The invoice is not issued. */
  readonly isEstimated: boolean;
}

/** The days of a query: the last one is not included. */
export interface ExplorerTime {
  readonly from: string;
  readonly until: string;
}

const Amount = z.object({ Amount: z.string(), Unit: z.string().default('USD') });
const Group = z.object({
  Keys: z.tuple([z.string(), z.string()]),
  Metrics: z.object({ UnblendedCost: Amount, AmortizedCost: Amount }),
});
const Result = z.object({
  TimePeriod: z.object({ Start: z.string().regex(/^\d{4}-\d{2}-\d{2}/) }),
  Groups: z.array(z.unknown()).default([]),
  Estimated: z.boolean().default(true),
});

/**
 * The regions and record types of each month. One request, unless there are many.
 *
 * @throws AWS's errors, {@link SpendCapError}, and a ZodError for answers of another form
 */
export async function explorerMonths(
  access: ExplorerAccess,
  time: ExplorerTime,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ExplorerMonth>> {
  const regions = new Map<string, Set<string>>();
  const others = new Map<string, Map<string, string[]>>();
  const groups = ['REGION', 'RECORD_TYPE'] as const;
  const sums = new Map<string, Decimal>();
  for await (const { start, keys, unblended } of costGroups(
    access,
    { time, groups, isDaily: false },
    signal,
  )) {
    const [region, recordType] = keys;
    const month = start.slice(0, 'YYYY-MM'.length);
    sums.set(month, plus(sums.get(month) ?? ZERO, unblended));
    const its = regions.get(month) ?? new Set<string>();
    regions.set(month, its);
    if (isUsageRecord(recordType)) {
      its.add(region);
      continue;
    }
    const types = others.get(month) ?? new Map<string, string[]>();
    others.set(month, types);
    types.set(recordType, [...(types.get(recordType) ?? []), region]);
  }
  return new Map(
    [...regions].map(([month, its]) => [
      month,
      {
        month,
        regions: [...its].sort(),
        others: others.get(month) ?? new Map<string, string[]>(),
        unblended: sums.get(month) ?? ZERO,
      },
    ]),
  );
}

/** How many queries read a month; each has one page or more. */
export function queriesFor({ regions, others }: ExplorerMonth, isOrganization: boolean): number {
  return (isOrganization ? regions.length : Math.min(regions.length, 1)) + others.size;
}

/**
 * What a month costs by day, service, account and region: an organization is read region by region, because Cost
 * Explorer groups by two dimensions at most. Each record type other than usage is one query more.
 *
 * @throws AWS's errors, {@link SpendCapError}, and a ZodError for answers of another form
 */
export async function* explorerCosts(
  access: ExplorerAccess,
  { regions, others }: ExplorerMonth,
  { time, isOrganization }: { readonly time: ExplorerTime; readonly isOrganization: boolean },
  signal: AbortSignal,
): AsyncGenerator<ExplorerCost, void> {
  const dimension = isOrganization ? 'LINKED_ACCOUNT' : 'REGION';
  const groups = ['SERVICE', dimension] as const;
  const usage = isOneOf('RECORD_TYPE', USAGE_RECORDS);
  const filters = isOrganization
    ? regions.map((region) => ({
        region,
        recordType: 'Usage',
        filter: { And: [usage, isOneOf('REGION', [region])] },
      }))
    : regions.length === 0
      ? []
      : [{ region: undefined, recordType: 'Usage', filter: usage }];
  const further = [...others].map(([recordType, its]) => ({
    // Charges of one record type are mostly in one place.
    region: its.length === 1 ? its[0] : undefined,
    recordType,
    filter: isOneOf('RECORD_TYPE', [recordType]),
  }));
  for (const { region, recordType, filter } of [...filters, ...further]) {
    const query = { time, groups, isDaily: true, filter };
    for await (const { start, keys, ...cost } of costGroups(access, query, signal)) {
      const [service, second] = keys;
      yield {
        ...cost,
        day: start,
        service,
        recordType,
        region: regionIdOf(isOrganization ? region : second),
        account: isOrganization ? second : undefined,
      };
    }
  }
}

/** Cost Explorer's word for what has no region. */
function regionIdOf(region: string | undefined): string | undefined {
  return region === 'NoRegion' || region === '' ? undefined : region;
}

interface CostQuery {
  readonly time: ExplorerTime;
  readonly groups: readonly [string, string];
  readonly isDaily: boolean;
  readonly filter?: Expression;
}

interface CostGroup extends Pick<
  ExplorerCost,
  'unblended' | 'amortized' | 'currency' | 'isEstimated'
> {
  readonly start: string;
  readonly keys: readonly [string, string];
}

async function* costGroups(
  access: ExplorerAccess,
  query: CostQuery,
  signal: AbortSignal,
): AsyncGenerator<CostGroup, void> {
  const pages = explorerPages(
    access,
    {
      operation: 'GetCostAndUsage',
      purpose: PURPOSE,
      command: (token) => commandOf(query, token),
    },
    signal,
  );
  for await (const { ResultsByTime = [] } of pages) {
    for (const result of ResultsByTime) {
      const { TimePeriod, Groups, Estimated } = Result.parse(result);
      for (const group of Groups) {
        const { Keys, Metrics } = Group.parse(group);
        const unblended = amountOf(Metrics.UnblendedCost.Amount);
        const amortized = amountOf(Metrics.AmortizedCost.Amount);
        // Half a bill must not look whole.
        if (unblended === undefined || amortized === undefined) {
          throw new TypeError(`Cost Explorer gave no amount for ${Keys.join(', ')}`);
        }
        yield {
          start: TimePeriod.Start.slice(0, 'YYYY-MM-DD'.length),
          keys: Keys,
          unblended,
          amortized,
          currency: Metrics.UnblendedCost.Unit,
          isEstimated: Estimated,
        };
      }
    }
  }
}

function commandOf(
  { time, groups, isDaily, filter }: CostQuery,
  token: string | undefined,
): GetCostAndUsageCommand {
  return new GetCostAndUsageCommand({
    TimePeriod: { Start: time.from, End: time.until },
    Granularity: isDaily ? 'DAILY' : 'MONTHLY',
    Metrics: ['UnblendedCost', 'AmortizedCost'],
    GroupBy: groups.map((Key): GroupDefinition => ({ Type: 'DIMENSION', Key })),
    ...(filter !== undefined && { Filter: filter }),
    ...(token !== undefined && { NextPageToken: token }),
  });
}

function isOneOf(Key: 'RECORD_TYPE' | 'REGION', values: readonly string[]): Expression {
  return { Dimensions: { Key, Values: [...values] } };
}
