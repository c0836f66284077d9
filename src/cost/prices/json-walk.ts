import { Tokenizer, TokenizerError, TokenType } from '@streamparser/json';
import { errorCode } from '../../lib/error-code.ts';

/** What to do with a value: read what is in it, take it whole, or pass over it. */
export type WalkStep = 'enter' | 'take' | 'skip';

/** Decides which parts of a JSON text are read. A path has the names of the objects around a value. */
export interface JsonVisitor {
  /** Is asked for each value in an entered object. The root is always entered. */
  step(path: readonly string[]): WalkStep;
  /** A value that was taken. */
  taken(path: readonly string[], value: unknown): void;
  /** The end of an entered object. */
  left(path: readonly string[]): void;
}

/** Thrown for a text that is not JSON, or not of the shape that the visitor expects. */
export class JsonWalkError extends Error {
  override readonly name = 'JsonWalkError';
}

/** Thrown for a text that ends before its root value does. */
export class JsonCutOffError extends JsonWalkError {}

/** AWS's files need 9. Deeper nesting would let a file fill the memory. */
const DEEPEST = 64;
/** Longest text or number, in bytes. AWS's longest is a disclaimer of some hundred. */
const LONGEST_TOKEN = 1_024 * 1_024;
/** Of the tokenizer: it collects a text here, in bytes, which is faster than in pieces. */
const TEXT_BUFFER = 64 * 1_024;

/** Looked up once: there are tens of millions of tokens. */
const { STRING, COLON, COMMA, LEFT_BRACE, RIGHT_BRACE, LEFT_BRACKET, RIGHT_BRACKET } = TokenType;

type Expected =
  'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end' | 'end';
type Container = unknown[] | Record<string, unknown>;

/**
 * Reads a JSON text of any size in one pass and in flat memory: only what the visitor takes becomes a value. The
 * library's own parser builds every value in the text.
 */
export class JsonWalk {
  readonly #visitor: JsonVisitor;
  readonly #tokenizer = new Tokenizer({ stringBufferSize: TEXT_BUFFER });
  readonly #path: string[] = [];
  /** For each open container: is it an object? */
  readonly #open: boolean[] = [];
  /** Of the value that is being taken: its open containers, outermost first. */
  readonly #containers: Container[] = [];
  #isInObject = false;
  #expected: Expected = 'value';
  #step: WalkStep = 'enter';
  /** How many containers were open where the skipped or taken value began. */
  #base = 0;
  /** The name of the next value, in a value that is being taken. */
  #name = '';
  #bytes = 0;
  #tokenEnd = 0;

  constructor(visitor: JsonVisitor) {
    this.#visitor = visitor;
    this.#tokenizer.onToken = ({ token, value }) => {
      this.#tokenEnd = this.#bytes;
      this.#accept(token, value);
    };
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws {JsonWalkError} for what is not JSON; what the visitor throws */
  write(chunk: Uint8Array): void {
    try {
      this.#tokenizer.write(chunk);
    } catch (error) {
      throw ofTokenizer(error);
    }
    this.#bytes += chunk.length;
    if (this.#bytes - this.#tokenEnd > LONGEST_TOKEN + chunk.length) {
      throw new JsonWalkError(`a text or number is longer than ${LONGEST_TOKEN} bytes`);
    }
  }

