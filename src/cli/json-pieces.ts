import { drained } from '../lib/drained.ts';
import type { Terminal } from './terminal.ts';

/** Rows that are turned into text at once. */
const ROWS_AT_ONCE = 500;

type Row = Readonly<Record<string, unknown>>;

/** Rows of NDJSON, in pieces: there may be a hundred thousand. */
export function* ndjsonPieces<One>(
  all: readonly One[],
  rowOf: (one: One) => Row,
): Generator<string, void> {
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE) {
    const rows = all.slice(at, at + ROWS_AT_ONCE).map((one) => `${JSON.stringify(rowOf(one))}\n`);
    yield rows.join('');
  }
}

/** A list in JSON, in pieces. @param indent of the list itself */
export function* listPieces<One>(
  all: readonly One[],
  rowOf: (one: One) => Row,
  indent = '',
): Generator<string, void> {
  yield '[';
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE) {
    const rows = all.slice(at, at + ROWS_AT_ONCE).map((one, index) => {
      const text = JSON.stringify(rowOf(one), null, 2).replaceAll('\n', `\n${indent}  `);
      return `${at + index === 0 ? '' : ','}\n${indent}  ${text}`;
    });
    yield rows.join('');
  }
  yield all.length === 0 ? ']' : `\n${indent}]`;
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
