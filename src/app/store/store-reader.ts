import type { Store } from '../../store/store.ts';

/** Answers questions: the store itself, or the host that holds it. */
export type StoreReader = Pick<Store, 'query' | 'parquet' | 'tables' | 'changesSince'> &
  AsyncDisposable;

/** The limits of a person at a terminal, who can press Ctrl-C: as long as a timer can wait, and any number of rows. */
export const NO_QUERY_LIMITS = { timeoutMs: 2 ** 31 - 1, rows: Number.MAX_SAFE_INTEGER } as const;
