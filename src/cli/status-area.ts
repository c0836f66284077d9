import { textWidth } from '../lib/text-width.ts';
import type { Output } from './terminal.ts';

/** Size of a terminal that does not report it. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

const CLEAR_TO_END_OF_LINE = '\u001B[K';

/**
 * Lines at the bottom of a terminal that are redrawn in place, with the log scrolling above them. Each frame
 * is one write, and each line is overwritten and then cleared to its end: no flicker, and nothing left in the
 * scrollback.
 */
export class StatusArea {
  readonly #stream: Output;
  #drawn: readonly string[] = [];

  constructor(stream: Output) {
    this.#stream = stream;
  }

  /**
   * Columns available to a line: one less than the terminal has, because some terminals wrap at the last one.
   */
  get columns(): number {
    return this.#columns - 1;
  }

  get rows(): number {
    const { rows = 0 } = this.#stream;
    return rows > 0 ? rows : DEFAULT_ROWS;
  }

  /** Replaces the drawn lines. They must not be wider than `columns`. */
  draw(lines: readonly string[]): void {
    const isSame = lines.every((line, index) => line === this.#drawn[index]);
    if (isSame && lines.length === this.#drawn.length) return;
    this.#stream.write(this.#toTop() + this.#frame(lines, this.#height));
    this.#drawn = lines;
  }

  /** Removes the drawn lines. */
  clear(): void {
    this.draw([]);
  }

  /** Writes whole lines above the drawn ones. */
  print(text: string): void {
    const lines = this.#drawn;
    if (lines.length === 0) {
      this.#stream.write(text);
      return;
    }
    const height = this.#height;
    const cleared = this.#toTop() + this.#frame([], height);
    this.#stream.write(cleared + text + this.#frame(lines, 0));
  }

  get #columns(): number {
    const { columns = 0 } = this.#stream;
    return columns > 0 ? columns : DEFAULT_COLUMNS;
  }

  /** Rows that the drawn lines take now: a narrowed terminal has wrapped them. */
  get #height(): number {
    return this.#drawn.reduce(
      (rows, line) => rows + Math.max(1, Math.ceil(textWidth(line) / this.#columns)),
      0,
    );
  }

  #toTop(): string {
    const height = this.#height;
    return height === 0 ? '' : `\r\u001B[${height}A`;
  }

  /** Draws the lines, with `before` rows cleared in total; the cursor ends under the last line. */
  #frame(lines: readonly string[], before: number): string {
    const drawn = lines.map((line) => `${line}${CLEAR_TO_END_OF_LINE}\n`).join('');
    const left = Math.max(0, before - lines.length);
    // Also clears the cursor's row: a terminal echoes ^C there.
    const cleared = `${CLEAR_TO_END_OF_LINE}\n`.repeat(left) + CLEAR_TO_END_OF_LINE;
    return left === 0 ? drawn + CLEAR_TO_END_OF_LINE : `${drawn}${cleared}\r\u001B[${left}A`;
  }
}
