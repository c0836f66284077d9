import { CHARGES } from './charges.ts';
import { OPTIMIZATION_OPPORTUNITIES } from './finding-tables.ts';
import type { StoredTable } from './stored-table.ts';
import type { SqlDialect, StoredView } from './stored-view.ts';
import { USAGE } from './usage-tables.ts';

const BASES = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;

/** The bill by day, account, service, region and usage type: a row for each basis that the charges have. */
export const COST_METRICS: StoredView = {
  name: 'cost_metrics',
  description: 'the bill by day, account, service, region and usage type; one row for each basis',
  of: CHARGES,
  sql: BASES.map(
    (basis) => `select cast(c.ChargePeriodStart as date) as date, c.SubAccountId as account_id,
      coalesce(c.x_ServiceCode, c.ServiceName) as service, c.RegionId as region, c.x_UsageType as usage_type,
      sum(c.${basis}) as amount, c.BillingCurrency as currency, '${basis}' as basis, min(c.is_final) as is_final,
      max(c.collected_at) as collected_at
    from charges as c where c.${basis} is not null group by 1, 2, 3, 4, 5, 7`,
  ).join(' union all '),
};

const METRIC_COLUMNS = `account as account_id, region, regexp_extract(kind, '::([^:]+)::', 1) as service,
  id as resource_id, kind as resource_type, metric, statistic`;

/** What CloudWatch measured, a row for each value. A row of `usage` has its values at equal distances. */
export const RESOURCE_METRICS: StoredView = {
  name: 'resource_metrics',
  description: 'what CloudWatch measured; one row for each value',
  of: USAGE,
  sql: {
    duckdb: `select timestamp, account_id, region, service, resource_id, resource_type, metric, statistic, value, unit
      from (select day + to_seconds(unnest(range(len(measurements))) * 86400 // len(measurements)) as timestamp,
        ${METRIC_COLUMNS}, unnest(measurements) as value, unit from usage) as measured where value is not null`,
    clickhouse: `select addSeconds(day, intDiv((place - 1) * 86400, length(measurements))) as timestamp,
        ${METRIC_COLUMNS}, assumeNotNull(measured) as value, unit
      from usage array join measurements as measured, arrayEnumerate(measurements) as place
      where measured is not null`,
  },
};

/**
 * `usage_percentiles(measurements)`: the 95th and the 99th percentile of the values of a group's rows, interpolated,
 * as a list.
 */
const USAGE_PERCENTILES: Readonly<Record<SqlDialect, string>> = {
  duckdb: `create or replace macro usage_percentiles(measured) as
    list_aggregate(flatten(list(measured)), 'quantile_cont', [0.95, 0.99])`,
  clickhouse: `create or replace function usage_percentiles as (measured) ->
    quantilesExactInclusiveArray(0.95, 0.99)(measured)`,
};

/** Every view of this form, in the order in which `--tables` lists them. */
export const STORED_VIEWS: readonly StoredView[] = [
  COST_METRICS,
  RESOURCE_METRICS,
  OPTIMIZATION_OPPORTUNITIES,
];

/** The statements that create the views and functions over these tables. */
export function storedViewStatements(
  tables: readonly StoredTable[],
  dialect: SqlDialect,
): readonly string[] {
  const views = STORED_VIEWS.filter(({ of }) => tables.includes(of)).map(
    ({ name, sql }) =>
      `create or replace view ${name} as ${typeof sql === 'string' ? sql : sql[dialect]}`,
  );
  return tables.includes(USAGE) ? [...views, USAGE_PERCENTILES[dialect]] : views;
}
