import { asNumber, numberOf, parsed, trimmed } from './conversions.ts';
import { namesOf, without } from './delete-path.ts';
import { fromEntries, toEntries } from './entries.ts';
import { allOf, combineTwo, type Filter, firstOf, many, single } from './filter.ts';
import { firstsOf, greatest, groupsBy, least, sorted } from './groups.ts';
import { splitAt, sum } from './operators.ts';
import { type Node, NotNativeError } from './syntax.ts';
import {
  asArray,
  asString,
  charactersOf,
  compare,
  elementsOf,
  isArray,
  isObject,
  isTruthy,
  jsonOf,
  type JqObject,
  memberAt,
  membersOf,
  objectOf,
  sortedKeys,
  textOf,
  typeOf,
  type TypeName,
  Unsure,
  type Value,
} from './values.ts';

type CallNode = Extract<Node, { readonly type: 'call' }>;
type Compile = (node: Node) => Filter;

/**
 * The filter of a call.
 *
 * @throws {NotNativeError} for functions that only jq implements
 */
export function builtinOf(node: CallNode, compile: Compile): Filter {
  const { name, arguments: nodes } = node;
  const [first, second] = nodes;
  if (first === undefined) {
    const function_ = FUNCTIONS[name];
    if (function_ !== undefined) return single(function_);
    const condition = SELECTIONS[name];
    if (condition !== undefined) return selecting(condition);
  } else if (second === undefined) {
    const literal = ofLiteral(name, first);
    if (literal !== undefined) return literal;
    const operation = OPERATIONS[name];
    if (operation !== undefined) {
      return combineTwo(compile(first), single(itself), (argument, input) =>
        operation(input, argument),
      );
    }
    const form = FORMS[name];
    if (form !== undefined) return form(compile(first));
  } else if (nodes.length === 2) {
    if (name === 'any') return anyOf(compile(first), compile(second));
    if (name === 'all') return everyOf(compile(first), compile(second));
  }
  throw new NotNativeError(`${name}/${nodes.length}`);
}

const itself = (value: Value): Value => value;
const IDENTITY = single(itself);
const ELEMENTS = many((input, emit) => elementsOf(input).some((element) => emit(element ?? null)));

/** Functions without arguments and with exactly one output. */
const FUNCTIONS: Readonly<Record<string, ((input: Value) => Value) | undefined>> = {
  length: lengthOf,
  not: (input) => !isTruthy(input),
  type: typeOf,
  keys: (input) => keysOf(input, sortedKeys),
  keys_unsorted: (input) => keysOf(input, (object) => membersOf(object).map(([key]) => key)),
  add: (input) => elementsOf(input).reduce(sum, null),
  any: (input) => elementsOf(input).some(isTruthy),
  all: (input) => elementsOf(input).every(isTruthy),
  flatten: (input) => asArray(input).flat(Number.POSITIVE_INFINITY),
  floor: (input) => positive(Math.floor(asNumber(input))),
  ceil: (input) => positive(Math.ceil(asNumber(input))),
  tostring: textOf,
  tojson: jsonOf,
  tonumber: numberOf,
  fromjson: parsed,
  ascii_downcase: (input) => asString(input).replaceAll(/[A-Z]+/g, (text) => text.toLowerCase()),
  ascii_upcase: (input) => asString(input).replaceAll(/[a-z]+/g, (text) => text.toUpperCase()),
  trim: (input) => trimmed(input).trim(),
  ltrim: (input) => trimmed(input).trimStart(),
  rtrim: (input) => trimmed(input).trimEnd(),
  first: (input) => memberAt(input, 0),
  last: (input) => memberAt(input, -1),
  sort: (input) => sorted(asArray(input)),
  unique: (input) => firstsOf(groupsBy(asArray(input), IDENTITY)),
  min: (input) => least(asArray(input), IDENTITY),
  max: (input) => greatest(asArray(input), IDENTITY),
  reverse: (input) => asArray(input).toReversed(),
  to_entries: toEntries,
  from_entries: fromEntries,
};

/** Aliases of `select`. */
const SELECTIONS: Readonly<Record<string, ((type: TypeName) => boolean) | undefined>> = {
  empty: () => false,
  values: (type) => type !== 'null',
  nulls: (type) => type === 'null',
  strings: (type) => type === 'string',
  numbers: (type) => type === 'number',
  booleans: (type) => type === 'boolean',
  arrays: (type) => type === 'array',
  objects: (type) => type === 'object',
  scalars: (type) => type !== 'array' && type !== 'object',
  iterables: (type) => type === 'array' || type === 'object',
};

/** Functions of the input and of each output of their argument. */
const OPERATIONS: Readonly<Record<string, ((input: Value, argument: Value) => Value) | undefined>> =
  {
    startswith: (input, start) => asString(input).startsWith(asString(start)),
    endswith: (input, end) => asString(input).endsWith(asString(end)),
    ltrimstr: (input, start) => {
      const text = asString(input);
      return text.startsWith(asString(start)) ? text.slice(asString(start).length) : text;
    },
    rtrimstr: (input, end) => {
      const text = asString(input);
      return text.endsWith(asString(end))
        ? text.slice(0, text.length - asString(end).length)
        : text;
    },
    split: (input, separator) => splitAt(asString(input), asString(separator)),
    join: joined,
    has: hasKey,
    contains: (input, part) => containsAll(input, part),
    inside: (input, whole) => containsAll(whole, input),
  };

