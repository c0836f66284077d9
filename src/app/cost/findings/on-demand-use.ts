import { z } from 'zod';
import { decimal, dividedBy, smaller, sumOf, type Decimal } from '../../../cost/money/decimal.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { daysText, type BilledDays } from './billed-costs.ts';

/** The usage of each service that Savings Plans or reservations cover: hours of instances. */
const COVERABLE: Readonly<Record<string, readonly string[]>> = {
  AmazonEC2: ['%BoxUsage:%'],
  AmazonRDS: ['%InstanceUsage:%', '%Multi-AZUsage:%'],
  AmazonElastiCache: ['%NodeUsage:%'],
  AmazonES: ['%ESInstance:%'],
};

/** What an account used of a service at prices on demand, in 30 whole days of the bill. */
export interface OnDemandUse {
  /** `AmazonEC2` */
  readonly service: string;
  readonly currency: string;
  /** Days on which there was any. */
  readonly daysUsed: number;
  /** EffectiveCost of the cheapest of these days, of the average one, and of all. */
  readonly least: Decimal;
  readonly average: Decimal;
  readonly total: Decimal;
  readonly period: string;
}

const Row = z.tuple([z.string(), z.string(), z.string(), z.string()]);

/** The use that commitments could cover, and do not: neither spot, nor what has a discount already. */
export async function onDemandUses(
  reader: Pick<Store, 'query'>,
  { account, days }: { readonly account: string; readonly days: BilledDays },
  signal: AbortSignal,
): Promise<readonly OnDemandUse[]> {
  const usageTypes = Object.entries(COVERABLE).map(([service, forms]) => {
    const like = forms.map((form) => `x_UsageType like ${sqlText(form)}`).join(' or ');
    return `(x_ServiceCode = ${sqlText(service)} and (${like}))`;
  });
  const sql = `select x_ServiceCode, BillingCurrency, cast(cast(ChargePeriodStart as date) as varchar) as day, sum(EffectiveCost)
    from charges where SubAccountId = ${sqlText(account)} and ChargeCategory = 'Usage' and PricingCategory = 'Standard'
      and CommitmentDiscountId is null and (${usageTypes.join(' or ')})
      and ChargePeriodEnd <= ChargePeriodStart + interval 1 day
      and ChargePeriodStart >= '${days.from} 00:00:00' and ChargePeriodStart < '${days.to} 00:00:00'
    group by 1, 2, 3 order by 1, 2, 3`;
  const daily = new Map<string, Decimal[]>();
  for (const row of await allRows(reader, sql, signal)) {
    const [service, currency, , cost] = Row.parse(row);
    const key = `${service} ${currency}`;
    daily.set(key, [...(daily.get(key) ?? []), decimal(cost)]);
  }
  return [...daily].map(([key, costs]) => {
    const [service = '', currency = ''] = key.split(' ');
    const total = sumOf(costs);
    return {
      ...{ service, currency, daysUsed: costs.length, total, period: daysText(days) },
      least: costs.reduce(smaller),
      average: dividedBy(total, decimal(costs.length)),
    };
  });
}
