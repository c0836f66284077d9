import { drained } from '../lib/drained.ts';
import type { Terminal } from './terminal.ts';

/** Rows that are turned into text at once. */
const ROWS_AT_ONCE = 500;

type Row = Readonly<Record<string, unknown>>;

/** Rows of NDJSON, in pieces: there may be a hundred thousand. @param rowOf the row, or its text in one line */
export function* ndjsonPieces<One>(
  all: readonly One[],
  rowOf: (one: One) => Row | string,
): Generator<string, void> {
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE) {
    let piece = '';
    for (const one of all.slice(at, at + ROWS_AT_ONCE)) {
      const row = rowOf(one);
      piece += `${typeof row === 'string' ? row : JSON.stringify(row)}\n`;
    }
    yield piece;
  }
}

/** A list in JSON, in pieces. @param rowOf the row, or its text by {@link rowText} @param indent of the list itself */
export function* listPieces<One>(
  all: readonly One[],
  rowOf: (one: One) => Row | string,
  indent = '',
): Generator<string, void> {
  yield '[';
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE) {
    let piece = '';
    for (const [index, one] of all.slice(at, at + ROWS_AT_ONCE).entries()) {
      const row = rowOf(one);
      const text = typeof row === 'string' ? row : rowText(row, indent);
      piece += `${at + index === 0 ? '' : ','}\n${indent}  ${text}`;
    }
    yield piece;
  }
  yield all.length === 0 ? ']' : `\n${indent}]`;
}

/** A row of a list in JSON. @param indent of the list */
export function rowText(row: object, indent: string): string {
  return JSON.stringify(row, null, 2).replaceAll('\n', `\n${indent}  `);
}

/** Writes pieces as fast as they are read. */
export async function writePieces(
  pieces: Iterable<string> | AsyncIterable<string>,
  { stdout, signal }: Pick<Terminal, 'stdout' | 'signal'>,
): Promise<void> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    stdout.write(piece);
    await drained(stdout);
  }
}
