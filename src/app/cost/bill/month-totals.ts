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
const Total = z.tuple([z.string().nullable(), z.string().nullable(), z.string().nullable()]);
const Source = z.tuple([z.string(), z.string().transform(Date.parse)]);

/** @param month `2026-10`: the current billing period */
export async function monthTotals(
  reader: Pick<StoreReader, 'query'>,
  month: string,
  signal: AbortSignal,
): Promise<MonthTotals> {
  const rows = await allRows(
    reader,
    `select coalesce(x_ServiceCode, ServiceName), RegionId, sum(BilledCost) from charges
     where source_period = '${month}' and BillingCurrency = '${CURRENCY}' group by 1, 2`,
    signal,
  );
  const sums = new Map<string, MonthTotal>();
  for (const row of rows) {
    const [name, regionId, sum] = Total.parse(row);
    const service = name === null || name === '' ? 'unknown' : (serviceCode(name) ?? name);
    const region = regionId === null || regionId === '' ? 'global' : regionId;
    const key = JSON.stringify([service, region]);
    const known = sums.get(key)?.amount ?? ZERO;
    sums.set(key, { service, region, amount: plus(known, decimal(sum ?? '0')) });
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
