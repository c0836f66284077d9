import type { Node } from './syntax.ts';
import { isObject, Unsure, type Value } from './values.ts';

/** The names of a path such as `.a.b`. */
export function namesOf(node: Node): readonly string[] | undefined {
  if (node.type !== 'index' || node.key.type !== 'literal') return undefined;
  const { value } = node.key;
  if (typeof value !== 'string') return undefined;
  if (node.target.type === 'identity') return [value];
  const before = namesOf(node.target);
  return before === undefined ? undefined : [...before, value];
}

/** A copy without the value at the path; shares everything else. */
export function without(input: Value, path: readonly string[]): Value {
  const [key, ...rest] = path;
  if (input === null || input === undefined || key === undefined) return input ?? null;
  if (!isObject(input)) throw new Unsure();
  if (!Object.hasOwn(input, key)) return input;
  const { [key]: value, ...others } = input;
  if (rest.length === 0) return others;
  const inner = without(value, rest);
  return inner === value ? input : { ...input, [key]: inner };
}
