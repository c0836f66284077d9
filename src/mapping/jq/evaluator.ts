import { messageOf } from '../../lib/errors.ts';
import { chunk } from '../../lib/chunk.ts';
import type { Expression } from './expression.ts';
import { JqFailure } from './jq-failure.ts';
import { JqBrokenError, RealJq } from './real-jq.ts';

export interface JqEvaluatorOptions {
  /** What `env` and `$ENV` hold. @default nothing */
  readonly env?: Readonly<Record<string, string>>;
  /** Longest time that jq may take for one batch, in milliseconds. @default 20000 */
  readonly deadlineMs?: number;
}

/** Items handed to jq at once: few enough that a broken one is found soon. */
const ITEMS_PER_RUN = 500;
const DEFAULT_DEADLINE_MS = 20_000;

/** Evaluates expressions on items: the common forms here, all others in the real jq. */
export class JqEvaluator implements AsyncDisposable {
  readonly #jq = new RealJq();
  readonly #prelude: string;
  readonly #deadlineMs: number;
  /** Expressions that did not end in time once: they are not tried again. */
  readonly #cutOff = new Map<string, string>();

  constructor({ env = {}, deadlineMs = DEFAULT_DEADLINE_MS }: JqEvaluatorOptions = {}) {
    this.#deadlineMs = deadlineMs;
    this.#prelude = preludeOf(env);
  }

  /** What is wrong with an expression's text; undefined when jq can compile it. */
  async check(expression: Expression): Promise<string | undefined> {
    if (expression.native !== undefined) return undefined;
    const filter = `${this.#prelude}empty | ${expression.text}\n`;
    const { exitCode, stderr } = await this.#jq.run('null', filter, this.#deadlineMs);
    return exitCode === COMPILE_ERROR ? compileMessage(stderr) : undefined;
  }

  /**
   * The first output of each expression for each item: `rows[item][expression]`; `null` where there is
   * none, a `JqFailure` where it failed. Items are not changed, and results share parts with them.
   */
  async evaluate(
    expressions: readonly Expression[],
    items: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<readonly (readonly unknown[])[]> {
    const rows = items.map((item) =>
      expressions.map(({ native }) => (native === undefined ? null : firstOf(native.first, item))),
    );
    const foreign = expressions.flatMap((expression, column) =>
      expression.native === undefined ? [{ expression, column }] : [],
    );
    if (foreign.length === 0) return rows;
    const distinct = [
      ...new Map(foreign.map((one) => [one.expression.text, one.expression])).values(),
    ];
    let start = 0;
    for (const part of chunk(items, ITEMS_PER_RUN)) {
      const results = await this.#run(distinct, part, signal);
      const columns = new Map(distinct.map(({ text }, index) => [text, results[index] ?? []]));
      for (const { expression, column } of foreign) {
        const values = columns.get(expression.text) ?? [];
        for (const [offset, value] of values.entries()) {
          const row = rows[start + offset];
          if (row !== undefined) row[column] = value;
        }
      }
      start += part.length;
    }
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#jq[Symbol.asyncDispose]();
  }

  /** Results by expression, then by item. What breaks jq is found by halving, and fails alone. */
  async #run(
    expressions: readonly Expression[],
    items: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly unknown[])[]> {
    const open = expressions.filter(({ text }) => !this.#cutOff.has(text));
    if (open.length < expressions.length) return this.#runOpen(expressions, open, items, signal);
    if (open.length === 0) return [];
    try {
      return await this.#fused(expressions, items, signal);
    } catch (error) {
      if (!(error instanceof JqBrokenError)) throw error;
      const [only] = expressions;
      if (expressions.length > 1) {
        const half = Math.ceil(expressions.length / 2);
        const first = await this.#run(expressions.slice(0, half), items, signal);
        return [...first, ...(await this.#run(expressions.slice(half), items, signal))];
      }
      if (error.isTimeout && only !== undefined) {
        this.#cutOff.set(only.text, error.message);
        return this.#run(expressions, items, signal);
      }
      if (items.length === 1) return [[new JqFailure(messageOf(error), true)]];
      const half = Math.ceil(items.length / 2);
      const [first = []] = await this.#run(expressions, items.slice(0, half), signal);
      const [second = []] = await this.#run(expressions, items.slice(half), signal);
      return [[...first, ...second]];
    }
  }

  async #runOpen(
    expressions: readonly Expression[],
    open: readonly Expression[],
    items: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly unknown[])[]> {
    const results = open.length === 0 ? [] : await this.#run(open, items, signal);
    const byText = new Map(open.map(({ text }, index) => [text, results[index] ?? []]));
    return expressions.map(({ text, source }) => {
      const reason = this.#cutOff.get(text) ?? '';
      return (
        byText.get(text) ?? items.map(() => new JqFailure(`${source}: cut off: ${reason}`, true))
      );
    });
  }

  /** All expressions over all items in one run of jq. */
  async #fused(
    expressions: readonly Expression[],
    items: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly unknown[])[]> {
    const columns = expressions.map(
      ({ text }) => `[.[] | try [first((${text}\n))] catch {error: (. | tostring)}]`,
    );
    const filter = `${this.#prelude}[${columns.join(', ')}]`;
    const { stdout, stderr, exitCode } = await this.#jq.run(
      JSON.stringify(items),
      filter,
      this.#deadlineMs,
      signal,
    );
    if (exitCode === COMPILE_ERROR && expressions.length === 1) {
      const failure = new JqFailure(compileMessage(stderr));
      return [items.map(() => failure)];
    }
    if (exitCode !== 0)
      throw new JqBrokenError(stderr.trim() || `jq ended with ${exitCode}`, false);
    const results = JSON.parse(stdout) as (unknown[] | { error: string })[][]; // the form that the filter makes
    return results.map((column) => column.map(valueOf));
  }
}

const COMPILE_ERROR = 3;

function firstOf(first: (input: unknown) => unknown, item: unknown): unknown {
  try {
    return first(item) ?? null;
  } catch (error) {
    return new JqFailure(messageOf(error));
  }
}

function valueOf(result: unknown[] | { error: string }): unknown {
  return Array.isArray(result) ? (result[0] ?? null) : new JqFailure(result.error);
}

/** What expressions may not reach: the environment beyond what is allowed, and the program's own streams. */
function preludeOf(env: Readonly<Record<string, string>>): string {
  return [
    `${JSON.stringify(env)} as $ENV | `,
    'def env: $ENV; def input: error("No more inputs"); def inputs: empty; def debug: .; def debug(f): .; ',
    'def stderr: .; def input_filename: null; def input_line_number: 0; ',
    'def halt: error("halt is not allowed"); def halt_error: halt; def halt_error($code): halt;\n',
  ].join('');
}

/** jq's own words, without its drawing of the place. */
function compileMessage(stderr: string): string {
  const line = stderr.split('\n').find((text) => text.includes('error')) ?? stderr;
  return line
    .replace(/^jq: error: /, '')
    .replace(/ at <top-level>.*$/, '')
    .trim();
}
