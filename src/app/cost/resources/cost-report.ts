import { z } from 'zod';
import { decimal, decimalText, sumOf, type Decimal } from '../../../cost/money/decimal.ts';
import type { PaidTotal } from '../../../cost/prices/paid-calls.ts';
import type { QueryValue } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { sharedText } from '../shared-sql.ts';

/** What costs are grouped by: a column, or a tag. */
export type CostGrouping =
  | { readonly by: 'service' | 'account' | 'region' | 'kind' }
  | { readonly by: 'tag'; readonly key: string };

/** Which resources count. */
export interface CostFilter {
  readonly kinds?: readonly string[] | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** An empty value means resources without the tag. */
  readonly tag?: { readonly key: string; readonly value: string } | undefined;
}

/** What one group costs in one currency. */
export interface CostGroup {
  readonly group: string;
  readonly currency: string;
  /** Resources with at least one priced component. */
  readonly resources: number;
  readonly monthly: Decimal;
  readonly hourly: Decimal;
}

/** Components of one group that have no price, for one reason. */
export interface UnpricedGroup {
  readonly group: string;
  readonly reason: string;
  readonly components: number;
  readonly resources: number;
}

/** What resources cost by list prices, as the store has it. */
export interface CostReport {
  /** The most expensive first. */
  readonly groups: readonly CostGroup[];
  /** By currency. */
  readonly totals: ReadonlyMap<string, { readonly monthly: Decimal; readonly hourly: Decimal }>;
  readonly unpriced: readonly UnpricedGroup[];
  /** Where prices came from, and when AWS published them: the first and the last, in ISO 8601. */
  readonly prices: {
    readonly sources: readonly string[];
    readonly from: string | null;
    readonly to: string | null;
  };
  /** The measured time that quantities follow from: `usage of 2026-11-08 to 2026-11-21`. Null where none was measured. */
  readonly measured: string | null;
  /** When the resources were priced, in ISO 8601: the earliest of them. Null when nothing was priced. */
  readonly pricedAt: string | null;
}

const NO_TAG = '(no tag)';
const RESOURCE = '(account, region, kind, id)';

const GroupRow = z.tuple([z.string(), z.string(), z.coerce.number(), z.string(), z.string()]);
const UnpricedRow = z.tuple([z.string(), z.string(), z.coerce.number(), z.coerce.number()]);
/** Some price lists do not say when they were published. */
const PriceDate = z.string().nullable();
const MeasuredRow = z.tuple([z.string().nullable()]);
const PricesRow = z.tuple([z.string(), PriceDate, PriceDate, z.string()]);

/** Adds up what the store has of costs. Sums are exact. */
export async function costReport(
  reader: Pick<StoreReader, 'query'>,
  grouping: CostGrouping,
  filter: CostFilter,
  signal: AbortSignal,
): Promise<CostReport> {
  const group = groupColumn(grouping);
  const where = conditionOf(filter);
  const ask = (sql: string): Promise<readonly (readonly QueryValue[])[]> =>
    allRows(reader, sql, signal);
  const groups = await ask(
    `select ${group} as cost_group, currency, count(distinct ${RESOURCE}), sum(monthly), sum(hourly)
     from resource_costs where reason is null and ${where} group by 1, 2`,
  );
  const unpriced = await ask(
    `select ${group} as cost_group, reason, count(*), count(distinct ${RESOURCE})
     from resource_costs where reason is not null and ${where} group by 1, 2 order by 3 desc, 1, 2`,
  );
  const prices = await ask(
    `select source, min(price_date), max(price_date), min(priced_at)
     from resource_costs where reason is null and ${where} group by 1 order by 1`,
  );
  const [measured] = await ask(
    `select max(detail) from resource_costs where reason is null and detail is not null and ${where}`,
  );
  return reportOf(
    groups.map((row) => groupOf(GroupRow.parse(row))),
    unpriced.map((row) => unpricedOf(UnpricedRow.parse(row))),
    prices.map((row) => PricesRow.parse(row)),
    MeasuredRow.parse(measured ?? [null])[0],
  );
}

