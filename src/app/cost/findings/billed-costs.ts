import { z } from 'zod';
import { decimal, plus, ZERO } from '../../../cost/money/decimal.ts';
import type { BilledCost } from '../../../cost/findings/saving.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';

const DAY_MS = 86_400_000;
/** Days of the bill that a month's cost is taken from. */
const DAYS = 30;

/** The days of the bill that tell what a resource costs. */
export interface BilledDays {
  /** The first day: `2026-10-21`. */
  readonly from: string;
  /** The day after the last. */
  readonly to: string;
}

const Days = z.tuple([z.string().nullable(), z.string().nullable()]);
const Row = z.tuple([z.string(), z.string(), z.string()]);
/** Charges of a day or less; those of a whole month tell no days. */
const DAILY = 'ChargePeriodEnd <= ChargePeriodStart + interval 1 day';
const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z0-9-]{1,64}$/;

/**
 * The last 30 whole days of the bill. The last day that it has is not over, or not complete.
 *
 * @returns undefined when the store has fewer
 */
export async function billedDays(
  reader: Pick<Store, 'query'>,
  account: string,
  signal: AbortSignal,
): Promise<BilledDays | undefined> {
  if (!ACCOUNT.test(account)) return undefined;
  const sql = `select min(ChargePeriodStart), max(ChargePeriodStart) from charges
    where SubAccountId = '${account}' and has_resource and ${DAILY}`;
  const [row] = await allRows(reader, sql, signal);
  const [first, last] = row === undefined ? [null, null] : Days.parse(row);
  if (first === null || last === null) return undefined;
  const end = Math.floor(Date.parse(last) / DAY_MS) * DAY_MS;
  const start = end - DAYS * DAY_MS;
  // A store without rows of an older day has no charges from before.
  if (Number.isNaN(end) || Date.parse(first) > start) return undefined;
  return { from: dayOf(start), to: dayOf(end) };
}

const EC2_ARN = /^arn:[^:]+:ec2:[^:]*:[^:]*:[^/]+\/(.+)$/;

/** What names a resource in the bill: EC2's ids and ARNs are the same here. */
export function billKey(idOrArn: string): string {
  return EC2_ARN.exec(idOrArn)?.[1] ?? idOrArn;
}

/** What resources of an account and region cost by the bill, by {@link billKey}. */
export async function billedCosts(
  reader: Pick<Store, 'query'>,
  { account, region, days }: { account: string; region: string; days: BilledDays },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, BilledCost>> {
  if (!ACCOUNT.test(account) || !REGION.test(region)) return new Map();
  const place = region === 'global' ? '' : `and RegionId = '${region}'`;
  const sql = `select ResourceId, BillingCurrency, sum(EffectiveCost) from charges
    where SubAccountId = '${account}' ${place} and has_resource and ChargeCategory = 'Usage' and ${DAILY}
      and ChargePeriodStart >= '${days.from} 00:00:00' and ChargePeriodStart < '${days.to} 00:00:00'
    group by ResourceId, BillingCurrency`;
  const period = daysText(days);
  const costs = new Map<string, BilledCost>();
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    for (const row of batch) {
      const [id, currency, amount] = Row.parse(row);
      const key = billKey(id);
      const before = costs.get(key);
      if (before !== undefined && before.currency !== currency) continue;
      costs.set(key, { amount: plus(before?.amount ?? ZERO, decimal(amount)), currency, period });
    }
  }
  return costs;
}

/** `30 days to 2026-11-20` */
export function daysText({ to }: BilledDays): string {
  return `${DAYS} days to ${dayOf(Date.parse(to) - DAY_MS)}`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
