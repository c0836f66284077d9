import type { Entity, EntityKeys } from './entity.ts';

/** A raw item, and whether something of it could not be read. */
export interface MappingInput {
  readonly item: object;
  /** What the resource is fetched by, where that is known. */
  readonly resource?: readonly string[] | undefined;
  readonly isIncomplete?: boolean;
  /** Only its identifiers are known, because it is gone: what the selector says of it does not count. */
  readonly isStub?: boolean;
}

/** An entity that a mapping made. */
export interface MappedEntity {
  readonly entity: Entity;
  /** Which entity mapping made it: its number over the whole document. */
  readonly mapping: number;
  /** What the resource that it was made of is fetched by; empty when that is not known. */
  readonly resource: readonly string[];
  /** It holds search queries, so that it is written in any case. */
  readonly hasQueries: boolean;
  /** Fields are left out because what they depend on could not be read. */
  readonly isPartial: boolean;
  /** The selector lets it through. Live events need the others too: what no longer passes has to go. */
  readonly isSelected: boolean;
}

/** What a batch of raw items became by one resource block. */
export interface MappedBatch {
  /** The block's place in the document. */
  readonly block: number;
  readonly entities: readonly MappedEntity[];
  /** The entities of some items are unknown: nothing of their scope is confirmed deleted. */
  readonly isUnproven: boolean;
  /** Items that the selector left out: resources, or elements of them with `itemsToParse`. */
  readonly filtered: number;
  /** Inputs that the selector let through, wholly or in part: their indexes. */
  readonly selectedInputs: ReadonlySet<number>;
  /** Inputs that the selector left out, wholly or in part: their indexes. */
  readonly filteredInputs: ReadonlySet<number>;
  /** How often each of the block's entity mappings was applied, and how often it gave an entity. */
  readonly yields: readonly MappingYield[];
}

/** How often an entity mapping was applied to a selected item, and how often that gave an entity. */
export interface MappingYield {
  /** Its number over the whole document. */
  readonly mapping: number;
  readonly items: number;
  readonly entities: number;
}

/** What one entity mapping writes, known without a resource. */
export interface MappingSummary {
  readonly kind: string;
  /** What makes it the same mapping when the document changes around it: how it names its entities. */
  readonly identity: string;
  /** The place of its resource block in the document. */
  readonly block: number;
  /** Undefined when it depends on the resource. */
  readonly blueprint: string | undefined;
  readonly keys: EntityKeys;
  /** Its identifier is a search query: which entities it writes to is for Port to say. */
  readonly findsBySearch: boolean;
  readonly place: string;
}
