/**
 * An entity as Port's API takes it. Only keys that the mapping names are present; `null` clears a
 * property or a relation, an absent key leaves it as it is.
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

/** A search query that stands in the place of an identifier, a relation or a team. */
export interface SearchQueryValue {
  readonly combinator: unknown;
  readonly rules: unknown;
  readonly [key: string]: unknown;
}

/** Which keys of an entity somebody writes: the rest of it belongs to others. */
export interface EntityKeys {
  readonly title: boolean;
  readonly icon: boolean;
  readonly team: boolean;
  readonly properties: readonly string[];
  readonly relations: readonly string[];
}
