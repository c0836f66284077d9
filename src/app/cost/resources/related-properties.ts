import { z } from 'zod';
import type { RelatedProperties } from '../../../cost/resources/price-resources.ts';
import { chunk } from '../../../lib/chunk.ts';
import type { Store } from '../../../store/store.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';

const Properties = z.record(z.string(), z.unknown());
const RelatedRow = z.tuple([z.string(), z.string()]);
/** What the store is asked for at once. */
const ARNS_PER_QUERY = 500;
/** An ARN that needs no escape in SQL. */
const PLAIN_ARN = /^arn:[\w:/.+=@-]+$/;

/** The properties of resources by ARN. One that the store does not have is left out. */
export async function relatedOf(
  store: Pick<Store, 'query'>,
  kind: string,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<RelatedProperties> {
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  const plain = arns.filter((arn) => PLAIN_ARN.test(arn));
  for (const part of chunk(plain, ARNS_PER_QUERY)) {
    const list = part.map((arn) => `'${arn}'`).join(', ');
    const sql = `select arn, properties from resources where kind = '${kind}' and arn in (${list})`;
    const { rows } = await store.query(sql, NO_QUERY_LIMITS, signal);
    for await (const batch of rows()) {
      for (const row of batch) {
        const [arn, properties] = RelatedRow.parse(row);
        found.set(arn, Properties.parse(JSON.parse(properties)));
      }
    }
  }
  return found;
}
