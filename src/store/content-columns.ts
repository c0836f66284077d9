import type { ContentColumns } from './rows.ts';

/** Rows for which there is room at first; it doubles when it is full. */
const FIRST_ROOM = 1_024;

/** Collects {@link ContentColumns} row by row, without knowing how many there will be. */
export class ContentCollector {
  #columns = room(FIRST_ROOM);
  #rows = 0;

  /** Rows come sorted by scope. */
  add(scopeId: number, keyHash: bigint, contentHash: bigint, firstSeen: number): void {
    if (this.#rows === this.#columns.scopeIds.length) this.#columns = grown(this.#columns);
    const columns = this.#columns;
    columns.scopeIds[this.#rows] = scopeId;
    columns.keyHashes[this.#rows] = keyHash;
    columns.contentHashes[this.#rows] = contentHash;
    columns.firstSeen[this.#rows] = firstSeen;
    this.#rows += 1;
  }

  get columns(): ContentColumns {
    const { scopeIds, keyHashes, contentHashes, firstSeen } = this.#columns;
    return {
      scopeIds: scopeIds.subarray(0, this.#rows),
      keyHashes: keyHashes.subarray(0, this.#rows),
      contentHashes: contentHashes.subarray(0, this.#rows),
      firstSeen: firstSeen.subarray(0, this.#rows),
    };
  }
}

function room(rows: number): ContentColumns {
  return {
    scopeIds: new Int32Array(rows),
    keyHashes: new BigUint64Array(rows),
    contentHashes: new BigUint64Array(rows),
    firstSeen: new Float64Array(rows),
  };
}

function grown(columns: ContentColumns): ContentColumns {
  const larger = room(2 * columns.scopeIds.length);
  larger.scopeIds.set(columns.scopeIds);
  larger.keyHashes.set(columns.keyHashes);
  larger.contentHashes.set(columns.contentHashes);
  larger.firstSeen.set(columns.firstSeen);
  return larger;
}
