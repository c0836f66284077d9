import type { MappingSummary, MappingYield } from '../../mapping/mapped.ts';

/** Counts the entities that each entity mapping of a document produced in a run. */
export class MappingYields {
  readonly #mappings: readonly MappingSummary[];
  readonly #yields = new Map<number, { items: number; entities: number }>();

  constructor(mappings: readonly MappingSummary[]) {
    this.#mappings = mappings;
  }

  add(yields: readonly MappingYield[]): void {
    for (const { mapping, items, entities } of yields) {
      const known = this.#yields.get(mapping) ?? { items: 0, entities: 0 };
      known.items += items;
      known.entities += entities;
      this.#yields.set(mapping, known);
    }
  }

  /** Did a mapping of this kind into this blueprint get resources, but produce no entity? */
  isVoid(kind: string, blueprint: string): boolean {
    return this.#mappings.some(
      (mapping, index) =>
        mapping.kind === kind &&
        (mapping.blueprint ?? blueprint) === blueprint &&
        this.#isVoid(index),
    );
  }

  /** Places of the blocks' mappings that got resources but produced no entity. */
  get voidBlocks(): readonly string[] {
    const blocks = new Set(this.#mappings.map(({ block }) => block));
    return [...blocks].flatMap((block) => {
      const indices = this.#mappings.flatMap((mapping, index) =>
        mapping.block === block ? [index] : [],
      );
      const isVoid = indices.every((index) => this.#isVoid(index));
      return isVoid ? indices.map((index) => this.#mappings[index]?.place ?? '') : [];
    });
  }

  #isVoid(mapping: number): boolean {
    const { items = 0, entities = 0 } = this.#yields.get(mapping) ?? {};
    return items > 0 && entities === 0;
  }
}
