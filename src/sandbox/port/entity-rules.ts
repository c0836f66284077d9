import { isRecord, PortProblem, type StoredBlueprint, type StoredEntity } from './model.ts';
import { brokenRule } from './property-rules.ts';

type RelationDefinition = NonNullable<StoredBlueprint['relations']>[string];

/** @throws {PortProblem} 422 for a title or an icon that is not text */
export function checkTexts(given: Readonly<Record<string, unknown>>): void {
  for (const key of ['title', 'icon']) {
    if (typeof (given[key] ?? '') !== 'string') throw invalid(`"${key}" must be string`);
  }
}

/** @throws {PortProblem} 422 for properties that the blueprint does not have, or has with another type */
export function checkProperties(blueprint: StoredBlueprint, given: unknown): void {
  if (given === undefined) return;
  if (!isRecord(given)) throw invalid('properties must be an object');
  const schema = new Map(Object.entries(blueprint.schema?.properties ?? {}));
  for (const [key, value] of Object.entries(given)) {
    const definition = schema.get(key);
    if (definition === undefined)
      throw invalid(`"${key}" is not a property of "${blueprint.identifier}"`);
    const message = value === null ? undefined : brokenRule(value, definition);
    if (message !== undefined) throw invalid(`"${key}" ${message}`);
  }
}

/** The definition of a relation. @throws {PortProblem} 422 when the value does not match it */
export function checkedRelation(
  blueprint: StoredBlueprint,
  key: string,
  value: unknown,
): RelationDefinition {
  const definition = new Map(Object.entries(blueprint.relations ?? {})).get(key);
  if (definition === undefined)
    throw invalid(`"${key}" is not a relation of "${blueprint.identifier}"`);
  if (value === null || isRecord(value)) return definition;
  const isFitting =
    definition.many === true
      ? Array.isArray(value) && value.every((one) => typeof one === 'string')
      : typeof value === 'string';
  if (isFitting) return definition;
  throw invalid(`relation "${key}" must be ${definition.many === true ? 'array' : 'string'}`);
}

/** @throws {PortProblem} 422 for an entity without a required property or relation */
export function checkRequired(
  { schema, relations = {} }: StoredBlueprint,
  entity: StoredEntity,
): void {
  // Names such as `constructor` are inherited by every object.
  const isMissing = (group: Readonly<Record<string, unknown>>, key: string): boolean =>
    !Object.hasOwn(group, key) || (group[key] ?? null) === null;
  for (const key of schema?.required ?? []) {
    if (isMissing(entity.properties, key)) throw invalid(`"${key}" is a required property`);
  }
  for (const [key, { required }] of Object.entries(relations)) {
    if (required === true && isMissing(entity.relations, key))
      throw invalid(`"${key}" is a required relation`);
  }
}

function invalid(message: string): PortProblem {
  return new PortProblem(422, 'invalid_request', message);
}
