import type { Batch } from '../core/exporters/resource.ts';
import type { Scope } from '../ledger/scope.ts';
import type { FaultSink } from '../mapping/fault.ts';
import type { MappedBatch, MappedEntity, MappingInput } from '../mapping/mapped.ts';
import type { Mapper } from '../mapping/mapper.ts';
import { EntityTracker } from './compare/entity-tracker.ts';
import type { EntitySource } from './state/entity-record.ts';
import type { EntityState } from './state/entity-state.ts';
import type { EntityTarget } from './write/entity-target.ts';

export interface ResourceWriterOptions {
  readonly mapper: Mapper;
  readonly store: EntityState;
  readonly target: EntityTarget;
  /** Takes what the mapping cannot make. */
  readonly faults: FaultSink;
  /** Takes an entity that was made, before it is compared. False: it is not written. */
  admit(entity: MappedEntity, source: EntitySource): Promise<boolean> | boolean;
}

/** What became of a batch by one resource block of the mapping. */
export interface WrittenBlock extends Pick<MappedBatch, 'block' | 'filtered' | 'yields'> {
  /** Items were met of which it is not known what they should become. */
  readonly isUnproven: boolean;
  /** Entities that were admitted. */
  readonly admitted: number;
  /** Those of them that Port has already, as far as is known. */
  readonly unchanged: number;
  /** Those of them that were given to the target. */
  readonly changed: number;
  /** Entities of resources that the selector does not let through. */
  readonly unselected: readonly MappedEntity[];
}

/** The way of resources into Port, for runs and for live events: map, compare with the state, write what changed. */
export class ResourceWriter {
  readonly #options: ResourceWriterOptions;
  readonly #tracker: EntityTracker;

  constructor(options: ResourceWriterOptions) {
    this.#options = options;
    this.#tracker = new EntityTracker(options.store, options.mapper.mappings);
  }

  /** Answers when the target is ready for more. What the target refuses shows in its failures. */
  async write(scope: Scope, batch: Batch, signal: AbortSignal): Promise<readonly WrittenBlock[]> {
    const { mapper, faults } = this.#options;
    const inputs = inputsOf(batch);
    const blocks: WrittenBlock[] = [];
    for (const mapped of await mapper.map(scope.kind, inputs, faults, signal)) {
      blocks.push(await this.#writeBlock(scope, mapped));
    }
    return blocks;
  }

  async #writeBlock(
    scope: Scope,
    { entities, block, filtered, yields, isUnproven }: MappedBatch,
  ): Promise<WrittenBlock> {
    const { admit, target } = this.#options;
    const admitted: MappedEntity[] = [];
    const unselected: MappedEntity[] = [];
    for (const entity of entities) {
      if (!entity.isSelected) unselected.push(entity);
      else if (await admit(entity, this.#tracker.sourceOf(scope, entity.mapping)))
        admitted.push(entity);
    }
    const { changes, unchanged } = await this.#tracker.compare(scope, admitted);
    for (const change of changes) await target.write(change);
    return {
      block,
      filtered,
      yields,
      isUnproven,
      admitted: admitted.length,
      unchanged,
      changed: changes.length,
      unselected,
    };
  }
}

function inputsOf({ resources, identifiers, gaps, incomplete }: Batch): readonly MappingInput[] {
  return resources.map((item, index) => ({
    item,
    resource: identifiers?.[index],
    isIncomplete: incomplete?.has(item) ?? gaps.length > 0,
  }));
}
