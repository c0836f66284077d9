import { JqFailure } from './jq/jq-failure.ts';

/** How a resource is taken apart: each element of a list becomes an item of its own. */
export interface Explosion {
  /** The key under which the element stands beside the resource's own. */
  readonly name: string;
  /** Where the list stands in the resource, to be left out there; undefined to leave it. */
  readonly removed: readonly string[] | undefined;
}

const SEGMENT = /^\.[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:\[\])?$/;

/**
 * Where the list of `itemsToParse` stands, as Ocean finds it: the first part of the expression that is
 * a plain path. Undefined when there is none.
 */
export function pathToRemove(expression: string): readonly string[] | undefined {
  const segment = expression
    .split(/\||\/\//)
    .map((part) =>
      part
        .trim()
        .replace(/^\(|\)$/g, '')
        .trim(),
    )
    .find((part) => SEGMENT.test(part));
  return segment?.replace(/\[\]$/, '').slice(1).split('.');
}

/** The items that one resource becomes, or why it cannot be taken apart. */
export function explode(
  item: object,
  list: unknown,
  { name, removed }: Explosion,
): readonly object[] | string {
  if (list instanceof JqFailure) return list.message;
  if (!Array.isArray(list)) return `gives ${typeName(list)}, not a list`;
  const parent = removed === undefined ? item : without(item, removed);
  return list.map((element: unknown) => ({ ...parent, [name]: element }));
}

/** A copy without what stands at the path; shares everything else. */
function without(item: object, path: readonly string[]): object {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(item, key)) return item;
  const { [key]: value, ...others } = item as Readonly<Record<string, unknown>>;
  if (rest.length === 0) return others;
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? { ...item, [key]: without(value, rest) } : item;
}

/** A JSON type as jq names it. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
