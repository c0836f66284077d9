import { z } from 'zod';
import { sqlText } from '../../../../cost/usage/query-rows.ts';
import type { Store } from '../../../../store/store.ts';
import { allRows } from '../../../store/all-rows.ts';

const Row = z.tuple([z.string(), z.string()]);

/** When AWS's advice in an account was seen first, by id, in milliseconds since the Unix epoch. */
export async function formerAdvice(
  reader: Pick<Store, 'query'>,
  account: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const sql = `select id, first_seen from aws_opportunities where account = ${sqlText(account)}`;
  return new Map(
    (await allRows(reader, sql, signal)).map((row) => {
      const [id, firstSeen] = Row.parse(row);
      return [id, Date.parse(firstSeen)];
    }),
  );
}
