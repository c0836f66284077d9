import { isIP } from 'node:net';
import { isRecord, type PropertySchema } from './model.ts';

/** One rule of JSON Schema: returns the message for a value that violates it. */
type Rule = (value: unknown, schema: PropertySchema) => string | undefined;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: (value) => isRecord(value),
};

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[t ]\d\d:\d\d:\d\d(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)$/i;

const FORMATS: Readonly<Record<string, RegExp | ((text: string) => boolean)>> = {
  'date-time': isDateTime,
  timer: isDateTime,
  email: /^[^\s@]+@[^\s@]+$/,
  'idn-email': /^[^\s@]+@[^\s@]+$/,
  ipv4: (text) => isIP(text) === 4,
  ipv6: (text) => isIP(text) === 6,
  url: isUrl,
};

const RULES: readonly Rule[] = [
  (value, { type }) =>
    type === undefined || TYPES[type]?.(value) !== false ? undefined : `must be ${type}`,
  (value, { enum: values }) =>
    values === undefined || values.some((one) => JSON.stringify(one) === JSON.stringify(value))
      ? undefined
      : 'must be equal to one of the allowed values',
  onText(
    (text, { minLength }) => minLength !== undefined && lengthOf(text) < minLength,
    'is too short',
  ),
  onText(
    (text, { maxLength }) => maxLength !== undefined && lengthOf(text) > maxLength,
    'is too long',
  ),
  onText(
    (text, { pattern }) => pattern !== undefined && !matches(text, pattern),
    'must match its pattern',
  ),
  onText(
    (text, { format }) => format !== undefined && !hasFormat(text, format),
    'must match its format',
  ),
  onNumber((value, { minimum }) => minimum !== undefined && value < minimum, 'is too small'),
  onNumber((value, { maximum }) => maximum !== undefined && value > maximum, 'is too large'),
  onNumber((value, schema) => value <= (schema.exclusiveMinimum ?? -Infinity), 'is too small'),
  onNumber((value, schema) => value >= (schema.exclusiveMaximum ?? Infinity), 'is too large'),
  onList((list, { minItems }) => list.length < (minItems ?? 0), 'has too few items'),
  onList((list, { maxItems }) => list.length > (maxItems ?? Infinity), 'has too many items'),
  onList(
    (list, { items }) =>
      items !== undefined && list.some((one) => brokenRule(one, items) !== undefined),
    'has an item that is not valid',
  ),
];

/** Port's message for a value that violates its property's schema; undefined for a valid one. */
export function brokenRule(value: unknown, schema: PropertySchema): string | undefined {
  for (const rule of RULES) {
    const message = rule(value, schema);
    if (message !== undefined) return message;
  }
  return undefined;
}

function onText(
  isBroken: (text: string, schema: PropertySchema) => boolean,
  message: string,
): Rule {
  return (value, schema) =>
    typeof value === 'string' && isBroken(value, schema) ? message : undefined;
}

function onNumber(
  isBroken: (value: number, schema: PropertySchema) => boolean,
  message: string,
): Rule {
  return (value, schema) =>
    typeof value === 'number' && isBroken(value, schema) ? message : undefined;
}

function onList(
  isBroken: (list: readonly unknown[], schema: PropertySchema) => boolean,
  message: string,
): Rule {
  return (value, schema) => (Array.isArray(value) && isBroken(value, schema) ? message : undefined);
}

function hasFormat(text: string, format: string): boolean {
  const check = FORMATS[format];
  if (check === undefined) return true;
  return typeof check === 'function' ? check(text) : check.test(text);
}

function isDateTime(text: string): boolean {
  const [, , month, day] = (DATE_TIME.exec(text) ?? []).map(Number);
  if (month === undefined || day === undefined) return false;
  return !Number.isNaN(new Date(text).getTime());
}

function isUrl(text: string): boolean {
  try {
    return new URL(text).protocol !== '';
  } catch {
    return false;
  }
}

/** Characters, as JSON Schema counts them. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

function matches(text: string, pattern: string): boolean {
  return new RegExp(pattern, 'u').test(text);
}
