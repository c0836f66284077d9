import { LongshoreError } from './errors.ts';

/** Far above any raw item or entity: Port takes entities of at most 1 MiB. */
const MOST_BYTES = 64 * 1_024 * 1_024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Thrown for a line that is too long for memory. The user gives another file. */
export class LineTooLongError extends LongshoreError {
  readonly code = 'line-too-long';
  readonly audience = 'user';
}

export interface LineOptions {
  /** Longest line, in bytes. @default 64 MiB */
  readonly mostBytes?: number;
}

/**
 * The lines of a UTF-8 stream. A line ends at `\n`, and a `\r` before it is removed; nothing else ends one.
 * `node:readline` also splits at U+2028 and U+2029, which JSON allows inside strings.
 *
 * @throws {LineTooLongError} before more than `mostBytes` of one line are held
 */
export async function* linesOf(
  source: AsyncIterable<string | Uint8Array>,
  { mostBytes = MOST_BYTES }: LineOptions = {},
): AsyncGenerator<string, void> {
  const line = new Line(mostBytes);
  for await (const chunk of source) {
    const bytes = bytesOf(chunk);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, start);
      if (end === -1) break;
      line.add(bytes.subarray(start, end));
      yield line.take();
      start = end + 1;
    }
    line.add(bytes.subarray(start));
  }
  if (!line.isEmpty) yield line.take();
}

function bytesOf(chunk: string | Uint8Array): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength); // the same bytes, not a copy
}

/** A partly read line, as bytes, because a character may be split between chunks. */
class Line {
  readonly #mostBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #number = 1;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#bytes += piece.length;
    if (this.#bytes > this.#mostBytes) {
      throw new LineTooLongError(`line ${this.#number} is longer than ${this.#mostBytes} bytes`, {
        remedy: 'give newline-delimited JSON: one value a line',
      });
    }
    this.#pieces.push(piece);
  }

  take(): string {
    const bytes = Buffer.concat(this.#pieces, this.#bytes);
    this.#pieces = [];
    this.#bytes = 0;
    this.#number += 1;
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    return bytes.toString('utf8', 0, end);
  }
}
