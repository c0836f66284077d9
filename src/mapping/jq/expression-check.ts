import { chunk } from '../../lib/chunk.ts';
import type { Expression } from './expression.ts';
import { JqBrokenError } from './real-jq.ts';

/** jq's exit code for a filter that it cannot compile. */
export const COMPILE_ERROR = 3;

/** Compiles a filter without running it on anything. */
export type CompileFilter = (
  filter: string,
  signal: AbortSignal | undefined,
) => Promise<{ readonly exitCode: number; readonly stderr: string }>;

/** Expressions compiled at once: jq starts once for all of them; if one is wrong, once for each. */
const TEXTS_PER_RUN = 32;
/** Expressions whose problems are remembered: a mapping of 1 MiB has up to 30,000. */
const MOST_PROBLEMS = 50_000;

/** Finds expressions that jq cannot compile, and remembers them. */
export class ExpressionCheck {
  readonly #compile: CompileFilter;
  /** What is wrong with each text that was compiled; undefined for nothing. */
  readonly #problems = new Map<string, string | undefined>();

  constructor(compile: CompileFilter) {
    this.#compile = compile;
  }

  /** What is wrong with a text, as far as it was compiled. */
  known(text: string): string | undefined {
    return this.#problems.get(text);
  }

  /** What is wrong with an expression's text; undefined when jq can compile it. */
  async problemOf({ native, text }: Expression, signal?: AbortSignal): Promise<string | undefined> {
    if (native !== undefined) return undefined;
    if (this.#problems.has(text)) return this.#problems.get(text);
    const { exitCode, stderr } = await this.#compile(`empty | ${text}`, signal);
    const problem = exitCode === COMPILE_ERROR ? compileMessage(stderr) : undefined;
    this.#remember(text, problem);
    return problem;
  }

  /** Compiles expressions many at a time, so that {@link problemOf} has their answers ready. */
  async compileAll(expressions: readonly Expression[], signal?: AbortSignal): Promise<void> {
    const texts = expressions
      .filter(({ native, text }) => native === undefined && !this.#problems.has(text))
      .map(({ text }) => text)
      .filter(isSelfContained); // the others are compiled alone
    for (const part of chunk([...new Set(texts)], TEXTS_PER_RUN))
      await this.#compileTogether(part, signal);
  }

  async #compileTogether(texts: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    // Two line ends: a comment that ends with a backslash continues in the next line.
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
 * Means the same in parentheses beside others as alone: it closes no parenthesis that it does not open, and ends
 * each string. A comment may hide either: texts with comments are not judged here.
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

/** When jq breaks while it compiles a text, running that text reports it. */
export function unlessBroken(error: unknown): undefined {
  if (!(error instanceof JqBrokenError)) throw error;
}

/** jq's message, without its drawing of the place. */
export function compileMessage(stderr: string): string {
  const line = stderr.split('\n').find((text) => text.includes('error')) ?? stderr;
  return line
    .replace(/^jq: error: /, '')
    .replace(/ at <top-level>.*$/, '')
    .trim();
}
