import type { FastifyRequest } from 'fastify';

/** Parameters that may be repeated. */
const LISTS: ReadonlySet<string> = new Set([
  'account',
  'advisor',
  'direction',
  'group_by',
  'priority',
  'region',
  'resource',
  'service',
  'source',
  'state',
  'status',
  'tag',
  'type',
  'verdict',
]);
/** Lists that may also be written with commas: none of their values has one. */
const WITH_COMMAS: ReadonlySet<string> = new Set(['group_by']);
const NUMBERS: ReadonlySet<string> = new Set(['days', 'limit']);
const WHOLE_NUMBER = /^\d{1,15}$/;

/** A query string has texts only: gives lists and numbers the types that the schemas of endpoints have. */
export function typeQuery(request: FastifyRequest): void {
  const query = request.query as Readonly<Record<string, unknown>>; // Fastify's parser gives an object
  request.query = Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, typed(name, value)]),
  );
}

function typed(name: string, value: unknown): unknown {
  if (NUMBERS.has(name)) {
    return typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;
  }
  if (!LISTS.has(name)) return value;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!WITH_COMMAS.has(name)) return values;
  return values.flatMap((text) =>
    typeof text === 'string' ? text.split(',').map((part) => part.trim()) : [text],
  );
}
