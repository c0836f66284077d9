import type { Entity, EntityKeys } from './entity.ts';

/** A raw item, and which parts could not be read. */
export interface MappingInput {
  readonly item: object;
  /** Identifiers of the resource, if known. */
  readonly resource?: readonly string[] | undefined;
  /** Properties that it lacks were not read. */
  readonly isIncomplete?: boolean;
  /** What `__ExtraContext` lacks is not known. */
  readonly hasPartialContext?: boolean;
  /** The resource is deleted and only its identifiers are known: the selector's result is ignored. */
  readonly isStub?: boolean;
}

/** An entity from a mapping. */
export interface MappedEntity {
  readonly entity: Entity;
  /** The number of its entity mapping in the document. */
  readonly mapping: number;
  /** Identifiers of its resource; empty when unknown. */
  readonly resource: readonly string[];
  /** It contains search queries, so it is always written. */
  readonly hasQueries: boolean;
  /** Fields are omitted because they depend on a part that could not be read. */
  readonly isPartial: boolean;
  /** The selector includes it. Live events need excluded ones too: their entities are deleted. */
  readonly isSelected: boolean;
}

/** The result of one resource block for a batch of raw items. */
export interface MappedBatch {
  /** The block's place in the document. */
  readonly block: number;
  readonly entities: readonly MappedEntity[];
  /** The entities of some items are unknown: no entity of their scope is confirmed deleted. */
  readonly isUnproven: boolean;
  /** Items that the selector excluded: resources, or their elements with `itemsToParse`. */
  readonly filtered: number;
  /** Indexes of inputs that the selector included, wholly or in part. */
  readonly selectedInputs: ReadonlySet<number>;
  /** Indexes of inputs that the selector excluded, wholly or in part. */
  readonly filteredInputs: ReadonlySet<number>;
  /** How often each entity mapping of the block was applied, and how often it produced an entity. */
  readonly yields: readonly MappingYield[];
}

/** How often an entity mapping was applied to a selected item, and how often it produced an entity. */
export interface MappingYield {
  /** Its number in the document. */
  readonly mapping: number;
  readonly items: number;
  readonly entities: number;
}

/** The static parts of an entity mapping. */
export interface MappingSummary {
  readonly kind: string;
  /** Identifies the mapping when the document changes around it: how it names its entities. */
  readonly identity: string;
  /** The place of its resource block in the document. */
  readonly block: number;
  /** Undefined when it depends on the resource. */
  readonly blueprint: string | undefined;
  readonly keys: EntityKeys;
  /** Its identifier is a search query: Port determines the entities. */
  readonly findsBySearch: boolean;
  readonly place: string;
}
