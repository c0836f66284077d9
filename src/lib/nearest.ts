import { closest, distance } from 'fastest-levenshtein';

/** The candidate most like `name`, when it is near enough to be a misspelling; otherwise none. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const wanted = name.toLowerCase();
  const byLowerCase = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const found = closest(wanted, [...byLowerCase.keys()]);
  const changes = distance(wanted, found);
  const isNear = changes <= Math.max(2, Math.floor(found.length / 3));
  return isNear && changes < found.length ? byLowerCase.get(found) : undefined;
}
