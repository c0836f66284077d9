import { tokensOf, type StringPart } from './lexer.ts';
import { type BinaryOperator, type Member, type Node, NotNativeError } from './syntax.ts';
import { TokenReader } from './token-reader.ts';

/** Keywords, which cannot name a function. */
const KEYWORDS = new Set(
  'as def module import include if then elif else end reduce foreach try catch label and or __loc__'.split(
    ' ',
  ),
);
const IDENTITY: Node = { type: 'identity' };
const COMPARISONS: ReadonlySet<string> = new Set<BinaryOperator>([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
]);
const SUMS: ReadonlySet<string> = new Set<BinaryOperator>(['+', '-']);
const PRODUCTS: ReadonlySet<string> = new Set<BinaryOperator>(['*', '/', '%']);

/**
 * Parses an expression with jq 1.8's grammar: `|` binds weakest, then `,`, `//`, `or`, `and`, comparisons
 * (which do not chain), sums, products.
 *
 * @throws {NotNativeError} for text that jq rejects, or that is not supported here
 */
export function parse(source: string): Node {
  const parser = new Parser(new TokenReader(tokensOf(source)));
  return parser.whole();
}

/** `?` applies to the last step only: in `.a.b?`, errors of `.a` are not suppressed. */
function guarded(node: Node): Node {
  if (node.type === 'slice') throw new NotNativeError('a guarded slice');
  if (node.type !== 'index' && node.type !== 'iterate') {
    return { type: 'try', body: node, handler: undefined };
  }
  if (node.type === 'index' && node.key.type !== 'literal') {
    throw new NotNativeError('a guarded index');
  }
  const step: Node = { type: 'try', body: { ...node, target: IDENTITY }, handler: undefined };
  return { type: 'pipe', left: node.target, right: step };
}

class Parser {
  readonly #tokens: TokenReader;

  constructor(tokens: TokenReader) {
    this.#tokens = tokens;
  }

  whole(): Node {
    const node = this.#pipe(true);
    if (this.#tokens.peek().type !== 'end') throw this.#tokens.refusal();
    return node;
  }

  /** @param hasCommas false for the value of an object's member: a comma there starts the next member */
  #pipe(hasCommas: boolean): Node {
    const start = this.#tokens.position;
    const left = hasCommas ? this.#comma() : this.#alternative();
    if (this.#tokens.takeWord('as') !== undefined) {
      if (!hasCommas || !this.#isTerm(start)) throw this.#tokens.refusal();
      const name = this.#tokens.needVariable();
      this.#tokens.needSymbol('|');
      return { type: 'bind', source: left, name, body: this.#pipe(true) };
    }
    if (this.#tokens.takeSymbol('|') === undefined) return left;
    return { type: 'pipe', left, right: this.#pipe(hasCommas) };
  }

  /** Is the text since then one term, without operators? */
  #isTerm(start: number): boolean {
    const end = this.#tokens.position;
    this.#tokens.position = start;
    this.#postfix();
    const isTerm = this.#tokens.position === end - 1;
    this.#tokens.position = end;
    return isTerm;
  }

  #comma(): Node {
    let node = this.#alternative();
    while (this.#tokens.takeSymbol(',') !== undefined) {
      node = { type: 'comma', left: node, right: this.#alternative() };
    }
    return node;
  }

  #alternative(): Node {
    const left = this.#logic('or', () => this.#logic('and', () => this.#comparison()));
    if (this.#tokens.takeSymbol('//') === undefined) return left;
    return { type: 'alternative', left, right: this.#alternative() };
  }

  #logic(operator: 'and' | 'or', operand: () => Node): Node {
    let node = operand();
    while (this.#tokens.takeWord(operator) !== undefined) {
      node = { type: 'logic', operator, left: node, right: operand() };
    }
    return node;
  }

  #comparison(): Node {
    const left = this.#sum();
    const operator = this.#tokens.takeOperator(COMPARISONS);
    if (operator === undefined) return left;
    const right = this.#sum();
    if (this.#tokens.takeOperator(COMPARISONS) !== undefined) throw this.#tokens.refusal();
    return { type: 'binary', operator, left, right };
  }

  #sum(): Node {
    return this.#chain(SUMS, () => this.#chain(PRODUCTS, () => this.#postfix()));
  }

  #chain(operators: ReadonlySet<string>, operand: () => Node): Node {
    let node = operand();
    for (;;) {
      const operator = this.#tokens.takeOperator(operators);
      if (operator === undefined) return node;
      node = { type: 'binary', operator, left: node, right: operand() };
    }
  }

  #postfix(): Node {
    if (this.#tokens.takeWord('try') !== undefined) {
      const body = this.#postfix();
      const handler = this.#tokens.takeWord('catch') === undefined ? undefined : this.#postfix();
      return { type: 'try', body, handler };
    }
    let node = this.#term();
    for (;;) {
      const token = this.#tokens.peek();
      if (token.type === 'field') {
        this.#tokens.position += 1;
        node = { type: 'index', target: node, key: { type: 'literal', value: token.name } };
      } else if (this.#tokens.takeSymbol('?') !== undefined) {
        node = guarded(node);
      } else if (this.#tokens.takeSymbol('[') !== undefined) {
        node = this.#bracket(node);
      } else if (this.#tokens.takeSymbol('.') !== undefined) {
        node = this.#afterDot(node);
      } else {
        return node;
      }
    }
  }

