import { hash } from 'node:crypto';
import type { Entity, EntityKeys } from '../../mapping/entity.ts';

/** Bytes kept of a hash: one change in 2⁹⁶ is overlooked. */
export const HASH_BYTES = 12;

/** Means that the content in Port is unknown: it equals no hash. */
export const UNKNOWN_HASH: Uint8Array = new Uint8Array(HASH_BYTES);

type Content = Pick<Entity, 'title' | 'icon' | 'team' | 'properties' | 'relations'>;

/**
 * A hash of an entity's content in Port. Values that Port treats as equal have the same hash: null and
 * absent, one target and a list of one, any order of keys.
 */
export function contentHash({ title, icon, team, properties, relations }: Content): Uint8Array {
  const text = canonical({
    title,
    icon,
    team: single(team),
    properties: properties ?? {},
    relations: Object.fromEntries(
      Object.entries(relations ?? {}).map(([key, value]) => [key, single(value)]),
    ),
  });
  return hash('sha256', text, 'buffer').subarray(0, HASH_BYTES);
}

/** The part of an entity that a writer of these keys writes. */
export function restrictedTo(entity: Content, keys: EntityKeys): Content {
  const { properties = {}, relations = {} } = entity;
  return {
    title: keys.title ? entity.title : null,
    icon: keys.icon ? entity.icon : null,
    team: keys.team ? entity.team : null,
    properties: picked(properties, keys.properties),
    relations: picked(relations, keys.relations),
  };
}

/** A name for a set of keys: equal sets have the same name. */
export function keysName(keys: EntityKeys): string {
  return hash('sha256', canonical(keys), 'hex').slice(0, 12);
}

function picked(
  values: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(keys.map((key) => [key, values[key]]));
}

function single(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.length === 0 ? null : value.length === 1 ? (value[0] as unknown) : value;
}

/** JSON with sorted keys, without members that are null or absent. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== null && member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
