import { PreciseDate } from '../../lib/precise-date.ts';

/**
 * AWS's answer in the form of raw items: timestamps as text, bytes as base64, nothing undefined, no time
 * that is none and no `$metadata`, at any depth. The answer is changed in place: it was parsed for this
 * item alone, and a copy of everything that holds a timestamp costs more than the rest.
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

/** An element of XML that is empty is read as a time that is none. */
function isTime(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

/**
 * ISO-8601 in UTC, as existing mappings know it: without a fraction when that is zero, else with six digits.
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
