import type { Token } from './lexer.ts';
import { type BinaryOperator, NotNativeError } from './syntax.ts';

/** Takes an expression's tokens one after the other. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  /** Of the next token. */
  position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    return this.#tokens[this.position] ?? { type: 'end' };
  }

  refusal(): NotNativeError {
    return new NotNativeError(`token ${this.position}: ${JSON.stringify(this.peek())}`);
  }

  takeSymbol(...texts: readonly string[]): string | undefined {
    const token = this.peek();
    if (token.type !== 'symbol' || !texts.includes(token.text)) return undefined;
    this.position += 1;
    return token.text;
  }

  takeWord(...names: readonly string[]): string | undefined {
    const token = this.peek();
    if (token.type !== 'word' || !names.includes(token.name)) return undefined;
    this.position += 1;
    return token.name;
  }

  needSymbol(text: string): void {
    if (this.takeSymbol(text) === undefined) throw this.refusal();
  }

  needWord(name: string): void {
    if (this.takeWord(name) === undefined) throw this.refusal();
  }

  needVariable(): string {
    const token = this.peek();
    if (token.type !== 'variable') throw this.refusal();
    this.position += 1;
    return token.name;
  }

  takeOperator(operators: ReadonlySet<string>): BinaryOperator | undefined {
    const token = this.peek();
    if (token.type !== 'symbol' || !operators.has(token.text)) return undefined;
    this.position += 1;
    return token.text as BinaryOperator; // the sets contain nothing else
  }
}
