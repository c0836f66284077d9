import type { Store } from '../../store/store.ts';

/** Answers questions: the store itself, or the host that holds it. */
export type StoreReader = Pick<Store, 'query' | 'parquet' | 'tables' | 'changesSince'> &
  AsyncDisposable;

/** The store for a reader that may not close it. */
export function borrowed(store: StoreReader): StoreReader {
  return {
    query: (...question) => store.query(...question),
    parquet: (...question) => store.parquet(...question),
    tables: () => store.tables(),
    changesSince: (...question) => store.changesSince(...question),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A week: a timer of Node's takes no more than three. */
const LONGEST_QUERY_MS = 604_800_000;

/** The limits of a person at a terminal, who can press Ctrl-C. */
export const NO_QUERY_LIMITS = {
  timeoutMs: LONGEST_QUERY_MS,
  rows: Number.MAX_SAFE_INTEGER,
} as const;