function reportOf(
  groups: readonly CostGroup[],
  unpriced: readonly UnpricedGroup[],
  prices: readonly z.output<typeof PricesRow>[],
  measured: string | null,
): CostReport {
  const currencies = [...new Set(groups.map(({ currency }) => currency))].sort();
  const totals = currencies.map((currency) => {
    const own = groups.filter((group) => group.currency === currency);
    const monthly = sumOf(own.map((group) => group.monthly));
    return [currency, { monthly, hourly: sumOf(own.map((group) => group.hourly)) }] as const;
  });
  const [from] = prices.flatMap((row) => row[1] ?? []).sort();
  const to = prices
    .flatMap((row) => row[2] ?? [])
    .sort()
    .at(-1);
  const [pricedAt] = prices.map((row) => row[3]).sort();
  return {
    groups: [...groups].sort(mostExpensiveFirst),
    totals: new Map(totals),
    unpriced,
    measured: measured === '' ? null : measured, // ClickHouse has an empty text for the greatest of nothing
    prices: { sources: prices.map(([source]) => source), from: from ?? null, to: to ?? null },
    pricedAt: pricedAt ?? null,
  };
}

function mostExpensiveFirst(one: CostGroup, other: CostGroup): number {
  if (one.monthly !== other.monthly) return one.monthly > other.monthly ? -1 : 1;
  return one.group < other.group ? -1 : 1;
}

function groupOf([group, currency, resources, monthly, hourly]: z.output<
  typeof GroupRow
>): CostGroup {
  return { group, currency, resources, monthly: decimal(monthly), hourly: decimal(hourly) };
}

function unpricedOf([group, reason, components, resources]: z.output<
  typeof UnpricedRow
>): UnpricedGroup {
  return { group, reason, components, resources };
}

/** As SQL that both stores understand. */
function groupColumn(grouping: CostGrouping): string {
  switch (grouping.by) {
    case 'service':
      return "regexp_extract(kind, '::([^:]+)::', 1)";
    case 'tag':
      return `coalesce(nullif(tags[${sharedText(grouping.key)}], ''), '${NO_TAG}')`;
    case 'account':
    case 'region':
    case 'kind':
      return grouping.by;
  }
}

function conditionOf({ kinds, accounts, regions, tag }: CostFilter): string {
  const conditions = [
    isOneOf('kind', kinds),
    isOneOf('account', accounts),
    isOneOf('region', regions),
    ...(tag === undefined
      ? []
      : [`coalesce(tags[${sharedText(tag.key)}], '') = ${sharedText(tag.value)}`]),
  ].filter((condition) => condition !== '');
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}

function isOneOf(column: string, values: readonly string[] | undefined): string {
  if (values === undefined) return '';
  return values.length === 0 ? 'false' : `${column} in (${values.map(sharedText).join(', ')})`;
}

/**
 * The report as JSON: amounts are exact texts.
 *
 * @param paid what was paid for the prices now
 */
export function costReportJson(report: CostReport, paid?: PaidTotal): object {
  const { groups, totals, unpriced, prices, measured, pricedAt } = report;
  const amounts = ({ monthly, hourly }: { monthly: Decimal; hourly: Decimal }): object => ({
    monthly: decimalText(monthly),
    hourly: decimalText(hourly),
  });
  return {
    basis: 'ListCost',
    period: 'a month of 730 hours',
    pricedAt,
    prices,
    measured,
    groups: groups.map(({ group, currency, resources, ...cost }) => ({
      group,
      resources,
      currency,
      ...amounts(cost),
    })),
    totals: [...totals].map(([currency, cost]) => ({ currency, ...amounts(cost) })),
    unpriced,
    ...(paid !== undefined && {
      paidCalls: { requests: paid.requests, amount: decimalText(paid.amount), currency: 'USD' },
    }),
  };
}

/** How many components are unpriced, by reason. */
export function unpricedReasons({ unpriced }: CostReport): ReadonlyMap<string, number> {
  const reasons = new Map<string, number>();
  for (const { reason, components } of unpriced) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + components);
  }
  return reasons;
}

/** Whether no prices of a region could be read: its resources are missing from the totals. */
export function lacksPriceBook({ unpriced }: CostReport): boolean {
  return unpriced.some(({ reason }) => reason === 'no-price-book');
}
