import { hash32 } from '../../src/lib/random.ts';

/** A repeatable random source: the same seed gives the same values on every machine. */
export class Chance {
  readonly #seed: number;
  #drawn = 0;

  constructor(...seed: readonly (string | number)[]) {
    this.#seed = hash32(seed.join('/'));
  }

  /** A whole number from 0, below `limit`. */
  below(limit: number): number {
    this.#drawn += 1;
    return hash32(String(this.#drawn), this.#seed) % limit;
  }

  /** @param share how often it is true, from 0 to 1 */
  happens(share: number): boolean {
    return this.below(1_000) < share * 1_000;
  }

  /** @throws {RangeError} for an empty list */
  pick<Element>(list: readonly Element[]): Element {
    const element = list[this.below(list.length)];
    if (element === undefined) throw new RangeError('there is nothing to pick from');
    return element;
  }
}
