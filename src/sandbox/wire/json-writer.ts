import { NormalizedSchema } from '@smithy/core/schema';
import { membersOf, property, type Shape } from './xml-writer.ts';

/** How a protocol writes JSON. */
export interface JsonForm {
  /** REST protocols may rename members. */
  readonly followsTraits: boolean;
}

type Writer = (value: unknown) => unknown;

/** Codes of timestamp schemas: the format of a shape. */
const TIMESTAMP = { dateTime: 5, httpDate: 6 } as const;

/** The JSON value of an output, by its schema. */
export function jsonValue(shape: Shape, value: unknown, form: JsonForm): unknown {
  return writerOf(NormalizedSchema.of(shape), form)(value);
}

function writerOf(schema: NormalizedSchema, form: JsonForm): Writer {
  if (schema.isStructSchema()) return (value) => structure(schema, value, form);
  if (schema.isListSchema()) {
    const element = schema.getValueSchema();
    return (value) => (Array.isArray(value) ? value.map(orNull(writerOf(element, form))) : value);
  }
  if (schema.isMapSchema()) {
    const element = schema.getValueSchema();
    return (value) => entries(value, orNull(writerOf(element, form)));
  }
  if (schema.isBlobSchema()) {
    return (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
  }
  if (schema.isTimestampSchema()) {
    const asked = schema.getSchema();
    return (value) => (value instanceof Date ? time(value, asked) : value);
  }
  return (value) => value;
}

function orNull(write: Writer): Writer {
  return (value) => (value === null || value === undefined ? null : write(value));
}

function structure(schema: NormalizedSchema, value: unknown, form: JsonForm): object {
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const part = property(value, name);
    if (part === undefined || part === null) continue;
    const wireName = form.followsTraits ? member.getMergedTraits().jsonName : undefined;
    result[wireName ?? name] = writerOf(member, form)(part);
  }
  return result;
}

function entries(value: unknown, write: Writer): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, write(part)]));
}

function time(value: Date, asked: unknown): string | number {
  if (asked === TIMESTAMP.dateTime) return value.toISOString();
  return asked === TIMESTAMP.httpDate ? value.toUTCString() : value.getTime() / 1_000;
}

/** An input's members under their own names, from their wire names. */
export function inputNamed(shape: Shape, body: object): object {
  const names = new Map<string, string>();
  for (const [name, member] of membersOf(shape)) {
    const { jsonName } = member.getMergedTraits();
    if (jsonName !== undefined) names.set(jsonName, name);
  }
  if (names.size === 0) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [names.get(key) ?? key, value as unknown]),
  );
}
