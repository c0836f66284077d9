import { z } from 'zod';
import { CHARGES, chargesPart } from '../../../store/charges.ts';
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

/** Removes billing periods that are older than what the store keeps. */
export async function removeExpired(
  store: Store,
  { now, retentionMonths }: Retention,
  signal: AbortSignal,
): Promise<void> {
  const first = firstKeptPeriod(now, retentionMonths);
  const sql = 'select distinct BillingAccountId, source_period from charges';
  const parts = (await allRows(store, sql, signal)).map((row) => Part.parse(row));
  const kept = parts.filter(([, period]) => period >= first);
  if (kept.length === parts.length) return;
  await store.keepParts(
    CHARGES,
    kept.map(([account, period]) => chargesPart(account, period)),
  );
}