  #afterDot(target: Node): Node {
    const token = this.#tokens.peek();
    if (token.type === 'string') {
      this.#tokens.position += 1;
      return { type: 'index', target, key: this.#string(token.parts) };
    }
    this.#tokens.needSymbol('[');
    return this.#bracket(target);
  }

  /** The rest of a bracket after a term. */
  #bracket(target: Node): Node {
    if (this.#tokens.takeSymbol(']') !== undefined) return { type: 'iterate', target };
    if (this.#tokens.takeSymbol(':') !== undefined) {
      const to = this.#pipe(true);
      this.#tokens.needSymbol(']');
      return { type: 'slice', target, from: undefined, to };
    }
    const key = this.#pipe(true);
    if (this.#tokens.takeSymbol(']') !== undefined) return { type: 'index', target, key };
    this.#tokens.needSymbol(':');
    if (this.#tokens.takeSymbol(']') !== undefined) {
      return { type: 'slice', target, from: key, to: undefined };
    }
    const to = this.#pipe(true);
    this.#tokens.needSymbol(']');
    return { type: 'slice', target, from: key, to };
  }

  #term(): Node {
    const token = this.#tokens.peek();
    this.#tokens.position += 1;
    switch (token.type) {
      case 'number':
        return { type: 'literal', value: token.value };
      case 'string':
        return this.#string(token.parts);
      case 'field':
        return {
          type: 'index',
          target: IDENTITY,
          key: { type: 'literal', value: token.name },
        };
      case 'variable':
        return { type: 'variable', name: token.name };
      case 'word':
        return this.#word(token.name);
      case 'symbol':
        return this.#symbol(token.text);
      case 'end':
        throw this.#tokens.refusal();
    }
  }

  #symbol(text: string): Node {
    switch (text) {
      case '.':
        return this.#dot();
      case '(': {
        const left = this.#pipe(true);
        this.#tokens.needSymbol(')');
        // A separate step, so that a `?` after it applies to everything in the parentheses.
        return { type: 'pipe', left, right: IDENTITY };
      }
      case '[': {
        if (this.#tokens.takeSymbol(']') !== undefined) return { type: 'array', body: undefined };
        const body = this.#pipe(true);
        this.#tokens.needSymbol(']');
        return { type: 'array', body };
      }
      case '{':
        return this.#object();
      case '-': {
        const token = this.#tokens.peek();
        if (token.type !== 'number' || token.value === 0) throw this.#tokens.refusal();
        this.#tokens.position += 1;
        return { type: 'literal', value: -token.value };
      }
      default:
        throw this.#tokens.refusal();
    }
  }

