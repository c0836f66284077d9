import { visible } from '../../../lib/cell-text.ts';

/** A plugin may write without a line end: longer lines are cut. */
const MOST_LINE = 4_096;
const KEPT_LINES = 20;
const SHOWN_LINES = 3;
const PORT = /^\s*PORT=(\d{1,5})\s*$/;
const BARE = /^\s*(\d{1,5})\s*$/;
const HIGHEST_PORT = 65_535;

/** What a plugin writes to stdout and stderr. It is read to the end, and only its end is kept. */
export class PluginLog {
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #kept: string[] = [];
  readonly #open = { stdout: '', stderr: '' };
  #announced: number | undefined;
  #bare: number | undefined;

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** The first port that stdout names: with `PORT=`, or else as a bare number, which may be something else. */
  get port(): number | undefined {
    return this.#announced ?? this.#bare;
  }

  /** Its last lines, for an error message. */
  get tail(): string {
    return this.#kept.slice(-SHOWN_LINES).join(' | ');
  }

  add(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const pieces = (this.#open[stream] + chunk.toString('utf8')).split('\n');
    const rest = pieces.pop() ?? '';
    for (const line of pieces) this.#line(stream, line);
    this.#open[stream] = rest.slice(0, MOST_LINE);
  }

  #line(stream: 'stdout' | 'stderr', text: string): void {
    const line = text.slice(0, MOST_LINE);
    if (stream === 'stdout') {
      this.#announced ??= portIn(PORT, line);
      this.#bare ??= portIn(BARE, line);
    }
    if (line.trim() === '') return;
    const clean = visible(line.trimEnd());
    this.#kept.push(clean);
    if (this.#kept.length > KEPT_LINES) this.#kept.shift();
    this.#onLine?.(clean);
  }
}

function portIn(pattern: RegExp, line: string): number | undefined {
  const port = Number(pattern.exec(line)?.[1] ?? 0);
  return port > 0 && port <= HIGHEST_PORT ? port : undefined;
}
