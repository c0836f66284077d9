import { NotNativeError } from './syntax.ts';

/** A token of an expression. */
export type Token =
  | { readonly type: 'symbol'; readonly text: string }
  /** `.name` */
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'word'; readonly name: string }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'number'; readonly value: number }
  /** A string: its text, and the source of its interpolations. */
  | { readonly type: 'string'; readonly parts: readonly StringPart[] }
  | { readonly type: 'end' };

export type StringPart = string | { readonly source: string };

const SPACE = /[ \t\r\n]+/y;
const FIELD = /\.([A-Za-z_]\w*)/y;
const WORD = /[A-Za-z_]\w*(?!\w|::)/y;
const VARIABLE = /\$([A-Za-z_]\w*)(?!\w|::)/y;
const NUMBER = /\d+(?:\.\d+)?(?![\w.])/y;
/** Longest first. `?//`, `//=` and assignments are not supported. */
const SYMBOL = /\?\/\/|\/\/=?|==|!=|<=|>=|[|+\-*/%]=|=|\.\.|[.[\](){}|,:;?+\-*/%<>]/y;
const FOREIGN = new Set(['?//', '//=', '|=', '+=', '-=', '*=', '/=', '%=', '=', '..']);

/**
 * Splits an expression into tokens.
 *
 * @throws {NotNativeError} at unsupported text
 */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(source);
    if (match === null) return undefined;
    position = pattern.lastIndex;
    return match;
  };
  while (position < source.length) {
    if (take(SPACE) !== undefined) continue;
    if (source[position] === '"') {
      const { parts, end } = readString(source, position + 1);
      tokens.push({ type: 'string', parts });
      position = end;
      continue;
    }
    const field = take(FIELD)?.[1];
    if (field !== undefined) {
      tokens.push({ type: 'field', name: field });
      continue;
    }
    const variable = take(VARIABLE)?.[1];
    if (variable !== undefined) {
      tokens.push({ type: 'variable', name: variable });
      continue;
    }
    const word = take(WORD)?.[0];
    if (word !== undefined) {
      tokens.push({ type: 'word', name: word });
      continue;
    }
    const digits = take(NUMBER)?.[0];
    if (digits !== undefined) {
      tokens.push({ type: 'number', value: canonicalNumber(digits) });
      continue;
    }
    const symbol = take(SYMBOL)?.[0];
    if (symbol === undefined || FOREIGN.has(symbol)) {
      throw new NotNativeError(`at ${source.slice(position, position + 10)}`);
    }
    tokens.push({ type: 'symbol', text: symbol });
  }
  tokens.push({ type: 'end' });
  return tokens;
}

/** jq prints a literal as written, which a JavaScript number cannot. */
function canonicalNumber(digits: string): number {
  const value = Number(digits);
  if (String(value) !== digits || value >= 1e15) throw new NotNativeError(`number ${digits}`);
  return value;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads a string from after its opening quote to after its closing one. */
function readString(source: string, start: number): { parts: readonly StringPart[]; end: number } {
  const parts: StringPart[] = [];
  let text = '';
  let position = start;
  for (;;) {
    const char = source[position];
    if (char === undefined) throw new NotNativeError('a string without end');
    if (char === '"') {
      parts.push(text);
      return { parts, end: position + 1 };
    }
    if (char !== '\\') {
      text += char;
      position += 1;
      continue;
    }
    const next = source[position + 1] ?? '';
    if (next === '(') {
      const end = closingParenthesis(source, position + 2);
      parts.push(text, { source: source.slice(position + 2, end) });
      text = '';
      position = end + 1;
      continue;
    }
    const escaped = ESCAPES[next];
    if (escaped === undefined) throw new NotNativeError(`the escape \\${next}`);
    text += escaped;
    position += 2;
  }
}

/** The position of the parenthesis that closes an interpolation. */
function closingParenthesis(source: string, start: number): number {
  let depth = 1;
  let position = start;
  while (position < source.length) {
    const char = source[position];
    if (char === '"') {
      position = readString(source, position + 1).end;
      continue;
    }
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (depth === 0) return position;
    position += 1;
  }
  throw new NotNativeError('an interpolation without end');
}
