import { NO_QUERY_LIMITS } from '../app/store/store-reader.ts';
import type { QueryValue, Store } from '../store/store.ts';
import { resultTable } from './query-table.ts';
import type { Style } from './style.ts';

const QUERIES: readonly { readonly question: string; readonly sql: string }[] = [
  {
    question: 'Which kinds have the most resources?',
    sql: 'select kind, count(*) as resources from resources group by kind order by resources desc, kind limit 5',
  },
  {
    question: 'Which queues have no owner tag?',
    sql: "select account, region, name from aws_sqs_queue where tags['owner'] is null order by 1, 2, 3 limit 5",
  },
  {
    question: 'Which buckets are not encrypted, or could not be checked?',
    sql: "select account, name, if(json_array_length(gaps) > 0, 'unknown', 'none') as encryption from aws_s3_bucket where bucket_encryption is null order by encryption desc, account, name limit 5",
  },
];

/** Example queries over the resources of the first run, each with its result. */
export async function demoQueries(
  store: Store,
  { colours, width }: Style,
  signal: AbortSignal,
): Promise<string> {
  const parts = [colours.bold('4. The first run also stored the resources for SQL.')];
  for (const { question, sql } of QUERIES) {
    const { columns, rows } = await store.query(sql, NO_QUERY_LIMITS, signal);
    const all: (readonly QueryValue[])[] = [];
    for await (const batch of rows()) all.push(...batch);
    const result = all.length === 0 ? '(none)' : resultTable(columns, all, width);
    parts.push(`${question}\n${colours.dim(`longshore query "${sql}"`)}\n\n${result}`);
  }
  return `${parts.join('\n\n')}\n`;
}
