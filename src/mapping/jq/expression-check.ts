import { chunk } from '../../lib/chunk.ts';
import type { Expression } from './expression.ts';
import { JqBrokenError } from './real-jq.ts';

/** jq's exit code for a filter that does not compile. */
export const COMPILE_ERROR = 3;

/** Compiles a filter without running it. */
export type CompileFilter = (
  filter: string,
  signal: AbortSignal | undefined,
) => Promise<{ readonly exitCode: number; readonly stderr: string }>;

/** Expressions compiled at once: jq starts once for all of them, and if one is invalid, once for each. */
const TEXTS_PER_RUN = 32;
/** Expressions whose problems are remembered: a mapping of 1 MiB has up to 30,000. */
const MOST_PROBLEMS = 50_000;

/** Finds expressions that jq cannot compile, and remembers them. */
export class ExpressionCheck {
  readonly #compile: CompileFilter;
  /** The problem of each compiled text; undefined for none. */
  readonly #problems = new Map<string, string | undefined>();

  constructor(compile: CompileFilter) {
    this.#compile = compile;
  }

  /** The problem of a text, if it was compiled. */
  known(text: string): string | undefined {
    return this.#problems.get(text);
  }

  /** The problem of an expression's text; undefined when jq can compile it. */
  async problemOf({ native, text }: Expression, signal?: AbortSignal): Promise<string | undefined> {
    if (native !== undefined) return undefined;
    if (this.#problems.has(text)) return this.#problems.get(text);
    const { exitCode, stderr } = await this.#compile(`empty | ${text}`, signal);
    const problem = exitCode === COMPILE_ERROR ? compileMessage(stderr) : undefined;
    this.#remember(text, problem);
    return problem;
  }

  /** Compiles many expressions at once, so that {@link problemOf} can answer immediately. */
  async compileAll(expressions: readonly Expression[], signal?: AbortSignal): Promise<void> {
    const texts = expressions
      .filter(({ native, text }) => native === undefined && !this.#problems.has(text))
      .map(({ text }) => text)
      .filter(isSelfContained); // the others are compiled alone
    for (const part of chunk([...new Set(texts)], TEXTS_PER_RUN))
      await this.#compileTogether(part, signal);
  }

  async #compileTogether(texts: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    // Two line ends: a comment that ends with a backslash continues on the next line.
    const filter = texts.map((text) => `(${text}\n\n)`).join(', ');
    const answer = await this.#compile(`empty | ${filter}`, signal).catch(unlessBroken);
    if (answer !== undefined && answer.exitCode !== COMPILE_ERROR) {
      for (const text of texts) this.#remember(text, undefined);
      return;
    }
    for (const text of texts) {
      const alone = { source: text, text, native: undefined };
      await this.problemOf(alone, signal).catch(unlessBroken);
    }
  }

  #remember(text: string, problem: string | undefined): void {
    if (this.#problems.size >= MOST_PROBLEMS) this.#problems.clear();
    this.#problems.set(text, problem);
  }
}

/**
 * Has the same meaning in parentheses as alone: it closes only parentheses that it opens, and ends each
 * string. Comments may hide either, so texts with comments are not accepted here.
 */
export function isSelfContained(text: string): boolean {
  if (text.includes('#')) return false;
  const code = text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '');
  if (code.includes('"')) return false;
  let depth = 0;
  for (const [char] of code.matchAll(/[()]/g)) {
    depth += char === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return true;
}

/** If jq crashes while compiling a text, running the text reports it. */
export function unlessBroken(error: unknown): undefined {
  if (!(error instanceof JqBrokenError)) throw error;
}

/** jq's message, without its drawing of the position. */
export function compileMessage(stderr: string): string {
  const line = stderr.split('\n').find((text) => text.includes('error')) ?? stderr;
  return line
    .replace(/^jq: error: /, '')
    .replace(/ at <top-level>.*$/, '')
    .trim();
}
