import type { Expression } from './jq/expression.ts';

/**
 * Is an expression reliable for a resource that was read only in part? Only when every property that it
 * reads is present: an absent one may just not have been read.
 */
export function readsOnlyKnownFields({ native }: Expression, item: unknown): boolean {
  if (native === undefined) return false; // what it reads is not known
  return native.reads.every((path) => isRead(path, item));
}

/** Only `Properties` can lack something; what stands beside it was there from the start. */
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
