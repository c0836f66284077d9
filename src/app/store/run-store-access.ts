import pLimit from 'p-limit';
import type { QueryColumn, QueryValue } from '../../store/store.ts';
import type { StoreReader } from './store-reader.ts';

/** Opens the store to read from it; undefined when nothing was stored yet. */
export type OpenStored = () => Promise<StoreReader | undefined>;

/** One question to a store whose result is small. */
export type StoreQuestion = Pick<StoreReader, 'query'>;

/**
 * The store for all that reads it in one run. One process may open the file of a store once, so its users take turns. It
 * stays open while others wait, and is closed otherwise: it belongs to other commands, too.
 */
export class RunStoreAccess {
  readonly #open: OpenStored;
  readonly #turns = pLimit(1);

  #reader: StoreReader | undefined;

  constructor(open: OpenStored) {
    this.#open = open;
  }

  /**
   * @param work with the store; undefined when nothing was stored yet
   * @throws {StoreError} when it cannot be opened or read
   */
  read<Value>(work: (reader: StoreReader | undefined) => Promise<Value>): Promise<Value> {
    return this.#turns(async () => {
      try {
        this.#reader ??= await this.#open();
        return await work(this.#reader);
      } finally {
        if (this.#turns.pendingCount === 0) await this.#close();
      }
    });
  }

  /** Work that opens the store by itself. */
  exclusively<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.#turns(async () => {
      await this.#close();
      return await work();
    });
  }

  /** A store whose results are read to their end in one turn: they must be small. */
  questions(whenAbsent: () => Error): StoreQuestion {
    return {
      query: (sql, limits, signal) =>
        this.read(async (reader) => {
          if (reader === undefined) throw whenAbsent();
          const { columns, rows } = await reader.query(sql, limits, signal);
          const all: (readonly QueryValue[])[] = [];
          const batches = rows();
          for (;;) {
            const next = await batches.next();
            if (next.done === true) return answered(columns, all, next.value);
            all.push(...next.value);
          }
        }),
    };
  }

  async #close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.[Symbol.asyncDispose]();
  }
}

function answered(
  columns: readonly QueryColumn[],
  all: readonly (readonly QueryValue[])[],
  end: { readonly isCut: boolean },
): Awaited<ReturnType<StoreQuestion['query']>> {
  return {
    columns,
    async *rows() {
      yield await Promise.resolve(all);
      return end;
    },
  };
}
