import { hash32 } from '../../src/lib/random.ts';

const RANGE = 2 ** 32;

/** Random numbers that are the same on every machine and run. */
export class SeededRandom {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** From 0 to 1, without 1. */
  uniform(from = 0, to = 1): number {
    this.#count += 1;
    return from + ((to - from) * hash32(`${this.#seed}:${this.#count}`)) / RANGE;
  }

  /** A whole number from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return Math.floor(this.uniform(from, to + 1));
  }

  /** Of the standard normal distribution (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.integer(0, values.length - 1)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }
}
