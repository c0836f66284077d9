/**
 * An entity in the format of Port's API. It has only the keys in the mapping; `null` clears a property or a
 * relation, an absent key leaves it unchanged.
 *
 * @see https://docs.port.io/api-reference/create-an-entity
 */
export interface Entity {
  /** Text, or a search query that must find exactly one entity. */
  readonly identifier: string | SearchQueryValue;
  readonly blueprint: string;
  readonly title?: unknown;
  readonly icon?: unknown;
  readonly team?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly relations?: Readonly<Record<string, unknown>>;
}

/** A search query in place of an identifier, a relation or a team. */
export interface SearchQueryValue {
  readonly combinator: unknown;
  readonly rules: unknown;
  readonly [key: string]: unknown;
}

/** The keys of an entity that one writer sets; others own the rest. */
export interface EntityKeys {
  readonly title: boolean;
  readonly icon: boolean;
  readonly team: boolean;
  readonly properties: readonly string[];
  readonly relations: readonly string[];
}
