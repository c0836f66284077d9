import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** Lists that may also be written with commas: none of their values has one. */
export const COMMA_LISTS = z.registry<{ readonly separator: ',' }>();

const WHOLE_NUMBER = /^\d{1,15}$/;

type Read = (value: unknown) => unknown;
/** How the parameters of a schema are read. Texts are left out: they stay as they are. */
type Readers = ReadonlyMap<string, Read>;

const readersBySchema = new WeakMap<object, Readers>();

/** A query string has texts only: gives lists and numbers the types that the schema of the endpoint has. */
export function typeQuery(request: FastifyRequest): void {
  const schema = request.routeOptions.schema?.querystring;
  if (!(schema instanceof z.ZodObject)) return;
  request.query = typedQuery(schema, request.query as Readonly<Record<string, unknown>>); // Fastify's parser gives an object
}

/** The parameters of a query string, with the types that the schema has. */
export function typedQuery(
  schema: z.ZodObject,
  query: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const readers = readersBySchema.get(schema) ?? readersOf(schema);
  readersBySchema.set(schema, readers);
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, readers.get(name)?.(value) ?? value]),
  );
}

function readersOf({ shape }: z.ZodObject): Readers {
  const readers = new Map<string, Read>();
  for (const [name, schema] of Object.entries(shape)) {
    const read = readerOf(schema);
    if (read !== undefined) readers.set(name, read);
  }
  return readers;
}

function readerOf(schema: unknown): Read | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return readerOf(schema.unwrap());
  }
  if (schema instanceof z.ZodNumber) return numberOf;
  if (!(schema instanceof z.ZodArray)) return undefined;
  return COMMA_LISTS.has(schema) ? commaList : list;
}

/** What is not a whole number stays a text, which the schema then refuses. */
function numberOf(value: unknown): unknown {
  return typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;
}

/** A parameter may be repeated, and is a text if it is not. */
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function commaList(value: unknown): readonly unknown[] {
  return list(value).flatMap((text) =>
    typeof text === 'string' ? text.split(',').map((part) => part.trim()) : [text],
  );
}
