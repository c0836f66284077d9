import { z } from 'zod';
import { RecordsNotReadError } from '../../../core/exporters/records-not-read-error.ts';
import { RECORDS_PER_PAGE } from '../../../core/exporters/stored-kind-exporter.ts';
import type { RecordAnswer, StoredRecord } from '../../../core/exporters/stored-records.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { chunk } from '../../../lib/chunk.ts';
import { allRows } from '../../store/all-rows.ts';
import { AWS_COLUMNS, awsAnomalyRecord, OWN_COLUMNS, ownAnomalyRecord } from './anomaly-record.ts';
import type { RecordContext, RecordSource } from './record-source.ts';

/** AWS tells what it has detected in so many days. */
const AWS_DAYS = 90;
const DAY_MS = 86_400_000;

const Collection = z.tuple([z.string(), z.string().nullable()]);
const Analysis = z.tuple([z.string(), z.string()]);

/** Anomalies that AWS has detected, and those that Longshore has found. */
export const anomalyRecords: RecordSource = {
  async *pages(context) {
    const proofs = await proofsOf(context);
    if (proofs.aws.size === 0 && proofs.own.size === 0) {
      throw new RecordsNotReadError(
        'not-enabled',
        'no anomalies were ever collected or looked for',
        {
          remedy:
            'collect the bill, then run longshore cost anomalies; longshore cost collect --sources anomalies reads AWS’s',
        },
      );
    }
    yield* chunk(await recordsOf(context), RECORDS_PER_PAGE);
  },

  async find(identifiers, context): Promise<readonly RecordAnswer[]> {
    const records = new Map(
      (await recordsOf(context)).map((record) => [JSON.stringify(record.identifiers), record]),
    );
    const proofs = await proofsOf(context);
    return identifiers.map((identifier): RecordAnswer => {
      const record = records.get(JSON.stringify(identifier));
      if (record !== undefined) return { status: 'exists', record };
      const detail = whyUnproven(identifier, proofs);
      return detail === undefined ? { status: 'gone' } : { status: 'unproven', detail };
    });
  },
};

/** What was read and analysed completely, by payer account. */
interface Proofs {
  /** The first day that AWS's last complete answer covers; undefined when there was none. */
  readonly aws: ReadonlyMap<string, string | undefined>;
  /** The first day that the analysis of the bill covers. */
  readonly own: ReadonlyMap<string, string>;
}

async function proofsOf({ reader, signal }: RecordContext): Promise<Proofs> {
  const collections = await allRows(
    reader,
    "select account, collected_at from advice_collections where source = 'anomalies'",
    signal,
  );
  const aws = new Map(
    collections.map((row) => {
      const [payer, collectedAt] = Collection.parse(row);
      // A later answer that was not complete has replaced nothing.
      const read = collectedAt === null ? undefined : Date.parse(collectedAt);
      return [payer, read === undefined ? undefined : dayOf(read - AWS_DAYS * DAY_MS)] as const;
    }),
  );
  const analyses = await allRows(reader, 'select payer, first_day from anomaly_runs', signal);
  return { aws, own: new Map(analyses.map((row) => Analysis.parse(row))) };
}

function whyUnproven(
  [source = '', payer = '', startsOn = '']: readonly string[],
  { aws, own }: Proofs,
): string | undefined {
  const from = source === 'aws' ? aws.get(payer) : own.get(payer);
  const whose = source === 'aws' ? 'AWS’s anomalies' : 'the anomalies';
  if (from === undefined) return `${whose} of payer account ${payer} were not read completely`;
  return startsOn < from ? `${whose} from before ${from} are not known any more` : undefined;
}

async function recordsOf({
  reader,
  accountId,
  signal,
}: RecordContext): Promise<readonly StoredRecord[]> {
  const account = sqlText(accountId);
  const aws = await allRows(
    reader,
    `select ${AWS_COLUMNS.join(', ')} from aws_anomalies where coalesce(account, payer) = ${account} order by id`,
    signal,
  );
  const own = await allRows(
    reader,
    `select ${OWN_COLUMNS.join(', ')} from cost_anomalies where coalesce(account, payer) = ${account} order by id`,
    signal,
  );
  return [...aws.map(awsAnomalyRecord), ...own.map(ownAnomalyRecord)];
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
