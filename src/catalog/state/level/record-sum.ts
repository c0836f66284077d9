import { z } from 'zod';
import type { Entry } from './database.ts';
import { checksumIn } from './record-codec.ts';

/** A sum over all records: it changes when a record is lost or restored. */
export const Sum = z.object({ records: z.number(), exclusive: z.number(), total: z.number() });
export type Sum = z.output<typeof Sum>;

/** The sum of records; undefined when one of them is corrupt. */
export async function sumOf(batches: AsyncIterable<readonly Entry[]>): Promise<Sum | undefined> {
  const sum = { records: 0, exclusive: 0, total: 0 };
  for await (const entries of batches) {
    for (const [key, value] of entries) {
      const checksum = checksumIn(key, value);
      if (checksum === undefined) return undefined;
      sum.records += 1;
      sum.exclusive = (sum.exclusive ^ checksum) >>> 0;
      sum.total = (sum.total + checksum) % Number.MAX_SAFE_INTEGER;
    }
  }
  return sum;
}

export function isSameSum(one: Sum, other: Sum): boolean {
  return (
    one.records === other.records && one.exclusive === other.exclusive && one.total === other.total
  );
}
