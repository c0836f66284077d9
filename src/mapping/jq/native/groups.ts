import { allOf, type Filter } from './filter.ts';
import { compare, type Value } from './values.ts';

/** In jq's order. */
export function sorted(values: readonly unknown[]): readonly unknown[] {
  return values.toSorted(compare);
}

/** Elements grouped by key, sorted by key. */
export function groupsBy(values: readonly unknown[], key: Filter): readonly (readonly unknown[])[] {
  const keyed = values.map((value) => ({ value, key: allOf(key, value ?? null) }));
  const groups: { readonly key: readonly unknown[]; readonly values: unknown[] }[] = [];
  for (const one of keyed.sort((left, right) => compare(left.key, right.key))) {
    const last = groups.at(-1);
    if (last !== undefined && compare(last.key, one.key) === 0) last.values.push(one.value);
    else groups.push({ key: one.key, values: [one.value] });
  }
  return groups.map((group) => group.values);
}

/** One element of each group. */
export function firstsOf(groups: readonly (readonly unknown[])[]): readonly unknown[] {
  return groups.map(([first]) => first);
}

/** The first of the smallest. */
export function least(values: readonly unknown[], key: Filter): Value {
  return extreme(values, key, (order) => order < 0);
}

/** The last of the largest. */
export function greatest(values: readonly unknown[], key: Filter): Value {
  return extreme(values, key, (order) => order >= 0);
}

function extreme(
  values: readonly unknown[],
  key: Filter,
  isBetter: (order: number) => boolean,
): Value {
  let best: { readonly value: Value; readonly key: readonly Value[] } | undefined;
  for (const value of values) {
    const one = { value, key: allOf(key, value ?? null) };
    if (best === undefined || isBetter(compare(one.key, best.key))) best = one;
  }
  return best?.value ?? null;
}
