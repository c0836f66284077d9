import type { Blueprint } from './blueprints.ts';
import { valueProblem } from './property-check.ts';

/** An entity to write, as in its JSON. */
export interface CheckedEntity {
  /** Undefined for an entity that Port finds by search. */
  readonly identifier: string | undefined;
  readonly title?: unknown;
  readonly icon?: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly relations: Readonly<Record<string, unknown>>;
}

/** The existing content that Port keeps because the write does not contain it. */
export type KeptContent = Pick<CheckedEntity, 'properties' | 'relations'>;

/** @see https://docs.port.io/api-reference: the pattern of identifiers */
const IDENTIFIER = /^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/='-]{1,1000}$/u;

/**
 * Why Port would refuse an entity, from its blueprint; undefined when it would accept it. The reason contains
 * no values, so that many entities share it. Whether relations' targets exist is not checked.
 *
 * @param kept existing content that stays; undefined when unknown, and required keys are then not checked
 */
export function rejectionOf(
  entity: CheckedEntity,
  blueprint: Blueprint,
  kept: KeptContent | undefined,
): string | undefined {
  const { identifier } = entity;
  if (identifier !== undefined && !IDENTIFIER.test(identifier))
    return 'the identifier has characters that Port does not allow, or more than 1,000';
  for (const key of ['title', 'icon'] as const) {
    const value = entity[key] ?? null;
    if (value !== null && typeof value !== 'string') return `${key} must be string`;
  }
  return (
    propertiesProblem(entity, blueprint) ??
    relationsProblem(entity, blueprint) ??
    (kept === undefined ? undefined : requiredProblem(entity, blueprint, kept))
  );
}

function propertiesProblem(
  { properties }: CheckedEntity,
  { identifier, schema }: Blueprint,
): string | undefined {
  for (const [key, value] of Object.entries(properties)) {
    if (!Object.hasOwn(schema.properties, key))
      return `properties.${key} is not a property of the blueprint ${identifier}`;
    const problem = value === null ? undefined : valueProblem(value, schema.properties[key]);
    if (problem !== undefined) return `properties.${key} ${problem}`;
  }
  return undefined;
}

function relationsProblem(
  entity: CheckedEntity,
  { identifier, relations }: Blueprint,
): string | undefined {
  for (const [key, value] of Object.entries(entity.relations)) {
    const relation = Object.hasOwn(relations, key) ? relations[key] : undefined;
    if (relation === undefined)
      return `relations.${key} is not a relation of the blueprint ${identifier}`;
    if (value === null || isQuery(value)) continue;
    const isMany = relation['many'] === true;
    if (isMany && !isTextList(value)) return `relations.${key} must be an array of identifiers`;
    if (!isMany && typeof value !== 'string') return `relations.${key} must be one identifier`;
  }
  return undefined;
}

function requiredProblem(
  entity: CheckedEntity,
  { schema, relations }: Blueprint,
  kept: KeptContent,
): string | undefined {
  const isMissing = (group: keyof KeptContent, key: string): boolean => {
    const { [group]: source } = Object.hasOwn(entity[group], key) ? entity : kept;
    return !Object.hasOwn(source, key) || (source[key] ?? null) === null;
  };
  for (const key of schema.required) {
    if (isMissing('properties', key)) return `properties.${key} is required`;
  }
  for (const [key, { required }] of Object.entries(relations)) {
    if (required === true && isMissing('relations', key)) return `relations.${key} is required`;
  }
  return undefined;
}

function isQuery(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
