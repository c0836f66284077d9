import pLimit, { type LimitFunction } from 'p-limit';
import type { StoreReader } from '../../app/store/store-reader.ts';

/**
 * Queries that compute at once. Each keeps one of the four threads that Node has for files, DNS and databases; the run
 * needs some, too.
 */
const MOST_AT_ONCE = 2;

/** A store that computes few things at once; the others wait. A result that is waiting for its reader keeps no thread. */
export function limitedReader(store: StoreReader): StoreReader {
  const limit = pLimit(MOST_AT_ONCE);
  return {
    async query(sql, limits, signal) {
      const { columns, rows } = await limit(() => store.query(sql, limits, signal));
      return { columns, rows: () => inTurns(rows(), limit) };
    },
    parquet: (sql, limits, signal) => inTurns(store.parquet(sql, limits, signal), limit),
    tables: () => limit(() => store.tables()),
    changesSince: (since, signal) => inTurns(store.changesSince(since, signal), limit),
    [Symbol.asyncDispose]: () => Promise.resolve(), // the store is the owner's
  };
}

async function* inTurns<Value, Result>(
  source: AsyncGenerator<Value, Result>,
  limit: LimitFunction,
): AsyncGenerator<Value, Result, void> {
  try {
    for (;;) {
      const next = await limit(() => source.next());
      if (next.done === true) return next.value;
      yield next.value;
    }
  } finally {
    // Ends it where it stands, so that it closes what it has open; after its end, this does nothing.
    await source
      .throw(new DOMException('not read to its end', 'AbortError'))
      .catch(() => undefined);
  }
}
