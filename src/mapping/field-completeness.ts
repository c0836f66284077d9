import type { BlockItem } from './block-item.ts';
import type { Expression } from './jq/expression.ts';

type PartlyRead = Pick<BlockItem, 'value' | 'isIncomplete' | 'hasPartialContext'>;

/**
 * Does an expression read something of the item that may not have been read? It does unless every member that it
 * reads is present, in the parts of the item that lack something.
 */
export function readsMissingData({ native }: Expression, item: PartlyRead): boolean {
  if (!item.isIncomplete && !item.hasPartialContext) return false;
  if (native === undefined) return true; // the paths it reads are unknown
  return native.reads.some((path) => !isRead(path, item));
}

/** Other keys were set from the start. */
function isRead(path: readonly string[], item: PartlyRead): boolean {
  const [first, member] = path;
  if (first === undefined) return false;
  if (first === 'Properties') return !item.isIncomplete || hasMember(item, first, member);
  if (first === '__ExtraContext') return !item.hasPartialContext || hasMember(item, first, member);
  return true;
}

function hasMember({ value }: PartlyRead, part: string, member: string | undefined): boolean {
  if (member === undefined) return false;
  const found = memberOf(memberOf(value, part), member);
  return found !== undefined && found !== null;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