/** Functions that evaluate their argument themselves. */
const FORMS: Readonly<Record<string, ((argument: Filter) => Filter) | undefined>> = {
  select: (condition) =>
    many((input, emit) => condition.each(input, (value) => isTruthy(value) && emit(input))),
  map: (filter) =>
    single((input) => elementsOf(input).flatMap((element) => allOf(filter, element ?? null))),
  map_values: (filter) => single((input) => mapValues(input, filter)),
  with_entries: (filter) =>
    single((input) => fromEntries(toEntries(input).flatMap((entry) => allOf(filter, entry)))),
  first: (filter) =>
    many((input, emit) => {
      const found = firstOf(filter, input);
      return found !== undefined && emit(found.value);
    }),
  last: (filter) =>
    many((input, emit) => {
      const values = allOf(filter, input);
      return values.length > 0 && emit(values.at(-1));
    }),
  add: (filter) => single((input) => allOf(filter, input).reduce(sum, null)),
  any: (condition) => anyOf(ELEMENTS, condition),
  all: (condition) => everyOf(ELEMENTS, condition),
  sort_by: (key) => single((input) => groupsBy(asArray(input), key).flat()),
  group_by: (key) => single((input) => groupsBy(asArray(input), key)),
  unique_by: (key) => single((input) => firstsOf(groupsBy(asArray(input), key))),
  min_by: (key) => single((input) => least(asArray(input), key)),
  max_by: (key) => single((input) => greatest(asArray(input), key)),
};

/** Functions evaluated here only with a literal argument. */
function ofLiteral(name: string, node: Node): Filter | undefined {
  if (name === 'del') {
    const path = namesOf(node);
    return path === undefined ? undefined : single((input) => without(input, path));
  }
  if (node.type !== 'literal') return undefined;
  const { value } = node;
  if (name === 'nth' && typeof value === 'number') return single((input) => memberAt(input, value));
  if (name === 'flatten' && Number.isSafeInteger(value) && Number(value) >= 0) {
    return single((input) => asArray(input).flat(Number(value)));
  }
  if (name === 'test' && typeof value === 'string') {
    const pattern = plainPattern(value);
    return single((input) => {
      const text = asString(input);
      // In jq, anchors and dots treat lines differently.
      if (text.includes('\n')) throw new Unsure();
      return pattern.test(text);
    });
  }
  return undefined;
}

/** A pattern with the same meaning in Oniguruma, which jq uses, and in JavaScript. */
function plainPattern(source: string): RegExp {
  if (!/^\^?(?:[\w:/@,= -]|\.\*|\.\+|\.|\\\.|\|)+\$?$/.test(source)) {
    throw new NotNativeError(`test(${JSON.stringify(source)})`);
  }
  // In jq a dot matches anything except a newline; in JavaScript it also excludes carriage return and U+2028.
  return new RegExp(
    source.replaceAll(/\\\.|\./g, (text) => (text === '.' ? '[^\n]' : text)),
    'u',
  );
}

function selecting(condition: (type: TypeName) => boolean): Filter {
  return many((input, emit) => condition(typeOf(input)) && emit(input));
}

function anyOf(generator: Filter, condition: Filter): Filter {
  return single((input) => generator.each(input, (value) => condition.each(value, isTruthy)));
}

function everyOf(generator: Filter, condition: Filter): Filter {
  return single(
    (input) =>
      !generator.each(input, (value) => condition.each(value, (result) => !isTruthy(result))),
  );
}

function positive(value: number): number {
  if (Object.is(value, -0)) throw new Unsure();
  return value;
}

function lengthOf(input: Value): number {
  switch (typeOf(input)) {
    case 'null':
      return 0;
    case 'number':
      return Math.abs(input as number);
    case 'string':
      return charactersOf(input as string).length;
    case 'array':
      return (input as readonly unknown[]).length;
    case 'object':
      return membersOf(input as JqObject).length;
    case 'boolean':
      throw new Unsure();
  }
}

function keysOf(input: Value, keys: (object: JqObject) => readonly string[]): Value {
  if (isArray(input)) return [...input.keys()];
  if (isObject(input)) return keys(input);
  throw new Unsure();
}

function joined(input: Value, separator: Value): string {
  if (!isArray(input)) {
    elementsOf(input);
    throw new Unsure();
  }
  const between = asString(separator);
  return input
    .map((element) => {
      const type = typeOf(element);
      if (type === 'array' || type === 'object') throw new Unsure();
      return type === 'null' ? '' : textOf(element);
    })
    .join(between);
}

function hasKey(input: Value, key: Value): boolean {
  if (isArray(input) && Number.isSafeInteger(key)) {
    return (key as number) >= 0 && (key as number) < input.length;
  }
  if (!isObject(input)) throw new Unsure();
  const name = asString(key);
  return Object.hasOwn(input, name) && input[name] !== undefined;
}

function containsAll(whole: Value, part: Value): boolean {
  const type = typeOf(whole);
  if (type !== typeOf(part) || type === 'boolean') throw new Unsure();
  return isContained(whole, part);
}

function isContained(whole: Value, part: Value): boolean {
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part);
  if (isArray(whole) && isArray(part)) {
    return part.every((wanted) => whole.some((element) => isContained(element, wanted)));
  }
  if (isObject(whole) && isObject(part)) {
    return membersOf(part).every(
      ([key, wanted]) =>
        Object.hasOwn(whole, key) && whole[key] !== undefined && isContained(whole[key], wanted),
    );
  }
  return compare(whole, part) === 0;
}

function mapValues(input: Value, filter: Filter): Value {
  if (isArray(input)) {
    return input.flatMap((element) => {
      const found = firstOf(filter, element ?? null);
      return found === undefined ? [] : [found.value];
    });
  }
  if (!isObject(input)) throw new Unsure();
  return objectOf(
    membersOf(input).flatMap(([key, value]): readonly (readonly [string, Value])[] => {
      const found = firstOf(filter, value);
      return found === undefined ? [] : [[key, found.value]];
    }),
  );
}
