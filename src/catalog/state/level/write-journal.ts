import type { Database, Operation, Range } from './database.ts';

/** Prefix of the number of each write since the last seal: a missing one was lost. */
const WRITE = 'w';
const AFTER_WRITES = 'x';

/** Records a write by its number, as part of that write. */
export function numberOfWrite(number: number): Operation {
  return { type: 'put', key: keyOfWrite(number), value: Buffer.alloc(0) };
}

/** The numbers of all writes up to one. */
export function writesUpTo(number: number): Range {
  return { gte: Buffer.from(WRITE), lt: keyOfWrite(number + 1) };
}

/**
 * Finds the number of the last write.
 *
 * @param sealedAt the last write in the seal: its number may be deleted
 * @returns `lost` when a write before the last one is missing
 */
export async function lastWrite(db: Database, sealedAt: number): Promise<number | 'lost'> {
  let last = sealedAt;
  const range = { gte: keyOfWrite(sealedAt + 1), lt: Buffer.from(AFTER_WRITES) };
  for await (const key of db.keys(range)) {
    last += 1;
    if (!key.equals(keyOfWrite(last))) return 'lost';
  }
  return last;
}

function keyOfWrite(number: number): Buffer {
  const key = Buffer.alloc(WRITE.length + 8);
  key.write(WRITE);
  key.writeBigUInt64BE(BigInt(number), WRITE.length);
  return key;
}
