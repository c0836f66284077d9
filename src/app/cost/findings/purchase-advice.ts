import { z } from 'zod';
import { decimal, type Decimal } from '../../../cost/money/decimal.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

/** A purchase that AWS recommends. */
export interface PurchaseAdvice {
  readonly recommended: string | undefined;
  /** In a month, after discounts. */
  readonly saving: Decimal;
  readonly currency: string;
  /** Which of AWS's services says so. */
  readonly source: string;
}

const Row = z.tuple([
  z.string(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.string(),
  z.string(),
]);

/** How AWS names what reservations are of, and the service of the bill. */
const RESERVED: readonly (readonly [form: RegExp, service: string])[] = [
  [/Relational Database|RDS/i, 'AmazonRDS'],
  [/ElastiCache/i, 'AmazonElastiCache'],
  [/OpenSearch/i, 'AmazonES'],
  [/Elastic Compute Cloud|EC2/i, 'AmazonEC2'],
];
/** Savings Plans that cover instances of EC2; those of databases and machine learning do not. */
const FOR_INSTANCES = /COMPUTE_SP|EC2_INSTANCE_SP|compute|EC2/i;

/**
 * What AWS recommends an account to purchase, by service: the offer that saves most, because offers replace each other.
 * Several reservations of one service are offers of their own, so the figure is never too high.
 */
export async function purchaseAdvice(
  reader: Pick<Store, 'query'>,
  account: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PurchaseAdvice>> {
  const sql = `select source, action, current_configuration, recommended_configuration, saving_after_discounts, currency
    from aws_recommendations where account = ${sqlText(account)} and saving_after_discounts is not null
      and action in ('PurchaseSavingsPlans', 'PurchaseReservedInstances') order by saving_after_discounts desc, id`;
  const best = new Map<string, PurchaseAdvice>();
  for (const row of await allRows(reader, sql, signal)) {
    const [source, action, current, recommended, saving, currency] = Row.parse(row);
    const service = serviceOf(action, current ?? '', recommended ?? '');
    if (service === undefined || best.has(service)) continue;
    best.set(service, {
      ...{ source, currency, saving: decimal(saving) },
      recommended: recommended ?? undefined,
    });
  }
  return best;
}

function serviceOf(action: string, current: string, recommended: string): string | undefined {
  const text = `${current} ${recommended}`;
  if (action === 'PurchaseSavingsPlans') return FOR_INSTANCES.test(text) ? 'AmazonEC2' : undefined;
  return RESERVED.find(([form]) => form.test(text))?.[1];
}
