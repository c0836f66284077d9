import { withoutTrailingZeros } from '../../lib/scaled-decimal.ts';
import { isoTime, safeInteger } from '../query-values.ts';
import type { QueryValue } from '../store.ts';

/** A time as ClickHouse reads it. `milliseconds` since the Unix epoch. */
export function timeText(milliseconds: number): string {
  return new Date(Math.round(milliseconds)).toISOString().replace('T', ' ').slice(0, -1);
}

type Convert = (value: unknown) => QueryValue;

/** Converts the values of a column as ClickHouse writes them in JSON, with 64-bit integers, decimals and NaN as texts. */
export function converterOf(type: string): Convert {
  const convert = notNull(type);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function notNull(type: string): Convert {
  const { name, parameters } = parsed(type);
  const [first = '', second = ''] = parameters;
  if (name === 'Nullable' || name === 'LowCardinality') return converterOf(first);
  if (name === 'SimpleAggregateFunction') return converterOf(second);
  if (name === 'Array') return listOf(converterOf(first));
  if (name === 'Map') return objectOf(() => converterOf(second));
  if (name === 'Tuple') return tupleOf(parameters);
  if (name.startsWith('DateTime')) return (value) => isoTime(textOf(value).replace(/Z$/, ''));
  if (/^U?Int\d+$/.test(name)) return integer;
  if (/^B?Float\d+$/.test(name)) return float;
  if (name === 'Decimal') return (value) => withoutTrailingZeros(textOf(value));
  return plain;
}

function integer(value: unknown): QueryValue {
  return typeof value === 'number' ? value : safeInteger(BigInt(textOf(value)));
}

/** What JSON has no number for, in DuckDB's words. */
const NO_NUMBERS: Readonly<Record<string, string>> = {
  nan: 'NaN',
  '-nan': 'NaN',
  inf: 'Infinity',
  '-inf': '-Infinity',
};

function float(value: unknown): QueryValue {
  return typeof value === 'number' ? value : (NO_NUMBERS[textOf(value)] ?? textOf(value));
}

function listOf(convert: Convert): Convert {
  return (value) => (Array.isArray(value) ? value.map((entry) => convert(entry)) : plain(value));
}

function objectOf(converterFor: (name: string) => Convert): Convert {
  return (value) => {
    if (typeof value !== 'object' || value === null) return plain(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [name, converterFor(name)(entry)]),
    );
  };
}

/** `Tuple(Int8, String)` is a list, `Tuple(a Int8, b String)` an object. */
function tupleOf(parameters: readonly string[]): Convert {
  const named = parameters.map((parameter) => /^(`(?:[^`\\]|\\.)+`|\w+) (.+)$/s.exec(parameter));
  const byName = new Map(
    named.map((match) => [(match?.[1] ?? '').replaceAll('`', ''), converterOf(match?.[2] ?? '')]),
  );
  const asObject = objectOf((name) => byName.get(name) ?? plain);
  const converters = parameters.map(converterOf);
  return (value) =>
    Array.isArray(value)
      ? value.map((entry, index) => (converters[index] ?? plain)(entry))
      : asObject(value);
}

/** What came as JSON is JSON. */
function plain(value: unknown): QueryValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return Array.isArray(value) ? value.map(plain) : objectOf(() => plain)(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `Map(String, Array(Int8))`: its name, and what stands between the commas of its own parentheses. */
function parsed(type: string): { readonly name: string; readonly parameters: readonly string[] } {
  const open = type.indexOf('(');
  if (open === -1) return { name: type, parameters: [] };
  return { name: type.slice(0, open), parameters: split(type.slice(open + 1, -1)) };
}

function split(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === "'" || char === '`') quote = char;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}
