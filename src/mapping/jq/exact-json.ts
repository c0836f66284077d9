import { randomUUID } from 'node:crypto';

/**
 * Marks values that JavaScript cannot represent in the JSON text of {@link stringifyExact}. It is random, so
 * that no text in an item equals it.
 */
const MARK = `exact:${randomUUID()}:`;

/** A number whose text has more information than its value: `3.0`, `9007199254740993`. */
export class ExactNumber {
  /** As it was written. */
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get value(): number {
    return finite(Number(this.#text));
  }

  toJSON(): string {
    return `${MARK}${this.#text}`;
  }
}

/** An object with keys that JavaScript would reorder: it remembers their original order. */
export class OrderedObject {
  readonly #keys: readonly string[];

  constructor(members: ReadonlyMap<string, unknown>) {
    this.#keys = [...members.keys()];
    for (const [key, value] of members) define(this, key, value);
  }

  toJSON(): object {
    const marked = this.#keys.map((key) => [`${MARK}${key}`, Reflect.get(this, key)] as const);
    return Object.fromEntries(marked);
  }
}

/**
 * Parses JSON without losing details that jq keeps. Most texts have none: for them this is `JSON.parse`.
 *
 * @param keepsNumbers false if the imitated program has already converted numbers to its own
 * @throws {SyntaxError} when the text is not JSON
 */
export function parseExact(text: string, { keepsNumbers = true } = {}): unknown {
  const value = JSON.parse(text) as unknown;
  const isPlain = !KEY_THAT_MOVES.test(text) && !(keepsNumbers && NUMBER_THAT_CHANGES.test(text));
  if (isPlain) return value;
  try {
    return new Reader(text, keepsNumbers).value();
  } catch (error) {
    if (error instanceof RangeError) return value; // nested deeper than this parser supports
    throw error;
  }
}

/** The JSON text of a value from {@link parseExact}, or of any other value. */
export function stringifyExact(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes(MARK) ? text.replaceAll(MARKED_NUMBER, '$1').replaceAll(MARK, '') : text;
}

/** A value without this module's types: numbers are doubles, objects are plain. */
export function plain(value: unknown): unknown {
  if (typeof value === 'number') return finite(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ExactNumber) return value.value;
  if (Array.isArray(value)) return sameOr(value, value.map(plain));
  if (!(value instanceof OrderedObject) && !isPlainObject(value)) return value;
  const before = Object.entries(value);
  const after = before.map(([key, member]) => [key, plain(member)] as const);
  const isSame = after.every(([, member], index) => member === before[index]?.[1]);
  return isSame && !(value instanceof OrderedObject) ? value : Object.fromEntries(after);
}

/** The value for a program that reads jq's numbers as doubles: `3.0` becomes `3`. Keys keep their order. */
export function withDoubles(value: unknown): unknown {
  if (!hasExactNumber(value)) return value;
  return parseExact(stringifyExact(value), { keepsNumbers: false });
}

function hasExactNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof ExactNumber || Object.values(value).some(hasExactNumber);
}

/** As in jq, larger numbers become the largest double. */
function finite(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return Number.MAX_VALUE;
  return value === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : value;
}

function sameOr(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((element, index) => element === before[index]) ? before : after;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Sets a property, even one named `__proto__`. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** A key of digits may be an index, which JavaScript sorts first. A match inside a text does no harm. */
const KEY_THAT_MOVES = /"(?:\d|\\u003\d)+"\s*:/;
const NUMBER_THAT_CHANGES = /\d[.eE]|\d{16}|-0/;
const MARKED_NUMBER = new RegExp(`"${MARK}(-?\\d[^"]*)"(?!:)`, 'g');
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null)|([[\]{},:]))\s*/sy;

/** Reads valid JSON. */
class Reader {
  readonly #text: string;
  readonly #keepsNumbers: boolean;
  #position = 0;

  constructor(text: string, keepsNumbers: boolean) {
    this.#text = text;
    this.#keepsNumbers = keepsNumbers;
  }

  value(): unknown {
    const [, text, number, word, symbol] = this.#next();
    if (number !== undefined) return this.#number(number);
    if (symbol === '[') return this.#list();
    if (symbol === '{') return this.#object();
    return JSON.parse(text ?? word ?? '') as unknown;
  }

  #next(): RegExpExecArray {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw new SyntaxError(`no JSON at position ${this.#position}`);
    this.#position = TOKEN.lastIndex;
    return match;
  }

  /** Consumes a symbol if it comes next. */
  #takes(symbol: string): boolean {
    const before = this.#position;
    if (this.#next()[4] === symbol) return true;
    this.#position = before;
    return false;
  }

  #number(text: string): unknown {
    const value = Number(text);
    return this.#keepsNumbers && String(value) !== text ? new ExactNumber(text) : value;
  }

  #list(): readonly unknown[] {
    const list: unknown[] = [];
    if (this.#takes(']')) return list;
    do list.push(this.value());
    while (this.#next()[4] === ',');
    return list;
  }

  #object(): object {
    const members = new Map<string, unknown>();
    if (this.#takes('}')) return {};
    do {
      const key = JSON.parse(this.#next()[1] ?? '') as string;
      this.#next(); // the colon
      members.set(key, this.value());
    } while (this.#next()[4] === ',');
    const object = Object.fromEntries(members);
    const written = [...members.keys()];
    const isInOrder = Object.keys(object).every((key, index) => key === written[index]);
    return isInOrder ? object : new OrderedObject(members);
  }
}
