/** A JSON value, or an AWS client's form of one. */
export type Value = unknown;
export type JqObject = Readonly<Record<string, unknown>>;
export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** jq would fail here, with this message. */
export class JqError extends Error {
  override readonly name = 'JqError';
}

/** The result of jq for this value is uncertain here: jq itself must compute it. */
export class Unsure extends Error {
  override readonly name = 'Unsure';

  constructor() {
    super('to be evaluated by jq');
  }
}

/** @throws {Unsure} for values without a JSON form: dates, bytes, non-finite numbers */
export function typeOf(value: Value): TypeName {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' && Number.isFinite(value)) return 'number';
  if (typeof value !== 'object') throw new Unsure();
  if (Array.isArray(value)) return 'array';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 'object';
  throw new Unsure();
}

export function isArray(value: Value): value is readonly unknown[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is JqObject {
  return typeOf(value) === 'object';
}

/** Only `null` and `false` are falsy. */
export function isTruthy(value: Value): boolean {
  return value !== null && value !== undefined && value !== false;
}

export function asString(value: Value): string {
  if (typeof value !== 'string') throw new Unsure();
  return value;
}

export function asArray(value: Value): readonly unknown[] {
  if (!isArray(value)) throw new Unsure();
  return value;
}

/** Members in their order, without those that JSON omits. */
export function membersOf(value: JqObject): readonly (readonly [string, Value])[] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

/** Elements of a list or values of an object: `.[]`. */
export function elementsOf(value: Value): readonly unknown[] {
  if (isArray(value)) return value;
  const type = typeOf(value);
  if (type === 'object') return membersOf(value as JqObject).map(([, member]) => member);
  if (type === 'null') throw new JqError('Cannot iterate over null (null)');
  if (type === 'boolean' || Number.isSafeInteger(value)) {
    throw new JqError(`Cannot iterate over ${type} (${String(value)})`);
  }
  throw new Unsure();
}

/** An object of members in their order. Keys that JavaScript would reorder are left to jq. */
export function objectOf(members: Iterable<readonly [string, Value]>): JqObject {
  const object: Record<string, unknown> = {};
  for (const [key, value] of members) {
    if (key === '__proto__' || isIndex(key)) throw new Unsure();
    object[key] = value ?? null;
  }
  return object;
}

function isIndex(key: string): boolean {
  const first = key.codePointAt(0) ?? 0;
  return first >= 0x30 && first <= 0x39 && /^\d+$/.test(key);
}

const RANKS: Readonly<Record<TypeName, number>> = {
  null: 0,
  boolean: 1,
  number: 3,
  string: 4,
  array: 5,
  object: 6,
};

/** jq's order of all values: null, false, true, numbers, strings by code point, lists, objects. */
export function compare(left: Value, right: Value): number {
  const type = typeOf(left);
  const byType = RANKS[type] - RANKS[typeOf(right)];
  if (byType !== 0) return byType;
  switch (type) {
    case 'null':
      return 0;
    case 'boolean':
      return Number(left) - Number(right);
    case 'number':
      return Math.sign((left as number) - (right as number));
    case 'string':
      return compareText(left as string, right as string);
    case 'array':
      return compareLists(left as readonly unknown[], right as readonly unknown[]);
    case 'object':
      return compareObjects(left as JqObject, right as JqObject);
  }
}

/** By code point, as in jq; JavaScript compares UTF-16 units, which differs above U+D7FF. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let position = 0; position < length; position += 1) {
    const a = left.codePointAt(position) ?? 0;
    const b = right.codePointAt(position) ?? 0;
    if (a !== b) return a - b;
  }
  return left.length - right.length;
}

function compareLists(left: readonly unknown[], right: readonly unknown[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const order = compare(left[index], right[index]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** First by sets of keys, then by values in the order of keys. */
function compareObjects(left: JqObject, right: JqObject): number {
  const keys = sortedKeys(left);
  const byKeys = compareLists(keys, sortedKeys(right));
  if (byKeys !== 0) return byKeys;
  for (const key of keys) {
    const order = compare(left[key], right[key]);
    if (order !== 0) return order;
  }
  return 0;
}

export function sortedKeys(value: JqObject): readonly string[] {
  return membersOf(value)
    .map(([key]) => key)
    .sort(compareText);
}

const LONGEST_KEY_IN_ERROR = 8;

/** `.[key]`. */
export function memberAt(target: Value, key: Value): Value {
  if (typeof key === 'string') return memberNamed(target, key);
  if (typeof key !== 'number' || !Number.isSafeInteger(key)) throw new Unsure();
  const type = typeOf(target);
  if (type === 'null') return null;
  if (type === 'array') {
    const list = target as readonly unknown[];
    return list[key < 0 ? key + list.length : key] ?? null;
  }
  if ((type === 'object' || type === 'string') && key >= 0) {
    throw new JqError(`Cannot index ${type} with number (${key})`);
  }
  throw new Unsure();
}

/** `.name`: the most frequent operation of mappings. */
export function memberNamed(target: Value, name: string): Value {
  if (typeof target === 'object' && target !== null && !isArray(target)) {
    if (!Object.hasOwn(target, name)) {
      typeOf(target);
      return null;
    }
    return (target as JqObject)[name] ?? null;
  }
  const type = typeOf(target);
  if (type === 'null') return null;
  // jq truncates longer keys in its message, so they are left to jq.
  if (!/^[\w -]*$/.test(name) || name.length > LONGEST_KEY_IN_ERROR) throw new Unsure();
  throw new JqError(`Cannot index ${type} with string ("${name}")`);
}

/** `.[from:to]`. */
export function sliceOf(target: Value, from: Value, to: Value): Value {
  const type = typeOf(target);
  const start = from ?? undefined;
  const end = to ?? undefined;
  if (!isBound(start) || !isBound(end)) throw new Unsure();
  if (type === 'null') return null;
  if (type === 'array') return (target as readonly unknown[]).slice(start, end);
  if (type === 'string')
    return charactersOf(target as string)
      .slice(start, end)
      .join('');
  throw new Unsure();
}

function isBound(value: unknown): value is number | undefined {
  return value === undefined || Number.isSafeInteger(value);
}

/** Code points: the unit of length in jq. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}

/** The text of a value, as jq writes it. */
export function jsonOf(value: Value): string {
  switch (typeOf(value)) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value);
    case 'number':
      return numberText(value as number);
    case 'string':
      return stringJson(value as string);
    case 'array':
      return `[${(value as readonly unknown[]).map(jsonOf).join(',')}]`;
    case 'object':
      return `{${membersOf(value as JqObject)
        .map(([key, member]) => `${stringJson(key)}:${jsonOf(member)}`)
        .join(',')}}`;
  }
}

/** jq escapes DEL, and writes lone surrogates differently from JavaScript. */
function stringJson(value: string): string {
  if (value.includes('\u007F') || /\p{Surrogate}/u.test(value)) throw new Unsure();
  return JSON.stringify(value);
}

const LARGEST_PLAIN_NUMBER = 1e15;
const SMALLEST_PLAIN_NUMBER = 1e-4;

/** Numbers that every program formats in the same way. */
function numberText(value: number): string {
  const size = Math.abs(value);
  if (Object.is(value, -0) || size >= LARGEST_PLAIN_NUMBER) throw new Unsure();
  if (!Number.isInteger(value) && size < SMALLEST_PLAIN_NUMBER) throw new Unsure();
  return String(value);
}

export function textOf(value: Value): string {
  return typeof value === 'string' ? value : jsonOf(value);
}
