import { z } from 'zod';
import { RecordsNotReadError } from '../../../core/exporters/records-not-read-error.ts';
import { RECORDS_PER_PAGE } from '../../../core/exporters/stored-kind-exporter.ts';
import type { RecordAnswer, StoredRecord } from '../../../core/exporters/stored-records.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { chunk } from '../../../lib/chunk.ts';
import { allRows } from '../../store/all-rows.ts';
import type { RecordContext, RecordSource } from './record-source.ts';
import { ServiceMonths } from './service-months.ts';

const Month = z.tuple([z.string(), z.string()]);

/** What accounts were charged for each service and billing month, as the bill says. */
export const serviceMonthRecords: RecordSource = {
  async *pages(context) {
    const months = await storedMonths(context);
    if (months.size === 0) {
      throw new RecordsNotReadError('not-enabled', 'the store has no bill', {
        remedy: 'collect one with longshore cost collect, or import one with longshore cost import',
      });
    }
    yield* chunk(await recordsOf(context), RECORDS_PER_PAGE);
  },

  async find(identifiers, context): Promise<readonly RecordAnswer[]> {
    const records = new Map(
      (await recordsOf(context)).map((record) => [JSON.stringify(record.identifiers), record]),
    );
    const months = await storedMonths(context);
    return identifiers.map((identifier): RecordAnswer => {
      const record = records.get(JSON.stringify(identifier));
      if (record !== undefined) return { status: 'exists', record };
      const [month = '', , , payer = ''] = identifier;
      // A period is stored whole or not at all: what it has no more was taken off the bill.
      if (months.has(keyOf(month, payer))) return { status: 'gone' };
      const detail = `the bill of ${month} of payer account ${payer} is no longer stored`;
      return { status: 'unproven', detail };
    });
  },
};

/** The billing periods that the store has, by month and payer account. */
async function storedMonths({
  reader,
  signal,
}: Pick<RecordContext, 'reader' | 'signal'>): Promise<ReadonlySet<string>> {
  const sql = `select source_period, BillingAccountId from charges group by 1, 2
    union all select period, account from bill_collections`;
  const rows = await allRows(reader, sql, signal);
  return new Set(rows.map((row) => keyOf(...Month.parse(row))));
}

function keyOf(month: string, payer: string): string {
  return `${month} ${payer}`;
}

/** A group of sums: an account has a few of them for each service and month. */
async function recordsOf({
  reader,
  accountId,
  signal,
}: RecordContext): Promise<readonly StoredRecord[]> {
  const service = "coalesce(nullif(x_ServiceCode, ''), nullif(ServiceName, ''))";
  const rows = await allRows(
    reader,
    `select source_period, BillingAccountId, ${service}, BillingCurrency, max(ServiceName),
       sum(BilledCost), sum(EffectiveCost),
       case when count(ListCost) = count(*) then sum(ListCost) end,
       case when count(ContractedCost) = count(*) then sum(ContractedCost) end,
       sum(case when ChargeCategory = 'Tax' then BilledCost end),
       sum(case when ChargeCategory = 'Credit' then BilledCost end),
       min(is_final), max(collected_at), min(source), min(source_name)
     from charges where SubAccountId = ${sqlText(accountId)} group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    signal,
  );
  const months = new ServiceMonths(accountId);
  for (const row of rows) months.add(row);
  return months.records;
}
