import { compileNative, type NativeProgram } from './native/compile-native.ts';
import { withDoubleQuotes } from './single-quotes.ts';

/** One jq expression of a mapping, with its evaluation method, which is chosen here once. */
export interface Expression {
  /** As the user wrote it. */
  readonly source: string;
  /** As jq reads it. */
  readonly text: string;
  /** Set for common forms, which do not need jq. */
  readonly native: NativeProgram | undefined;
}

/** Parses an expression of a mapping. */
export function readExpression(source: string): Expression {
  const text = withDoubleQuotes(source);
  return { source, text, native: compileNative(text) };
}
