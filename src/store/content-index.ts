import type { ContentColumns } from './rows.ts';

/** What the store has of one scope before a run. */
export class KnownScope {
  readonly #columns: ContentColumns;
  /** By key: where its row stands in the columns. */
  readonly #rows = new Map<bigint, number>();

  constructor(columns: ContentColumns, first: number, end: number) {
    this.#columns = columns;
    for (let row = first; row < end; row += 1) {
      this.#rows.set(columns.keyHashes[row] ?? 0n, row);
    }
  }

  has(key: bigint): boolean {
    return this.#rows.has(key);
  }

  /** @returns undefined for a resource that the store does not have */
  contentOf(key: bigint): bigint | undefined {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : this.#columns.contentHashes[row];
  }

  /** Milliseconds since the Unix epoch. */
  firstSeenOf(key: bigint): number | undefined {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : this.#columns.firstSeen[row];
  }

  get keys(): Iterable<bigint> {
    return this.#rows.keys();
  }
}

/** Tells, of each resource in the store, whether a run has found it changed: 32 bytes for each. */
export class ContentIndex {
  readonly #columns: ContentColumns;
  readonly #ranges = new Map<number, { readonly first: number; readonly end: number }>();

  /** @param columns sorted by scope */
  constructor(columns: ContentColumns) {
    this.#columns = columns;
    const { scopeIds } = columns;
    for (let first = 0; first < scopeIds.length;) {
      const scopeId = scopeIds[first] ?? 0;
      let end = first + 1;
      while (scopeIds[end] === scopeId) end += 1;
      this.#ranges.set(scopeId, { first, end });
      first = end;
    }
  }

  scope(id: number): KnownScope {
    const { first, end } = this.#ranges.get(id) ?? { first: 0, end: 0 };
    return new KnownScope(this.#columns, first, end);
  }
}
