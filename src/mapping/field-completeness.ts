import type { Expression } from './jq/expression.ts';

/**
 * Is an expression reliable for a partly read resource? Only if every property that it reads is present: an
 * absent one may not have been read.
 */
export function readsOnlyKnownFields({ native }: Expression, item: unknown): boolean {
  if (native === undefined) return false; // the paths it reads are unknown
  return native.reads.every((path) => isRead(path, item));
}

/** Only `Properties` can be incomplete; other keys were set from the start. */
function isRead(path: readonly string[], item: unknown): boolean {
  const [first, property] = path;
  if (first === undefined) return false;
  if (first !== 'Properties') return true;
  if (property === undefined) return false;
  const value = memberOf(memberOf(item, first), property);
  return value !== undefined && value !== null;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
