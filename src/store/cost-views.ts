/** A view over stored tables, in SQL that all stores understand. */
export interface StoredView {
  readonly name: string;
  /** For `longshore query --tables`. */
  readonly description: string;
  readonly sql: string;
}

const BASES = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;

/** The bill by day, account, service, region and usage type: a row for each basis that the charges have. */
export const COST_METRICS: StoredView = {
  name: 'cost_metrics',
  description: 'the bill by day, account, service, region and usage type; one row for each basis',
  sql: BASES.map(
    (basis) => `select cast(c.ChargePeriodStart as date) as date, c.SubAccountId as account_id,
      coalesce(c.x_ServiceCode, c.ServiceName) as service, c.RegionId as region, c.x_UsageType as usage_type,
      sum(c.${basis}) as amount, c.BillingCurrency as currency, '${basis}' as basis, min(c.is_final) as is_final,
      max(c.collected_at) as collected_at
    from charges as c where c.${basis} is not null group by 1, 2, 3, 4, 5, 7`,
  ).join(' union all '),
};

/** Every view of this form, in the order in which `--tables` lists them. */
export const STORED_VIEWS: readonly StoredView[] = [COST_METRICS];
