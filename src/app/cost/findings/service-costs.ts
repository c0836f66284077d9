import { z } from 'zod';
import { decimal, plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

const Row = z.tuple([z.string(), z.string().nullable(), z.string()]);

/** What each service costs in a month at list prices, by the kinds' name of the service and the currency: `EC2 USD`. */
export async function serviceCosts(
  reader: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Decimal>> {
  const sql = `select kind, currency, sum(monthly) from resource_costs where reason is null group by kind, currency`;
  const costs = new Map<string, Decimal>();
  for (const row of await allRows(reader, sql, signal)) {
    const [kind, currency, monthly] = Row.parse(row);
    const key = serviceKey(kind, currency ?? '');
    costs.set(key, plus(costs.get(key) ?? ZERO, decimal(monthly)));
  }
  return costs;
}

/** @param kind `AWS::EC2::Volume` */
export function serviceKey(kind: string, currency: string): string {
  return `${kind.split('::')[1] ?? kind} ${currency}`;
}
