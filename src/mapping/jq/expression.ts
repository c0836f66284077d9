import { compileNative, type NativeProgram } from './native/compile-native.ts';
import { withDoubleQuotes } from './single-quotes.ts';

/** One jq expression of a mapping, and how it is evaluated: that is decided here, once. */
export interface Expression {
  /** As the user wrote it. */
  readonly source: string;
  /** As jq reads it. */
  readonly text: string;
  /** Set for the common forms, which need no jq. */
  readonly native: NativeProgram | undefined;
}

/** Reads an expression of a mapping. */
export function readExpression(source: string): Expression {
  const text = withDoubleQuotes(source);
  return { source, text, native: compileNative(text) };
}
