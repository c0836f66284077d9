import type { KnownScope } from './content-index.ts';

/** What a run has found in one scope so far, against what the store had. */
export class ScopeChanges {
  readonly id: number;
  readonly #known: KnownScope;
  readonly #seen = new Set<bigint>();
  readonly #changed: bigint[] = [];

  constructor(id: number, known: KnownScope) {
    this.id = id;
    this.#known = known;
  }

  get known(): KnownScope {
    return this.#known;
  }

  /** Notes a resource. True when it has to be written: it is new, or has changed. */
  note(key: bigint, content: bigint): boolean {
    if (this.#seen.has(key)) return false; // AWS listed it twice
    this.#seen.add(key);
    const before = this.#known.contentOf(key);
    if (before === content) return false;
    if (before !== undefined) this.#changed.push(key);
    return true;
  }

  get changed(): readonly bigint[] {
    return this.#changed;
  }

  /** What the store had and the run has not found. */
  get missing(): readonly bigint[] {
    return [...this.#known.keys].filter((key) => !this.#seen.has(key));
  }
}
