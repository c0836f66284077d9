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
  /** Receives mapping faults. */
  readonly faults: FaultSink;
  /** Called with each entity before it is compared. False: the entity is not written. */
  admit(entity: MappedEntity, source: EntitySource): Promise<boolean> | boolean;
}

/** The result of one resource block of the mapping for a batch. */
export interface WrittenBlock extends Pick<MappedBatch, 'block' | 'filtered' | 'yields'> {
  /** For some items, their entities are unknown. */
  readonly isUnproven: boolean;
  /** Entities that were admitted. */
  readonly admitted: number;
  /** Admitted entities that Port already has, according to the state. */
  readonly unchanged: number;
  /** Admitted entities that were passed to the target. */
  readonly changed: number;
  /** Entities of resources that the selector excludes. */
  readonly unselected: readonly MappedEntity[];
}

/** Writes resources to Port, for runs and live events: maps them, compares with the state, writes changes. */
export class ResourceWriter {
  readonly #options: ResourceWriterOptions;
  readonly #tracker: EntityTracker;

  constructor(options: ResourceWriterOptions) {
    this.#options = options;
    this.#tracker = new EntityTracker(options.store, options.mapper.mappings);
  }

  /** Resolves when the target is ready for more. The target's failures list refused entities. */
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

function inputsOf({
  resources,
  identifiers,
  gaps,
  incomplete,
  partialContext,
}: Batch): readonly MappingInput[] {
  return resources.map((item, index) => ({
    item,
    resource: identifiers?.[index],
    isIncomplete: incomplete?.has(item) ?? gaps.length > 0,
    hasPartialContext: partialContext?.has(item) ?? false,
  }));
}
