import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/** A blueprint's definition of a property, with the rules that Port checks when an entity is written. */
const PropertyRules = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  items: z.unknown().optional(),
});
type PropertyRules = z.output<typeof PropertyRules>;

/** Formats that Port checks; the others only affect the display. */
const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  'date-time': isDateTime,
  timer: isDateTime,
  url: (value) => URL.canParse(value),
  email: (value) => /^[^\s@]+@[^\s@]+$/.test(value),
  'idn-email': (value) => /^[^\s@]+@[^\s@]+$/.test(value),
  ipv4: isIPv4,
  ipv6: isIPv6,
};

/**
 * Why Port would refuse a value, as text after the property's name; undefined when it would accept it.
 * Malformed rules are ignored.
 *
 * @param definition the property in the blueprint
 */
export function valueProblem(value: unknown, definition: unknown): string | undefined {
  const rules = PropertyRules.safeParse(definition).data;
  if (rules === undefined) return undefined;
  const { type, enum: allowed } = rules;
  if (type !== undefined && !hasType(value, type))
    return `must be ${type}, and is ${typeOf(value)}`;
  if (allowed !== undefined && !allowed.some((one) => isSame(one, value)))
    return `must be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;
  if (typeof value === 'string') return textProblem(value, rules);
  if (typeof value === 'number') return numberProblem(value, rules);
  return Array.isArray(value) ? listProblem(value, rules) : undefined;
}

function textProblem(value: string, rules: PropertyRules): string | undefined {
  const { format = '', pattern, minLength = 0, maxLength = Infinity } = rules;
  const length = Array.from(value).length; // JSON Schema counts characters, not UTF-16 units
  if (length < minLength) return `must have at least ${minLength} characters`;
  if (length > maxLength) return `must have at most ${maxLength} characters`;
  const expression = pattern === undefined ? undefined : compiled(pattern);
  if (expression?.test(value) === false) return `must match the pattern ${String(pattern)}`;
  const check = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  return check?.(value) === false ? `must have the format ${format}` : undefined;
}

function numberProblem(value: number, rules: PropertyRules): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = rules;
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${maximum}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    return `must be more than ${exclusiveMinimum}`;
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    return `must be less than ${exclusiveMaximum}`;
  return undefined;
}

function listProblem(value: readonly unknown[], rules: PropertyRules): string | undefined {
  const { items, minItems = 0, maxItems = Infinity } = rules;
  if (value.length < minItems) return `must have at least ${minItems} items`;
  if (value.length > maxItems) return `must have at most ${maxItems} items`;
  for (const item of value) {
    const problem = valueProblem(item, items);
    if (problem !== undefined) return `has an item that ${problem}`;
  }
  return undefined;
}

function hasType(value: unknown, type: string): boolean {
  const isKnown = ['string', 'number', 'boolean', 'object', 'array'].includes(type);
  return !isKnown || typeOf(value) === type;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function isDateTime(value: string): boolean {
  const form = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/;
  return form.test(value) && !Number.isNaN(Date.parse(value));
}

const expressions = new Map<string, RegExp | undefined>();

/** Undefined for patterns that JavaScript cannot compile: Port may accept them. */
function compiled(pattern: string): RegExp | undefined {
  if (expressions.has(pattern)) return expressions.get(pattern);
  let expression: RegExp | undefined;
  try {
    expression = new RegExp(pattern, 'u');
  } catch {
    expression = undefined;
  }
  expressions.set(pattern, expression);
  return expression;
}
