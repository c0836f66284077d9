import { messageOf } from '../../lib/errors.ts';
import { chunk } from '../../lib/chunk.ts';
import { dateFunctionsFor } from './date-functions.ts';
import { parseExact, stringifyExact } from './exact-json.ts';
import {
  COMPILE_ERROR,
  compileMessage,
  ExpressionCheck,
  isSelfContained,
  unlessBroken,
} from './expression-check.ts';
import type { Expression } from './expression.ts';
import { JqFailure } from './jq-failure.ts';
import { JqError } from './native/values.ts';
import { JqBrokenError, RealJq } from './real-jq.ts';

export interface JqEvaluatorOptions {
  /** The content of `env` and `$ENV`. @default nothing */
  readonly env?: Readonly<Record<string, string>>;
  /** Longest time of jq for one batch, in milliseconds. @default 20000 */
  readonly deadlineMs?: number;
}

/** Items passed to jq at once: few enough to isolate a broken one quickly. */
const ITEMS_PER_RUN = 500;
const DEFAULT_DEADLINE_MS = 20_000;

/** Evaluates expressions on items: common forms natively, all others in the real jq. */
export class JqEvaluator implements AsyncDisposable {
  readonly #jq = new RealJq();
  readonly #prelude: string;
  readonly #deadlineMs: number;
  /** Expressions that timed out once: they are not tried again. */
  readonly #cutOff = new Map<string, string>();
  readonly #check: ExpressionCheck;

  constructor({ env = {}, deadlineMs = DEFAULT_DEADLINE_MS }: JqEvaluatorOptions = {}) {
    this.#deadlineMs = deadlineMs;
    this.#prelude = preludeOf(env);
    this.#check = new ExpressionCheck((filter, signal) =>
      this.#jq.run('null', `${this.#preludeFor(filter)}${filter}`, this.#deadlineMs, signal),
    );
  }

  /** The problem of each expression; undefined if jq can compile it. */
  async check(
    expressions: readonly Expression[],
    signal?: AbortSignal,
  ): Promise<readonly (string | undefined)[]> {
    await this.#check.compileAll(expressions, signal);
    const problems: (string | undefined)[] = [];
    for (const expression of expressions) {
      problems.push(await this.#check.problemOf(expression, signal));
    }
    return problems;
  }

  /**
   * The first output of each expression for each item: `rows[item][expression]`; `null` if there is none, a
   * `JqFailure` if it failed. Items are not changed, and results share parts with them.
   */
  async evaluate(
    expressions: readonly Expression[],
    items: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<readonly (readonly unknown[])[]> {
    const rows = items.map((item) => expressions.map((expression) => firstOf(expression, item)));
    await this.#failWhatDoesNotCompile(expressions, rows, signal);
    for (const { columns, rows: open } of groupsOf(expressions, rows)) {
      for (const part of chunk(open, ITEMS_PER_RUN)) {
        const texts = new Map(columns.map((column) => [expressions[column]?.text, column]));
        const distinct = [...texts.values()].flatMap((column) => expressions[column] ?? []);
        const results = await this.#run(
          distinct,
          part.map((row) => items[row]),
          signal,
        );
        const byText = new Map(distinct.map(({ text }, index) => [text, results[index]]));
        for (const column of columns) {
          const values = byText.get(expressions[column]?.text ?? '');
          for (const [offset, row] of part.entries()) {
            const cells = rows[row];
            if (cells !== undefined) cells[column] = values?.[offset];
          }
        }
      }
    }
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#jq[Symbol.asyncDispose]();
  }

  /** Text that is invalid alone may be valid inside the parentheses of {@link #fused}: `.a) | (.b`. */
  async #failWhatDoesNotCompile(
    expressions: readonly Expression[],
    rows: readonly unknown[][],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (rows.length === 0) return;
    for (const [column, expression] of expressions.entries()) {
      if (isSelfContained(expression.text)) continue;
      const problem = await this.#check.problemOf(expression, signal).catch(unlessBroken);
      if (problem === undefined) continue;
      const failure = new JqFailure(problem);
      for (const row of rows) row[column] = failure;
    }
  }

  #preludeFor(text: string): string {
    return `${this.#prelude}${dateFunctionsFor(text)}`;
  }

  /** Results by expression, then by item. Items that break jq are found by bisection, and fail alone. */
  async #run(
    expressions: readonly Expression[],
    items: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly unknown[])[]> {
    const open = expressions.filter(({ text }) => this.#knownFailure(text) === undefined);
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
    return expressions.map(({ text }) => {
      const failure = this.#knownFailure(text);
      return byText.get(text) ?? items.map(() => failure);
    });
  }

  /** Why an expression is not run again: it cannot be compiled, or timed out. */
  #knownFailure(text: string): JqFailure | undefined {
    const problem = this.#check.known(text);
    if (problem !== undefined) return new JqFailure(problem);
    const reason = this.#cutOff.get(text);
    return reason === undefined ? undefined : new JqFailure(`cut off: ${reason}`, true);
  }

  /** All expressions over all items in one run of jq. */
  async #fused(
    expressions: readonly Expression[],
    items: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly unknown[])[]> {
    // A comment that ends with a backslash continues on the next line, so two line ends are needed.
    const columns = expressions.map(
      ({ text }) => `[.[] | try [first((${text}\n\n))] catch {error: (. | tostring)}]`,
    );
    const texts = expressions.map(({ text }) => text).join(' ');
    const filter = `${this.#preludeFor(texts)}[${columns.join(', ')}]`;
    const { stdout, stderr, exitCode } = await this.#jq.run(
      stringifyExact(items),
      filter,
      this.#deadlineMs,
      signal,
    );
    if (exitCode === COMPILE_ERROR) {
      await this.#check.compileAll(expressions, signal);
      if (expressions.some(({ text }) => this.#check.known(text) !== undefined)) {
        return this.#run(expressions, items, signal);
      }
      if (expressions.length === 1) {
        const failure = new JqFailure(compileMessage(stderr));
        return [items.map(() => failure)];
      }
    }
    if (exitCode !== 0)
      throw new JqBrokenError(stderr.trim() || `jq ended with ${exitCode}`, false);
    // The result format of the filter. In Ocean, numbers are doubles at this point.
    const results = parseExact(stdout, { keepsNumbers: false }) as (
      unknown[] | { error: string }
    )[][];
    return results.map((column) => column.map(valueOf));
  }
}

