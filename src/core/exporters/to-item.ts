import { PreciseDate } from '../../lib/precise-date.ts';

/**
 * Converts an AWS response to the form of raw items: timestamps as text, bytes as base64, and no undefined
 * values, invalid times or `$metadata`, at any depth. The response is changed in place: it was parsed for
 * this item only, and copying all objects with timestamps would cost more than the rest.
 */
export function toItem(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return isTime(value) ? timestamp(value) : undefined;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) changeList(value);
  else changeObject(value);
  return value;
}

function changeList(list: unknown[]): void {
  for (const [index, element] of list.entries()) {
    const item = toItem(element);
    if (item !== element) list[index] = item;
  }
}

function changeObject(object: object): void {
  for (const [key, member] of Object.entries(object)) {
    const item = key === '$metadata' ? undefined : toItem(member);
    if (item === undefined) Reflect.deleteProperty(object, key);
    else if (item !== member) Reflect.set(object, key, item);
  }
}

/** An empty XML element is parsed as an invalid time. */
function isTime(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

/**
 * ISO-8601 in UTC, as existing mappings expect: without a fraction if it is zero, otherwise with six digits.
 * `2024-01-02T03:04:05Z`, `2024-01-02T03:04:05.123000Z`
 */
export function timestamp(date: Date): string {
  const iso = date.toISOString();
  const microseconds =
    date instanceof PreciseDate ? date.microseconds : date.getUTCMilliseconds() * 1_000;
  const seconds = iso.slice(0, iso.lastIndexOf('.'));
  return microseconds === 0
    ? `${seconds}Z`
    : `${seconds}.${String(microseconds).padStart(6, '0')}Z`;
}