  /** @throws {JsonCutOffError} when the text is not complete */
  end(): void {
    if (this.#expected !== 'end') throw new JsonCutOffError('it ends in the middle');
    this.#tokenizer.end();
  }

  #accept(token: TokenType, value: unknown): void {
    if (token === STRING) {
      if (this.#expected === 'name' || this.#expected === 'name-or-end') this.#named(value);
      else this.#scalar(value);
    } else if (token === COLON) {
      if (this.#expected !== 'colon') throw unexpected(':');
      this.#expected = 'value';
    } else if (token === COMMA) {
      if (this.#expected !== 'comma-or-end') throw unexpected(',');
      this.#expected = this.#isInObject ? 'name' : 'value';
    } else if (token === LEFT_BRACE) this.#enter(true);
    else if (token === RIGHT_BRACE) this.#leave('name-or-end', true);
    else if (token === LEFT_BRACKET) this.#enter(false);
    else if (token === RIGHT_BRACKET) this.#leave('value-or-end', false);
    else this.#scalar(value);
  }

  #named(value: unknown): void {
    this.#expected = 'colon';
    if (this.#step === 'take') this.#name = String(value);
    else if (this.#step === 'enter') this.#path.push(String(value));
  }

  #scalar(value: unknown): void {
    if (this.#expected !== 'value' && this.#expected !== 'value-or-end') throw unexpected(value);
    this.#expected = this.#open.length === 0 ? 'end' : 'comma-or-end';
    if (this.#step === 'skip') return;
    if (this.#step === 'take') {
      this.#put(value);
      return;
    }
    const step = this.#stepHere();
    if (step === 'enter') throw this.#notAnObject();
    if (step === 'take') this.#visitor.taken(this.#path, value);
    this.#path.pop();
  }

  #enter(isObject: boolean): void {
    if (this.#expected !== 'value' && this.#expected !== 'value-or-end') {
      throw unexpected(isObject ? '{' : '[');
    }
    if (this.#step === 'take') {
      const container: Container = isObject ? {} : [];
      this.#put(container);
      this.#containers.push(container);
    } else if (this.#step === 'enter') {
      this.#step = this.#stepHere();
      this.#base = this.#open.length;
      if (this.#step === 'take') this.#containers.push(isObject ? {} : []);
      if (this.#step === 'enter' && !isObject) throw this.#notAnObject();
    }
    this.#isInObject = isObject;
    if (this.#open.push(isObject) > DEEPEST) {
      throw new JsonWalkError(`values are nested deeper than ${DEEPEST}`);
    }
    this.#expected = isObject ? 'name-or-end' : 'value-or-end';
  }

  #leave(whenEmpty: Expected, isObject: boolean): void {
    const isExpected = this.#expected === 'comma-or-end' || this.#expected === whenEmpty;
    if (!isExpected || this.#open.pop() !== isObject) throw unexpected(isObject ? '}' : ']');
    const depth = this.#open.length;
    this.#isInObject = this.#open[depth - 1] === true;
    this.#expected = depth === 0 ? 'end' : 'comma-or-end';
    if (this.#step === 'enter') {
      this.#visitor.left(this.#path);
      this.#path.pop();
      return;
    }
    const container = this.#step === 'take' ? this.#containers.pop() : undefined;
    if (depth > this.#base) return;
    if (container !== undefined) this.#visitor.taken(this.#path, container);
    this.#step = 'enter';
    this.#path.pop();
  }

  #stepHere(): WalkStep {
    return this.#open.length === 0 ? 'enter' : this.#visitor.step(this.#path);
  }

  /** Adds a value to the innermost container. */
  #put(value: unknown): void {
    const container = this.#containers.at(-1);
    if (Array.isArray(container)) container.push(value);
    // As a property, this name would set the prototype.
    else if (container !== undefined && this.#name !== '__proto__') container[this.#name] = value;
  }

  #notAnObject(): JsonWalkError {
    const place = this.#path.length === 0 ? 'the file' : this.#path.join('.');
    return new JsonWalkError(`${place} is not an object`);
  }
}

function unexpected(value: unknown): JsonWalkError {
  return new JsonWalkError(`${JSON.stringify(value)} is not expected where it stands`);
}

/** Bytes that are not UTF-8 are Node's error. */
function ofTokenizer(error: unknown): unknown {
  const isBadText = errorCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA';
  if (!isBadText && !(error instanceof TokenizerError)) return error;
  return new JsonWalkError('it is not JSON', { cause: error });
}