/** Placeholder for a result that jq must compute. */
const OPEN = Symbol('open');

function firstOf({ native }: Expression, item: unknown): unknown {
  if (native === undefined) return OPEN;
  try {
    return native.first(item) ?? null;
  } catch (error) {
    // Other failures, such as a list that is too long or too deep, are also left to jq.
    return error instanceof JqError ? new JqFailure(error.message) : OPEN;
  }
}

interface Group {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
}

/** Results that jq must compute: columns with the same open rows are computed together. */
function groupsOf(
  expressions: readonly Expression[],
  rows: readonly (readonly unknown[])[],
): readonly Group[] {
  const groups = new Map<
    string,
    { readonly columns: number[]; readonly rows: readonly number[] }
  >();
  for (const column of expressions.keys()) {
    const open = [...rows.keys()].filter((row) => rows[row]?.[column] === OPEN);
    if (open.length === 0) continue;
    const key = open.length === rows.length ? 'all' : open.join(',');
    const group = groups.get(key) ?? { columns: [], rows: open };
    group.columns.push(column);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function valueOf(result: unknown[] | { error: string }): unknown {
  return Array.isArray(result) ? (result[0] ?? null) : new JqFailure(result.error);
}

/** What expressions must not access: variables that are not allowed, and the program's own streams. */
function preludeOf(env: Readonly<Record<string, string>>): string {
  return [
    `${JSON.stringify(env)} as $ENV | `,
    'def env: $ENV; def input: error("No more inputs"); def inputs: empty; def debug: .; def debug(f): .; ',
    'def stderr: .; def input_filename: null; def input_line_number: 0; ',
    'def halt: error("halt is not allowed"); def halt_error: halt; def halt_error($code): halt;\n',
  ].join('');
}
