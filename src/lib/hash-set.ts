import { createHash, hash } from 'node:crypto';

/** When filled to this part, the table is doubled: probes stay short. */
const FULLEST = 0.6;
const FIRST_SLOTS = 1_024;

/**
 * A set of texts that keeps 64 bits of each: 16 to 27 bytes an entry, so that millions fit. Two texts collide
 * with a probability of n² 2⁶⁵: use it only if "it is in the set" is the safe answer.
 */
export class HashSet {
  #slots = new Uint32Array(FIRST_SLOTS * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns true when it was not in the set before */
  add(text: string): boolean {
    const digest = digestOf(text);
    const high = digest.readUInt32LE(0);
    const low = digest.readUInt32LE(4) | 1; // never zero: zero marks a free slot
    const before = this.#size;
    this.#insert(high, low >>> 0);
    const isNew = this.#size > before;
    if (this.#size > (this.#slots.length / 2) * FULLEST) this.#grow();
    return isNew;
  }

  has(text: string): boolean {
    const digest = digestOf(text);
    const high = digest.readUInt32LE(0);
    const low = (digest.readUInt32LE(4) | 1) >>> 0;
    const slot = this.#find(high, low);
    return this.#slots[slot * 2 + 1] !== 0;
  }

  /** The slot that holds the entry, or the free one where it belongs. */
  #find(high: number, low: number): number {
    const mask = this.#slots.length / 2 - 1;
    let slot = high & mask;
    for (;;) {
      const known = this.#slots[slot * 2 + 1];
      if (known === 0 || (known === low && this.#slots[slot * 2] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #insert(high: number, low: number): void {
    const slot = this.#find(high, low);
    if (this.#slots[slot * 2 + 1] !== 0) return;
    this.#slots[slot * 2] = high;
    this.#slots[slot * 2 + 1] = low;
    this.#size += 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#size = 0;
    for (let index = 0; index < old.length; index += 2) {
      const low = old[index + 1] ?? 0;
      if (low !== 0) this.#insert(old[index] ?? 0, low);
    }
  }
}

/** Node 20.12 has the one-shot form, which is twice as fast. */
function digestOf(text: string): Buffer {
  return typeof hash === 'function'
    ? hash('sha1', text, 'buffer')
    : createHash('sha1').update(text).digest();
}
