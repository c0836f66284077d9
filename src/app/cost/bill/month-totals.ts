import { z } from 'zod';
import { serviceCode } from '../../../cost/billing/service-codes.ts';
import { decimal, plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { allRows } from '../../store/all-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';

/** What one service has cost in one region so far this month, as billed. */
export interface MonthTotal {
  /** AWS's code, or the name of a service without a known one; `unknown` where the bill names none. */
  readonly service: string;
  /** `global` where the bill has no region. */
  readonly region: string;
  /** Only where totals are wanted by account; empty where the bill names none. */
  readonly account: string | undefined;
  /** In US dollars. */
  readonly amount: Decimal;
}

/** The bill of the current month, in US dollars. */
export interface MonthTotals {
  readonly totals: readonly MonthTotal[];
  /** When each source was last read, in milliseconds since the Unix epoch. */
  readonly collectedAt: ReadonlyMap<string, number>;
}

/** The one currency that the metric has. */
const CURRENCY = 'USD';
const maybe = z.string().nullable();
const Total = z.tuple([maybe, maybe, maybe, maybe]);
const Source = z.tuple([z.string(), z.string().transform(Date.parse)]);

/**
 * @param month `2026-10`: the current billing period
 * @param byAccount whether each account has totals of its own
 */
export async function monthTotals(
  reader: Pick<StoreReader, 'query'>,
  { month, byAccount }: { readonly month: string; readonly byAccount: boolean },
  signal: AbortSignal,
): Promise<MonthTotals> {
  const rows = await allRows(
    reader,
    `select coalesce(x_ServiceCode, ServiceName), RegionId, ${byAccount ? 'SubAccountId' : "''"}, sum(BilledCost)
     from charges where source_period = '${month}' and BillingCurrency = '${CURRENCY}' group by 1, 2, 3`,
    signal,
  );
  const sums = new Map<string, MonthTotal>();
  for (const row of rows) {
    const [name, regionId, accountId, sum] = Total.parse(row);
    const account = byAccount ? (accountId ?? '') : undefined;
    const service = name === null || name === '' ? 'unknown' : (serviceCode(name) ?? name);
    const region = regionId === null || regionId === '' ? 'global' : regionId;
    const key = JSON.stringify([service, region, account]);
    const known = sums.get(key)?.amount ?? ZERO;
    sums.set(key, { service, region, account, amount: plus(known, decimal(sum ?? '0')) });
  }
  const sources = await allRows(
    reader,
    'select source, max(collected_at) from charges group by 1',
    signal,
  );
  return {
    totals: [...sums.values()],
    collectedAt: new Map(sources.map((row) => Source.parse(row))),
  };
}
