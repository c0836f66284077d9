import { contentHash, keysName, restrictedTo, UNKNOWN_HASH } from '../state/content-hash.ts';
import type { EntityRecord } from '../state/entity-record.ts';
import type { EntityState } from '../state/entity-state.ts';
import type { MappingSummary } from '../../mapping/mapped.ts';
import { findBlueprint } from '../../port/blueprints.ts';
import type { EntityKeys } from '../../mapping/entity.ts';
import type { PortClient } from '../../port/port-client.ts';
import { NOT_PORT, PortError } from '../../port/port-error.ts';
import {
  ownedBlueprints,
  ownedQuery,
  ownershipOf,
  OWNERSHIP_KEYS,
  searchEntities,
} from '../../port/search-entities.ts';
import { partlyUnknown, unknownSource } from './entity-tracker.ts';

export interface CompareOptions {
  readonly client: PortClient;
  readonly store: EntityState;
  readonly mappings: readonly MappingSummary[];
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Updates the state from Port, in pages of a thousand entities: records entities that Port already had, and
 * drops those that others have changed or deleted, so that the run writes them again.
 */
export async function compareWithPort(options: CompareOptions): Promise<void> {
  const { client, store, mappings, now, signal } = options;
  await forgetFound(store);
  const compared = new Set<string>();
  for (const blueprint of await blueprintsOf(options)) {
    if ((await findBlueprint(client, blueprint, signal)) === undefined) continue;
    compared.add(blueprint);
    const keySets = keySetsOf(blueprint, mappings);
    const include = includeOf([...keySets.values()]);
    for await (const page of searchEntities(
      client,
      blueprint,
      ownedQuery(client),
      include,
      signal,
    )) {
      const records: EntityRecord[] = [];
      for (const entity of page) {
        if (ownershipOf(entity, client.integration) === 'other') continue;
        for (const [name, keys] of keySets) {
          const { identifier } = entity;
          const hash = contentHash(restrictedTo(entity, keys));
          records.push({ blueprint, identifier, source: unknownSource(name), resource: [], hash });
        }
      }
      await store.put(records);
    }
  }
  await settle(store, compared);
  await store.setComparedAt(now());
}

/**
 * Entities of an earlier comparison are found again, or no longer exist. If only some of their sources have
 * written since, the placeholder stays: unread sources may produce the entity, too.
 */
async function forgetFound(store: EntityState): Promise<void> {
  for await (const groups of store.groups()) {
    const found: EntityRecord[] = [];
    const noted: EntityRecord[] = [];
    for (const { records } of groups) {
      const isPartlyKnown = records.some(({ source }) => source.kind !== '');
      for (const record of records.filter(isFound)) {
        found.push(record);
        if (isPartlyKnown) noted.push({ ...record, source: partlyUnknown(record.source) });
      }
    }
    await store.put(noted);
    await store.remove(found);
  }
}

/** Updates our records of the compared blueprints with the entities found in Port. */
async function settle(store: EntityState, compared: ReadonlySet<string>): Promise<void> {
  for await (const groups of store.groups()) {
    const changed: EntityRecord[] = [];
    const removed: EntityRecord[] = [];
    for (const { blueprint, records } of groups) {
      if (!compared.has(blueprint)) continue;
      const found = records.filter(isFound);
      const own = records.filter(({ source }) => source.kind !== '');
      if (found.length === 0) {
        removed.push(...records); // Port does not have it, or another integration owns it
        continue;
      }
      if (own.length === 0) continue;
      removed.push(...found);
      for (const record of own) {
        const { keys } = record.source;
        const same = found.find(({ source }) => source.keys === keys);
        const isSame = same !== undefined && Buffer.compare(same.hash, record.hash) === 0;
        if (!isSame) changed.push({ ...record, hash: UNKNOWN_HASH });
      }
    }
    await store.put(changed);
    await store.remove(removed);
  }
}

function isFound({ source }: EntityRecord): boolean {
  return source.kind === '' && source.mapping === unknownSource('').mapping;
}

/** Blueprints that the mapping names, or, if it computes them, those with entities of ours. */
async function blueprintsOf({
  client,
  mappings,
  signal,
}: CompareOptions): Promise<readonly string[]> {
  const named = new Set(mappings.flatMap(({ blueprint }) => blueprint ?? []));
  if (mappings.some(({ blueprint }) => blueprint === undefined)) {
    try {
      for (const blueprint of await ownedBlueprints(client, signal)) named.add(blueprint);
    } catch (error) {
      // An internal endpoint of Port. Without it, computed blueprints are only known once they are written.
      const isAbsent = error instanceof PortError && error.status === 404;
      if (!isAbsent || error.portCode === NOT_PORT) throw error;
    }
  }
  return [...named].sort();
}

function keySetsOf(
  blueprint: string,
  mappings: readonly MappingSummary[],
): ReadonlyMap<string, EntityKeys> {
  return new Map(
    mappings
      .filter((mapping) => mapping.blueprint === undefined || mapping.blueprint === blueprint)
      .map(({ keys }) => [keysName(keys), keys]),
  );
}

function includeOf(keySets: readonly EntityKeys[]): readonly string[] {
  const include = new Set(OWNERSHIP_KEYS);
  for (const { title, icon, team, properties, relations } of keySets) {
    if (title) include.add('title');
    if (icon) include.add('icon');
    if (team) include.add('team');
    for (const key of properties) include.add(`properties.${key}`);
    for (const key of relations) include.add(`relations.${key}`);
  }
  return [...include];
}
