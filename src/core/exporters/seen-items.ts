import { HashSet } from '../../lib/hash-set.ts';

/** Up to this number, identifiers are kept as they are: most scopes have fewer, and need no hashes. */
const KEPT_AS_TEXT = 1_000;

/**
 * The items of a scope that were already seen: AWS may list one twice when its pages shift during a read.
 * Takes about 20 bytes for each item after the first thousand.
 */
export class SeenItems {
  #few: Set<string> | undefined;
  #many: HashSet | undefined;

  /** @returns true for an item that was not seen before */
  add(id: string): boolean {
    if (this.#many !== undefined) return this.#many.add(id);
    this.#few ??= new Set();
    if (this.#few.has(id)) return false;
    this.#few.add(detached(id));
    if (this.#few.size > KEPT_AS_TEXT) this.#hash(this.#few);
    return true;
  }

  #hash(few: ReadonlySet<string>): void {
    const many = new HashSet();
    for (const id of few) many.add(id);
    this.#many = many;
    this.#few = undefined;
  }
}

/** A copy, because a slice of its page would keep the whole page in memory. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}
