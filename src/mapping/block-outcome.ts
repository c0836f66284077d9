import type { BlockItem } from './block-item.ts';
import type { FaultPlace, FaultSink } from './fault.ts';
import type { MappedBatch, MappedEntity, MappingYield } from './mapped.ts';

/** The fault of a value that depends on a property that could not be read. */
export const DEPENDS = 'depends on a value that could not be read';

/** Collects the results of a batch. */
export class BlockOutcome implements MappedBatch {
  readonly entities: MappedEntity[] = [];
  readonly faults: FaultSink;
  isUnproven = false;
  filtered = 0;
  readonly selectedInputs = new Set<number>();
  readonly filteredInputs = new Set<number>();
  readonly yields: MappingYield[] = [];
  readonly block: number;

  constructor(block: number, faults: FaultSink) {
    this.block = block;
    this.faults = faults;
  }

  /** The selector has included or excluded an item. */
  noteVerdict({ input }: BlockItem, isSelected: boolean): void {
    this.filtered += Number(!isSelected);
    (isSelected ? this.selectedInputs : this.filteredInputs).add(input);
  }

  /** Call it when all items were passed to an entity mapping. */
  noteYield(mapping: number, items: number): void {
    const made = this.entities.filter((one) => one.mapping === mapping && one.isSelected);
    this.yields.push({ mapping, items, entities: made.length });
  }

  /** The entities of an item are unknown, because part of it could not be read. */
  leaveUnproven(place: FaultPlace, message: string, item: BlockItem): void {
    this.isUnproven = true;
    this.faults.add('not-read', place, message, item.nameOf);
  }
}
