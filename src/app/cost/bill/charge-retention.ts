import { z } from 'zod';
import { CHARGES, chargesPart } from '../../../store/charges.ts';
import { BILL_COLLECTIONS } from '../../../store/cost-tables.ts';
import { sharedText } from '../shared-sql.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

export interface Retention {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Billing periods that are kept before the current one. */
  readonly retentionMonths: number;
}

const Part = z.tuple([z.string(), z.string()]);

/** The earliest billing period that is kept: `2023-10`. */
export function firstKeptPeriod(now: number, retentionMonths: number): string {
  const time = new Date(now);
  const first = Date.UTC(time.getUTCFullYear(), time.getUTCMonth() - retentionMonths, 1);
  return new Date(first).toISOString().slice(0, 'YYYY-MM'.length);
}

/**
 * Removes billing periods that are older than what the store keeps, each by itself: others may be written meanwhile. What
 * they were collected from is forgotten first, so that they are read again should more be kept one day.
 */
export async function removeExpired(
  store: Store,
  { now, retentionMonths }: Retention,
  signal: AbortSignal,
): Promise<void> {
  const first = sharedText(firstKeptPeriod(now, retentionMonths));
  const columns = {
    charges: 'BillingAccountId, source_period',
    bill_collections: 'account, period',
  };
  const expired = async (table: keyof typeof columns, period: string): Promise<Set<string>> => {
    const sql = `select distinct ${columns[table]} from ${table} where ${period} < ${first}`;
    const rows = await allRows(store, sql, signal);
    return new Set(rows.map((row) => chargesPart(...Part.parse(row))));
  };
  for (const part of await expired('bill_collections', 'period')) {
    await store.replacePart(BILL_COLLECTIONS, part, noRows(), signal);
  }
  for (const part of await expired('charges', 'source_period')) {
    await store.replacePart(CHARGES, part, noRows(), signal);
  }
}

async function* noRows(): AsyncGenerator<never, void> {
  // An expired period.
}
