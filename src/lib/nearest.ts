/** Edits within which a name counts as a misspelling of another, however short both are. */
const FEW_EDITS = 2;

/**
 * The fewest edits between two texts: insert, delete or replace a character, or swap two neighbours (optimal
 * string alignment). Swapped letters are the most frequent typo, so they cost one.
 *
 * @param most counting stops beyond this many @default no limit
 * @returns the number of edits, or some number above `most`
 */
export function editDistance(
  one: string,
  other: string,
  most: number = Number.POSITIVE_INFINITY,
): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + Number(!isSame),
        isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    if (Math.min(...current) > most && Math.min(...last) > most) return most + 1;
    [beforeLast, last] = [last, current];
  }
  return at(last, other.length);
}

/** The candidate most similar to `name`, if near enough to be a misspelling; otherwise undefined. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  return nearestBy(name, candidates, (candidate) =>
    Math.min(Math.max(FEW_EDITS, Math.floor(candidate.length / 3)), candidate.length - 1),
  );
}

/** The candidate most similar to `name`, with at most `most` edits; case does not matter. */
export function nearestWithin(
  name: string,
  candidates: readonly string[],
  most: number,
): string | undefined {
  return nearestBy(name, candidates, () => most);
}

function nearestBy(
  name: string,
  candidates: readonly string[],
  mostFor: (candidate: string) => number,
): string | undefined {
  const wanted = name.toLowerCase();
  let found: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const most = Math.min(mostFor(candidate), fewest - 1);
    const edits = editDistance(wanted, candidate.toLowerCase(), most);
    if (edits > most) continue;
    [found, fewest] = [candidate, edits];
  }
  return found;
}

/** A cell of a row; cells outside it are never the minimum. */
function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
