import { z } from 'zod';
import { soleAccounts, type ChargeQuery } from '../../../cost/billing/charge-query.ts';
import { BillingExportError } from '../../../cost/billing/export-error.ts';
import { chargesPart } from '../../../store/charges.ts';
import type { FileDatabase } from '../../../store/file-database.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { sharedText } from '../shared-sql.ts';

/** An export that is about to replace periods. */
export interface ReplacingExport {
  readonly database: FileDatabase;
  readonly query: ChargeQuery;
  readonly files: readonly string[];
}

const Sole = z.tuple([z.string(), z.string(), z.string()]);
const Stored = z.tuple([z.string(), z.coerce.number()]);

/**
 * Refuses the export of a member account where the store has other accounts. It names the payer account as the payer's
 * own export does, and would replace the bill of the whole organization.
 *
 * @param names the parts that it would replace
 * @throws {BillingExportError} for an export with the charges of one account, where the store has charges of others
 * @see https://docs.aws.amazon.com/cur/latest/userguide/what-is-cur.html
 */
export async function assertNotOfMember(
  { database, query, files }: ReplacingExport,
  names: readonly string[],
  stored: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<void> {
  for (const row of await database.rows(soleAccounts(query, files), signal)) {
    const [payer, period, only] = Sole.parse(row);
    if (!names.includes(chargesPart(payer, period))) continue;
    const [found] = await allRows(
      stored,
      `select min(SubAccountId), count(distinct SubAccountId) from charges
       where BillingAccountId = ${sharedText(payer)} and source_period = ${sharedText(period)}
         and SubAccountId <> ${sharedText(only)} having count(*) > 0`,
      signal,
    );
    if (found === undefined) continue;
    const [one, others] = Stored.parse(found);
    const also = others === 1 ? one : `${one} and ${others - 1} more`;
    throw new BillingExportError(
      files[0] ?? query.name,
      `has charges of the account ${only} only, and would replace those of ${also} in the bill of ${payer} for ${period}`,
      {
        remedy: `use the export of the payer account ${payer}; if ${only} is the only account left, set LONGSHORE_ACCEPT_LOST_ACCOUNTS=true for one run`,
      },
    );
  }
}
