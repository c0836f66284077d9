import { checkedRelation, checkProperties, checkRequired, checkTexts } from './entity-rules.ts';
import {
  ENTITY_IDENTIFIER,
  isRecord,
  PortProblem,
  type StoredBlueprint,
  type StoredEntity,
} from './model.ts';
import { compileQuery, identifiersOf } from './search.ts';

/** How entities are written. */
export interface UpsertOptions {
  readonly merge: boolean;
  readonly createMissing: boolean;
  /** The user agent of the writer. */
  readonly datasource: string;
}

/** Blueprints and entities, with Port's rules. */
export class Catalog {
  readonly blueprints = new Map<string, StoredBlueprint>();
  readonly #entities = new Map<string, Map<string, StoredEntity>>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  entities(blueprint: string): ReadonlyMap<string, StoredEntity> {
    return this.#entities.get(blueprint) ?? new Map<string, StoredEntity>();
  }

  *all(): Generator<StoredEntity, void> {
    for (const entities of this.#entities.values()) yield* entities.values();
  }

  blueprint(identifier: string): StoredBlueprint {
    const found = this.blueprints.get(identifier);
    if (found !== undefined) return found;
    throw new PortProblem(
      404,
      'not_found',
      `Blueprint with identifier "${identifier}" was not found`,
    );
  }

  createBlueprint(given: unknown): StoredBlueprint {
    if (!isRecord(given) || typeof given['identifier'] !== 'string') {
      throw new PortProblem(422, 'invalid_request', 'a blueprint needs an identifier');
    }
    const { identifier } = given;
    if (this.blueprints.has(identifier)) {
      throw new PortProblem(409, 'blueprint_exists', `Blueprint "${identifier}" already exists`);
    }
    const blueprint = { ...given, identifier } as StoredBlueprint;
    this.#checkTargets(blueprint);
    this.blueprints.set(identifier, blueprint);
    return blueprint;
  }

  patchBlueprint(identifier: string, given: unknown): StoredBlueprint {
    const blueprint = {
      ...this.blueprint(identifier),
      ...(isRecord(given) ? given : {}),
      identifier,
    };
    this.#checkTargets(blueprint);
    this.blueprints.set(identifier, blueprint);
    return blueprint;
  }

  deleteBlueprint(identifier: string): void {
    this.blueprint(identifier);
    if (this.entities(identifier).size > 0) {
      throw new PortProblem(409, 'has_dependents', `Blueprint "${identifier}" has entities`);
    }
    this.blueprints.delete(identifier);
  }

  /** Creates or updates one entity. @throws {PortProblem} with the status of its entry. */
  upsert(
    blueprintId: string,
    given: unknown,
    options: UpsertOptions,
  ): { entity: StoredEntity; created: boolean } {
    const blueprint = this.blueprint(blueprintId);
    if (!isRecord(given))
      throw new PortProblem(422, 'invalid_request', 'an entity must be an object');
    checkTexts(given);
    const identifier = this.#identifierOf(blueprintId, given['identifier']);
    checkProperties(blueprint, given['properties']);
    const relations = this.#relationsOf(blueprint, given['relations'], options);
    const known = this.#entities.get(blueprintId)?.get(identifier);
    const time = new Date(this.#now()).toISOString();
    const base: StoredEntity =
      known !== undefined && options.merge
        ? known
        : {
            identifier,
            blueprint: blueprintId,
            title: null,
            icon: null,
            team: [],
            properties: {},
            relations: {},
            createdAt: known?.createdAt ?? time,
            updatedAt: time,
            datasource: options.datasource,
          };
    const entity: StoredEntity = {
      ...base,
      title: 'title' in given ? textOf(given['title']) : base.title,
      icon: 'icon' in given ? textOf(given['icon']) : base.icon,
      team: 'team' in given ? listOf(given['team']) : base.team,
      properties: merged(base.properties, given['properties']),
      relations: { ...base.relations, ...relations },
      updatedAt: time,
      datasource: options.datasource,
    };
    checkRequired(blueprint, entity);
    this.#put(entity);
    return { entity, created: known === undefined };
  }

  /** Deletes entities. @throws {PortProblem} when others depend on one of them, and nothing is deleted. */
  delete(
    blueprintId: string,
    identifiers: readonly string[],
    withDependents: boolean,
  ): readonly string[] {
    this.blueprint(blueprintId);
    const targets = new Set(identifiers);
    const dependents = [...this.#dependentsOf(blueprintId, targets)];
    if (dependents.length > 0 && !withDependents) {
      const [first] = dependents;
      throw new PortProblem(
        422,
        'has_dependents',
        `"${first?.identifier ?? ''}" depends on an entity to be deleted`,
      );
    }
    const deleted = identifiers.filter(
      (identifier) => this.#entities.get(blueprintId)?.delete(identifier) === true,
    );
    for (const { blueprint, identifier } of dependents) this.#deleteAlso(blueprint, identifier);
    return deleted;
  }

  /** Entities that match a query, optionally of one blueprint. */
  *search(query: unknown, blueprint?: string): Generator<StoredEntity, void> {
    const test = compileQuery(query);
    const names = identifiersOf(query);
    for (const [id, entities] of this.#entities) {
      if (blueprint !== undefined && id !== blueprint) continue;
      const candidates = names === undefined ? entities.values() : found(entities, names);
      for (const entity of candidates) if (test(entity)) yield entity;
    }
  }

  #deleteAlso(blueprint: string, identifier: string): void {
    if (this.#entities.get(blueprint)?.has(identifier) === true)
      this.delete(blueprint, [identifier], true);
  }

  /** Entities with a required relation to one of the targets. */
  *#dependentsOf(blueprintId: string, targets: ReadonlySet<string>): Generator<StoredEntity, void> {
    for (const blueprint of this.blueprints.values()) {
      for (const [key, relation] of Object.entries(blueprint.relations ?? {})) {
        if (relation.target !== blueprintId || relation.required !== true) continue;
        for (const entity of this.entities(blueprint.identifier).values()) {
          const value = entity.relations[key];
          const related = typeof value === 'string' ? [value] : (value ?? []);
          if (related.some((one) => targets.has(one))) yield entity;
        }
      }
    }
  }

  #put(entity: StoredEntity): void {
    const entities = this.#entities.get(entity.blueprint) ?? new Map<string, StoredEntity>();
    entities.set(entity.identifier, entity);
    this.#entities.set(entity.blueprint, entities);
  }

  #identifierOf(blueprint: string, given: unknown): string {
    if (typeof given === 'string' && ENTITY_IDENTIFIER.test(given)) return given;
    if (!isRecord(given)) {
      throw new PortProblem(
        422,
        'invalid_request',
        'identifier must match the pattern of identifiers',
      );
    }
    const matches = [...this.search(given, blueprint)];
    const [first] = matches;
    if (matches.length === 1 && first !== undefined) return first.identifier;
    throw new PortProblem(
      404,
      'not_found',
      `the identifier's query matches ${matches.length} entities`,
    );
  }

  #relationsOf(
    blueprint: StoredBlueprint,
    given: unknown,
    { createMissing, datasource }: UpsertOptions,
  ): StoredEntity['relations'] {
    const relations: StoredEntity['relations'] = {};
    for (const [key, value] of Object.entries(isRecord(given) ? given : {})) {
      const definition = checkedRelation(blueprint, key, value);
      const { target } = definition;
      if (isRecord(value)) {
        const matches = [...this.search(value, target)].map(({ identifier }) => identifier);
        relations[key] = definition.many === true ? matches : (matches[0] ?? null);
        continue;
      }
      const targets = listOf(value);
      for (const identifier of targets) {
        if (this.entities(target).has(identifier)) continue;
        if (!createMissing) {
          throw new PortProblem(
            404,
            'not_found',
            `"${target}" has no entity "${identifier}" for the relation "${key}"`,
          );
        }
        this.upsert(target, { identifier }, { merge: true, createMissing, datasource });
      }
      const isMany = definition.many === true && value !== null; // null clears both forms
      relations[key] = isMany ? targets : (targets[0] ?? null);
    }
    return relations;
  }

  #checkTargets({ relations = {} }: StoredBlueprint): void {
    for (const [key, { target }] of Object.entries(relations)) {
      if (!this.blueprints.has(target)) {
        throw new PortProblem(
          422,
          'invalid_request',
          `relation "${key}": no blueprint "${target}"`,
        );
      }
    }
  }
}

function* found(
  entities: ReadonlyMap<string, StoredEntity>,
  names: readonly string[],
): Generator<StoredEntity, void> {
  for (const name of names) {
    const entity = entities.get(name);
    if (entity !== undefined) yield entity;
  }
}

function merged(base: Record<string, unknown>, given: unknown): Record<string, unknown> {
  const all = { ...base, ...(isRecord(given) ? given : {}) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? [value] : [];
}
