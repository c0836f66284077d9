import { z } from 'zod';
import { dayNumber, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

const Row = z.tuple([z.string(), z.string().nullable(), z.string()]);

/**
 * Commitments that began while the bill was collected, by day: cost drops after one is no alarm. A commitment begins with
 * its first charge; those of the first day may be older.
 */
export async function knownPurchases(
  store: Pick<Store, 'query'>,
  { payer, first }: { readonly payer: string; readonly first: DayNumber },
  signal: AbortSignal,
): Promise<ReadonlyMap<DayNumber, string>> {
  const rows = await allRows(
    store,
    `select CommitmentDiscountId, max(CommitmentDiscountType), cast(cast(min(ChargePeriodStart) as date) as varchar)
     from charges where BillingAccountId = ${sqlText(payer)} and CommitmentDiscountId is not null and CommitmentDiscountId <> ''
     group by 1 order by 1`,
    signal,
  );
  const purchases = new Map<DayNumber, string>();
  for (const [id, type, date] of rows.map((row) => Row.parse(row))) {
    const day = dayNumber(date);
    if (day > first) purchases.set(day, `${type ?? 'commitment'} ${id}`);
  }
  return purchases;
}
