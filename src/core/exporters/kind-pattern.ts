import { LONGSHORE_KINDS, type LongshoreKind } from './longshore-kinds.ts';
import { isObjectKind, OBJECT_KINDS } from './registry.ts';
import type { KnownKind } from './registry.generated.ts';

const NAMES = [...OBJECT_KINDS, ...LONGSHORE_KINDS];

/**
 * The kinds that match a pattern: a part of the name, or a glob with `*` and `?` for the whole name. Case
 * does not matter. An exact name matches that kind only.
 */
export function kindsLike(pattern: string): readonly (KnownKind | LongshoreKind)[] {
  if (isObjectKind(pattern)) return [pattern];
  const wanted = pattern.toLowerCase();
  const same = NAMES.filter((kind) => kind.toLowerCase() === wanted);
  if (same.length > 0) return same;
  const matches = /[*?]/.test(wanted)
    ? (name: string): boolean => globMatches(wanted, name)
    : (name: string): boolean => name.includes(wanted);
  return NAMES.filter((kind) => matches(kind.toLowerCase()));
}

/** Without a regular expression, so that many stars do not slow it down. */
function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at;
      at += 1;
      starAt = index;
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      starAt += 1;
      index = starAt;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