  #dot(): Node {
    const token = this.#tokens.peek();
    if (token.type === 'string') return this.#afterDot(IDENTITY);
    return IDENTITY;
  }

  #word(name: string): Node {
    switch (name) {
      case 'true':
        return { type: 'literal', value: true };
      case 'false':
        return { type: 'literal', value: false };
      case 'null':
        return { type: 'literal', value: null };
      case 'if':
        return this.#if();
      case 'reduce':
        return this.#reduce();
      default: {
        if (KEYWORDS.has(name)) throw this.#tokens.refusal();
        return { type: 'call', name, arguments: this.#arguments() };
      }
    }
  }

  #arguments(): readonly Node[] {
    if (this.#tokens.takeSymbol('(') === undefined) return [];
    const nodes = [this.#pipe(true)];
    while (this.#tokens.takeSymbol(';') !== undefined) nodes.push(this.#pipe(true));
    this.#tokens.needSymbol(')');
    return nodes;
  }

  #if(): Node {
    const condition = this.#pipe(true);
    this.#tokens.needWord('then');
    const then = this.#pipe(true);
    const word = this.#tokens.takeWord('elif', 'else', 'end');
    if (word === 'elif') return { type: 'if', condition, then, otherwise: this.#if() };
    if (word === 'end') return { type: 'if', condition, then, otherwise: undefined };
    if (word === undefined) throw this.#tokens.refusal();
    const otherwise = this.#pipe(true);
    this.#tokens.needWord('end');
    return { type: 'if', condition, then, otherwise };
  }

  #reduce(): Node {
    const source = this.#postfix();
    this.#tokens.needWord('as');
    const name = this.#tokens.needVariable();
    this.#tokens.needSymbol('(');
    const start = this.#pipe(true);
    this.#tokens.needSymbol(';');
    const update = this.#pipe(true);
    this.#tokens.needSymbol(')');
    return { type: 'reduce', source, name, start, update };
  }

  #object(): Node {
    const members: Member[] = [];
    if (this.#tokens.takeSymbol('}') !== undefined) return { type: 'object', members };
    for (;;) {
      members.push(this.#member());
      if (this.#tokens.takeSymbol('}') !== undefined) return { type: 'object', members };
      this.#tokens.needSymbol(',');
    }
  }

  #member(): Member {
    const token = this.#tokens.peek();
    this.#tokens.position += 1;
    switch (token.type) {
      case 'variable':
        return {
          key: { type: 'literal', value: token.name },
          value: { type: 'variable', name: token.name },
        };
      case 'word':
        return this.#memberNamed({ type: 'literal', value: token.name });
      case 'string':
        return this.#memberNamed(this.#string(token.parts));
      case 'symbol': {
        if (token.text !== '(') throw this.#tokens.refusal();
        const key = this.#pipe(true);
        // For constants other than text, jq fails at compile time.
        if (key.type === 'literal') throw this.#tokens.refusal();
        this.#tokens.needSymbol(')');
        this.#tokens.needSymbol(':');
        return { key, value: this.#pipe(false) };
      }
      case 'number':
      case 'field':
      case 'end':
        throw this.#tokens.refusal();
    }
  }

  #memberNamed(key: Node): Member {
    if (this.#tokens.takeSymbol(':') !== undefined) return { key, value: this.#pipe(false) };
    return { key, value: { type: 'index', target: IDENTITY, key } };
  }

  #string(parts: readonly StringPart[]): Node {
    const [only] = parts;
    if (parts.length === 1 && typeof only === 'string') return { type: 'literal', value: only };
    return {
      type: 'text',
      parts: parts.map((part) => (typeof part === 'string' ? part : parse(part.source))),
    };
  }
}
