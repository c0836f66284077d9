import { compile } from './compile.ts';
import { firstOf } from './filter.ts';
import { parse } from './parser.ts';
import { readsOf } from './reads.ts';
import { NotNativeError } from './syntax.ts';
import type { Value } from './values.ts';

/** An expression that is evaluated in this process. */
export interface NativeProgram {
  /**
   * The first output; null for none.
   *
   * @throws {JqError} when jq would fail, with its message
   * @throws {Unsure} when jq itself must be asked
   */
  readonly first: (input: Value) => Value;
  /** Paths of the item that it may read; an empty path means the whole item. */
  readonly reads: readonly (readonly string[])[];
}

/** Undefined when the expression has an uncommon form: jq evaluates it then. */
export function compileNative(source: string): NativeProgram | undefined {
  try {
    const node = parse(source);
    const filter = compile(node);
    return {
      first: filter.one ?? ((input) => firstOf(filter, input)?.value ?? null),
      reads: readsOf(node),
    };
  } catch (error) {
    if (error instanceof NotNativeError) return undefined;
    throw error;
  }
}
