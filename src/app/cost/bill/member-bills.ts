import { z } from 'zod';
import { CHARGES, chargesPart } from '../../../store/charges.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { sharedText } from '../shared-sql.ts';

const Period = z.tuple([z.string(), z.string()]);

/**
 * The months in which another account's bill has the charges of an account: the payer account of its organization, by
 * month.
 */
export async function payersOfMember(
  stored: Pick<Store, 'query'> | undefined,
  account: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (stored === undefined) return new Map();
  const rows = await allRows(
    stored,
    `select distinct source_period, BillingAccountId from charges
     where SubAccountId = ${sharedText(account)} and BillingAccountId <> ${sharedText(account)}`,
    signal,
  );
  return new Map(rows.map((row) => Period.parse(row)));
}

/** Removes what members were asked for themselves, where the bill of their payer account has it now. */
export async function removeCoveredMembers(store: Store, signal: AbortSignal): Promise<void> {
  const rows = await allRows(
    store,
    "select distinct BillingAccountId, source_period from charges where source = 'cost-explorer'",
    signal,
  );
  const accounts = new Map<string, ReadonlyMap<string, string>>();
  for (const [account, period] of rows.map((row) => Period.parse(row))) {
    const payers = accounts.get(account) ?? (await payersOfMember(store, account, signal));
    accounts.set(account, payers);
    if (!payers.has(period)) continue;
    await store.replacePart(CHARGES, chargesPart(account, period), noRows(), signal);
  }
}

async function* noRows(): AsyncGenerator<never, void> {
  // The payer account's bill has them.
}
