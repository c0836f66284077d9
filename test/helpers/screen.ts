import { Writable } from 'node:stream';

/**
 * A terminal of a fixed size that understands what Longshore writes: text, line breaks, cursor movements and
 * clearing to the end of a line. It wraps long lines, and keeps what scrolls off the top.
 */
export class Screen extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Every write, as it came. */
  readonly writes: string[] = [];
  readonly #lines: string[] = [''];
  /** Lines that have scrolled off the top: the cursor cannot reach them. */
  #scrolled = 0;
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
  }

  /** Everything there is to see, the scrollback included, without empty lines at the end. */
  get text(): readonly string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    const last = lines.findLastIndex((line) => line !== '');
    return lines.slice(0, last + 1);
  }

  /** Lines in the scrollback. */
  get scrollback(): readonly string[] {
    return this.#lines.slice(0, this.#scrolled).map((line) => line.trimEnd());
  }

  /** Makes it narrower or wider: longer lines are wrapped again, as most terminals do. */
  resize(columns: number): void {
    const before = this.#lines.splice(0);
    const [row, column] = [this.#row, this.#column];
    this.columns = columns;
    for (const [index, line] of before.entries()) {
      if (index === row) [this.#row, this.#column] = [this.#lines.length, column];
      const text = line.trimEnd();
      for (let at = 0; at === 0 || at < text.length; at += columns)
        this.#lines.push(text.slice(at, at + columns));
    }
    this.#scrolled = Math.max(this.#scrolled, this.#lines.length - this.rows);
  }

  override _write(chunk: unknown, _: BufferEncoding, done: () => void): void {
    const text = String(chunk);
    this.writes.push(text);
    // eslint-disable-next-line no-control-regex -- what a terminal acts on
    for (const part of text.match(/\u001B\[\d*[A-Za-z]|[\s\S]/gu) ?? []) this.#take(part);
    done();
  }

  #take(part: string): void {
    // eslint-disable-next-line no-control-regex -- what a terminal acts on
    const [, number = '', letter] = /^\u001B\[(\d*)([A-Za-z])$/.exec(part) ?? [];
    if (letter === 'A') this.#row = Math.max(this.#scrolled, this.#row - Number(number || 1));
    else if (letter === 'K') this.#set((line) => line.slice(0, this.#column));
    else if (letter !== undefined && letter !== 'm') throw new Error(`unknown sequence ${letter}`);
    else if (part === '\r') this.#column = 0;
    else if (part === '\n') this.#down();
    else if (letter === undefined) this.#print(part);
  }

  #print(character: string): void {
    if (this.#column >= this.columns) this.#down();
    const at = this.#column;
    this.#set((line) => line.padEnd(at).slice(0, at) + character + line.slice(at + 1));
    this.#column += 1;
  }

  #down(): void {
    this.#column = 0;
    this.#row += 1;
    if (this.#row === this.#lines.length) this.#lines.push('');
    this.#scrolled = Math.max(this.#scrolled, this.#lines.length - this.rows);
  }

  #set(change: (line: string) => string): void {
    this.#lines[this.#row] = change(this.#lines[this.#row] ?? '');
  }
}
