import { isUtf8 } from 'node:buffer';
import { messageOf } from '../../../lib/errors.ts';
import { PlanError, WRITE_IT_AGAIN } from './plan-error.ts';

/** What to do with a value: read what is in it one by one, which may have to be a list; take it whole, or pass over it. */
export type PieceStep = 'enter' | 'list' | 'take' | 'skip';

/** Decides which parts of a JSON text are read. In a path, `[]` stands for an element of a list. */
export interface PieceVisitor {
  /** Is called with the number of each value that stands at the root, from 0. A stream of events has many. */
  root(index: number): void;
  /** Is asked for each value in an entered object or list. */
  step(path: readonly string[]): PieceStep;
  /** A value that was taken. It belongs to the visitor. */
  taken(path: readonly string[], value: unknown): void;
}

/** Element of a list, in a path. */
export const ELEMENT = '[]';

/** What is read of a text. */
export interface PieceLimits {
  /** The whole text. */
  readonly bytes: number;
  /** One value that is taken: a resource. */
  readonly pieceBytes: number;
  /** Objects and lists within each other. */
  readonly depth: number;
}

export const PIECE_LIMITS: PieceLimits = {
  bytes: 2 * 1_024 ** 3,
  pieceBytes: 64 * 1_024 ** 2,
  depth: 256,
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LEFT_BRACKET = 0x5b;
const RIGHT_BRACKET = 0x5d;
const LEFT_BRACE = 0x7b;
const RIGHT_BRACE = 0x7d;
/** The first letter of `null`. */
const NULL = 0x6e;
const LAST_SPACE = 0x20;

type Expected =
  'root' | 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end';

/** What happens to the value that is being passed over: a taken one is parsed, as is the name of a member. */
type Purpose = 'name' | 'take' | 'skip';

/**
 * Splits a JSON text of any size into the parts that are wanted, in one pass: only they are parsed, one at a time, by
 * `JSON.parse`. Of the parts that are skipped, only quotes and brackets are looked at.
 */
export class JsonPieces {
  readonly #visitor: PieceVisitor;
  readonly #limits: PieceLimits;
  readonly #path: string[] = [];
  /** For each entered container: is it an object? */
  readonly #open: boolean[] = [];
  #expected: Expected = 'root';
  #roots = 0;
  #bytes = 0;
  /** Undefined between values. */
  #purpose: Purpose | undefined;
  /** Of the value that is being passed over. */
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #isScalar = false;
  #parts: Uint8Array[] = [];
  #partBytes = 0;

  constructor(visitor: PieceVisitor, limits: PieceLimits = PIECE_LIMITS) {
    this.#visitor = visitor;
    this.#limits = limits;
  }

  /** Values at the root so far, with one that is not complete. */
  get roots(): number {
    return this.#roots;
  }

  /** @throws {PlanError} for what is not JSON, or too large; what the visitor throws */
  write(chunk: Uint8Array): void {
    let at = this.#bytes === 0 ? startOf(chunk) : 0;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.bytes) {
      throw tooLarge(`it is larger than ${this.#limits.bytes} bytes`);
    }
    while (at < chunk.length) {
      at = this.#purpose === undefined ? this.#structure(chunk, at) : this.#value(chunk, at);
    }
  }

  /** @throws {PlanError} when the text is not complete, or there is none */
  end(): void {
    if (this.#roots === 0) throw malformed('it is empty');
    if (this.#purpose !== undefined || this.#open.length > 0) {
      throw malformed(`it ends in the middle, after ${this.#bytes} bytes`);
    }
  }

  /** One byte between values. @returns where to go on */
  #structure(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? LAST_SPACE;
    if (byte <= LAST_SPACE) return at + 1;
    const isStart = byte !== COMMA && byte !== RIGHT_BRACE && byte !== RIGHT_BRACKET;
    switch (this.#expected) {
      case 'root':
        if (byte !== LEFT_BRACE && byte !== LEFT_BRACKET)
          throw malformed(
            this.#roots === 0 ? 'it is not a JSON object' : 'text follows the document',
          );
        this.#visitor.root(this.#roots);
        this.#roots += 1;
        return this.#begin(chunk, at, 'enter');
      case 'name-or-end':
      case 'name':
        if (byte === QUOTE) return this.#scan(chunk, at, 'name');
        break;
      case 'colon':
        if (byte !== COLON) break;
        this.#expected = 'value';
        return at + 1;
      case 'value-or-end':
      case 'value':
        if (!isStart || byte === COLON) break;
        if (this.#open.at(-1) === false) this.#path.push(ELEMENT);
        return this.#begin(chunk, at, this.#visitor.step(this.#path));
      case 'comma-or-end':
        if (byte !== COMMA) break;
        this.#expected = this.#open.at(-1) === true ? 'name' : 'value';
        return at + 1;
    }
    const isEnd = this.#expected.endsWith('-or-end');
    const closes = byte === RIGHT_BRACE ? true : byte === RIGHT_BRACKET ? false : undefined;
    if (!isEnd || closes === undefined || this.#open.pop() !== closes) {
      throw malformed(`${JSON.stringify(String.fromCodePoint(byte))} is not expected here`);
    }
    this.#ended();
    return at + 1;
  }

  #begin(chunk: Uint8Array, at: number, step: PieceStep): number {
    const byte = chunk[at];
    const isObject = byte === LEFT_BRACE;
    if (step === 'list' && byte !== LEFT_BRACKET && byte !== NULL) {
      throw malformed(`${nameOf(this.#path)} is not a list`);
    }
    const isEntered = step === 'enter' || step === 'list';
    if (!isEntered || (!isObject && byte !== LEFT_BRACKET)) {
      // A null where a list is expected reads as an empty one.
      return this.#scan(chunk, at, step === 'take' ? 'take' : 'skip');
    }
    if (this.#open.push(isObject) > this.#limits.depth) throw tooDeep(this.#limits.depth);
    this.#expected = isObject ? 'name-or-end' : 'value-or-end';
    return at + 1;
  }

  #scan(chunk: Uint8Array, at: number, purpose: Purpose): number {
    const byte = chunk[at];
    this.#purpose = purpose;
    this.#depth = 0;
    this.#isInText = byte === QUOTE;
    this.#isEscaped = false;
    this.#isScalar = byte !== QUOTE && byte !== LEFT_BRACE && byte !== LEFT_BRACKET;
    const isContainer = byte === LEFT_BRACE || byte === LEFT_BRACKET;
    if (isContainer) this.#depth = 1;
    return this.#value(chunk, at, at + 1);
  }

  /** Passes over a value, to its end or that of the chunk. @returns where to go on */
  #value(chunk: Uint8Array, start: number, from = start): number {
    const end = this.#isScalar ? this.#scalarEnd(chunk, from) : this.#endIn(chunk, from);
    const stop = end === -1 ? chunk.length : end;
    if (this.#purpose !== 'skip') this.#collect(chunk.subarray(start, stop));
    if (end !== -1) this.#complete();
    return stop;
  }

  /** @returns after the last byte of a number or a word; -1 if it goes on */
  #scalarEnd(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      const ends = byte === COMMA || byte === RIGHT_BRACE || byte === RIGHT_BRACKET;
      if (ends || byte <= LAST_SPACE) return at;
    }
    return -1;
  }

  /** @returns after the last byte of a text, an object or a list; -1 if it goes on */
  #endIn(chunk: Uint8Array, from: number): number {
    const { depth: deepest } = this.#limits;
    const { length } = chunk;
    let depth = this.#depth;
    let at = from;
    let isInText = this.#isInText;
    for (;;) {
      if (isInText) {
        at = this.#textEnd(chunk, at);
        if (at === -1) break;
        isInText = false;
        if (depth === 0) return at;
      }
      let byte = 0;
      while (at < length) {
        byte = chunk[at] ?? 0;
        at += 1;
        if (byte === QUOTE) break;
        // Braces and brackets differ in the bit 0x20 alone.
        if ((byte | 0x20) === LEFT_BRACE) {
          depth += 1;
          if (depth + this.#open.length > deepest) throw tooDeep(deepest);
        } else if ((byte | 0x20) === RIGHT_BRACE) {
          depth -= 1;
          if (depth === 0) return at;
        }
      }
      if (byte !== QUOTE) break;
      isInText = true;
    }
    this.#depth = depth;
    this.#isInText = isInText;
    return -1;
  }

  /** @returns after the quote that ends a text; -1 if it goes on */
  #textEnd(chunk: Uint8Array, from: number): number {
    let at = from;
    if (this.#isEscaped && at < chunk.length) {
      this.#isEscaped = false;
      at += 1;
    }
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) return at + 1;
      if (byte !== BACKSLASH) continue;
      at += 1;
      if (at === chunk.length) this.#isEscaped = true;
    }
    return -1;
  }

  #collect(part: Uint8Array): void {
    this.#parts.push(part);
    this.#partBytes += part.length;
    if (this.#partBytes <= this.#limits.pieceBytes) return;
    throw tooLarge(`${nameOf(this.#path)} is larger than ${this.#limits.pieceBytes} bytes`);
  }

  #complete(): void {
    const purpose = this.#purpose;
    this.#purpose = undefined;
    if (purpose === 'skip') {
      this.#ended();
      return;
    }
    const value = this.#parsed();
    if (purpose === 'name') {
      this.#path.push(String(value));
      this.#expected = 'colon';
      return;
    }
    this.#visitor.taken(this.#path, value);
    this.#ended();
  }

  #parsed(): unknown {
    const [first, ...more] = this.#parts;
    const bytes = first === undefined || more.length > 0 ? Buffer.concat(this.#parts) : first;
    this.#parts = [];
    this.#partBytes = 0;
    if (!isUtf8(bytes)) throw malformed('it has bytes that are not UTF-8');
    try {
      return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
    } catch (error) {
      throw malformed(`${nameOf(this.#path)}: ${messageOf(error)}`, error);
    }
  }

  /** A value has ended. */
  #ended(): void {
    this.#path.pop();
    this.#expected = this.#open.length === 0 ? 'root' : 'comma-or-end';
  }
}

/** Where the text begins: a byte order mark is no part of it. */
function startOf(chunk: Uint8Array): number {
  const [first, second, third] = chunk;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const isWide = (first === LEFT_BRACE && second === 0) || (first === 0 && second === LEFT_BRACE);
  if (hasMark || isWide) {
    throw new PlanError('malformed', 'Could not read the plan: it is UTF-16, not UTF-8', {
      remedy: 'in PowerShell, write it with | Out-File -Encoding utf8 plan.json instead of >',
    });
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}

function nameOf(path: readonly string[]): string {
  return path.length === 0 ? 'it' : path.join('.').replaceAll(`.${ELEMENT}`, ELEMENT);
}

function malformed(problem: string, cause?: unknown): PlanError {
  const message = `Could not read the plan: ${problem}`;
  return new PlanError('malformed', message, { cause, remedy: WRITE_IT_AGAIN });
}

function tooLarge(problem: string): PlanError {
  return new PlanError('too-large', `Could not read the plan: ${problem}`, {
    remedy: 'check that the file is a plan; split the stack or the configuration if it is one',
  });
}

function tooDeep(deepest: number): PlanError {
  return tooLarge(`its values are nested deeper than ${deepest}`);
}
