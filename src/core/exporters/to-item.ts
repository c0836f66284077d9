/**
 * AWS's answer in the form of raw items: timestamps as text, bytes as base64, nothing undefined and no
 * `$metadata`, at any depth. Parts without any of these are passed on as they are, not copied.
 */
export function toItem(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return timestamp(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return listToItem(value);
  return objectToItem(value);
}

function listToItem(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, element] of list.entries()) {
    const item = toItem(element);
    if (item !== element) (copy ??= [...list])[index] = item;
  }
  return copy ?? list;
}

function objectToItem(object: object): object {
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(object)) {
    const item = key === '$metadata' ? undefined : toItem(member);
    if (item === member && item !== undefined) continue;
    copy ??= { ...object };
    if (item === undefined) Reflect.deleteProperty(copy, key);
    else copy[key] = item;
  }
  return copy ?? object;
}

/**
 * ISO-8601 in UTC, as existing mappings know it: without a fraction when that is zero, else with six digits.
 * `2024-01-02T03:04:05Z`, `2024-01-02T03:04:05.123000Z`
 */
export function timestamp(date: Date): string {
  const iso = date.toISOString();
  return iso.endsWith('.000Z') ? `${iso.slice(0, -5)}Z` : `${iso.slice(0, -1)}000Z`;
}
