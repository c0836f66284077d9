import type { BinaryOperator } from './syntax.ts';
import {
  asArray,
  charactersOf,
  compare,
  isObject,
  type JqObject,
  membersOf,
  objectOf,
  typeOf,
  Unsure,
  type Value,
} from './values.ts';

/** What each operator returns for two values. */
export const OPERATORS: Readonly<Record<BinaryOperator, (left: Value, right: Value) => Value>> = {
  '+': sum,
  '-': difference,
  '*': product,
  '/': quotient,
  '%': remainder,
  '==': (left, right) => compare(left, right) === 0,
  '!=': (left, right) => compare(left, right) !== 0,
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
};

/** Adds numbers and texts, joins lists, merges objects; null adds nothing. */
export function sum(left: Value, right: Value): Value {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  const type = typeOf(left);
  const other = typeOf(right);
  if (type === 'null') return right ?? null;
  if (other === 'null') return left;
  if (type !== other) throw new Unsure();
  if (type === 'number') return finite((left as number) + (right as number));
  if (type === 'array') return [...asArray(left), ...asArray(right)];
  if (type !== 'object') throw new Unsure();
  return objectOf([...membersOf(left as JqObject), ...membersOf(right as JqObject)]);
}

function difference(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return finite(left - right);
  const removed = asArray(right);
  return asArray(left).filter((value) => removed.every((other) => compare(value, other) !== 0));
}

function product(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return finite(left * right);
  if (isObject(left) && isObject(right)) return merged(left, right);
  throw new Unsure();
}

function merged(left: JqObject, right: JqObject): JqObject {
  const members = membersOf(right).map(([key, value]): readonly [string, Value] => {
    const before = Object.hasOwn(left, key) ? left[key] : undefined;
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  return objectOf([...membersOf(left), ...members]);
}

function quotient(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return finite(left / right);
  if (typeof left === 'string' && typeof right === 'string') return splitAt(left, right);
  throw new Unsure();
}

function remainder(left: Value, right: Value): Value {
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) throw new Unsure();
  const value = finite((left as number) % (right as number));
  if (Object.is(value, -0)) throw new Unsure();
  return value;
}

/** Dividing by zero is an error in jq. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Unsure();
  return value;
}

/** An empty text has no parts; an empty separator splits into characters. */
export function splitAt(text: string, separator: string): readonly string[] {
  if (text === '') return [];
  return separator === '' ? charactersOf(text) : text.split(separator);
}
