import { contentHash, keysName, restrictedTo, UNKNOWN_HASH } from '../../ledger/content-hash.ts';
import type { EntityRecord, EntityStore } from '../../ledger/entity-store.ts';
import type { MappingSummary } from '../../mapping/mapped.ts';
import { findBlueprint } from '../../port/blueprints.ts';
import type { EntityKeys } from '../../port/entity.ts';
import type { PortClient } from '../../port/port-client.ts';
import { NOT_PORT, PortError } from '../../port/port-error.ts';
import {
  ownedBlueprints,
  ownedQuery,
  ownershipOf,
  OWNERSHIP_KEYS,
  searchEntities,
} from '../../port/search-entities.ts';
import { unknownSource } from './entity-tracker.ts';

export interface CompareOptions {
  readonly client: PortClient;
  readonly store: EntityStore;
  readonly mappings: readonly MappingSummary[];
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Makes the state agree with Port, in pages of a thousand entities: learns what Port has from before,
 * and forgets what others have changed or deleted there, so that the run writes it again.
 */
export async function compareWithPort(options: CompareOptions): Promise<void> {
  const { client, store, mappings, now, signal } = options;
  await forgetUnknown(store);
  for (const blueprint of await blueprintsOf(options)) {
    if ((await findBlueprint(client, blueprint, signal)) === undefined) continue;
    const keySets = keySetsOf(blueprint, mappings);
    const sources = new Map<string, number>();
    for (const name of keySets.keys()) {
      sources.set(name, await store.sourceNumber(unknownSource(name)));
    }
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
          const source = sources.get(name) ?? 0;
          const hash = contentHash(restrictedTo(entity, keys));
          records.push({ blueprint, identifier: entity.identifier, source, hash });
        }
      }
      await store.put(records);
    }
  }
  await settle(store);
  await store.setComparedAt(now());
}

/** What an earlier comparison found and nobody made his own is found again, or is no longer there. */
async function forgetUnknown(store: EntityStore): Promise<void> {
  for await (const groups of store.groups()) {
    const unknown = groups.flatMap(({ records }) =>
      records.filter(({ source }) => store.source(source).kind === ''),
    );
    await store.remove(unknown);
  }
}

/** Corrects our own records by what Port was found to have. */
async function settle(store: EntityStore): Promise<void> {
  for await (const groups of store.groups()) {
    const changed: EntityRecord[] = [];
    const removed: EntityRecord[] = [];
    for (const { records } of groups) {
      const isUnknown = ({ source }: EntityRecord): boolean => store.source(source).kind === '';
      const found = records.filter(isUnknown);
      const own = records.filter((record) => !isUnknown(record));
      if (own.length === 0) continue;
      if (found.length === 0) {
        removed.push(...own); // Port does not have it, or it is no longer ours
        continue;
      }
      removed.push(...found);
      for (const record of own) {
        const { keys } = store.source(record.source);
        const same = found.find(({ source }) => store.source(source).keys === keys);
        const isSame = same !== undefined && Buffer.compare(same.hash, record.hash) === 0;
        if (!isSame) changed.push({ ...record, hash: UNKNOWN_HASH });
      }
    }
    await store.put(changed);
    await store.remove(removed);
  }
}

/** Blueprints that the mapping names, or, where it computes them, those that hold entities of ours. */
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
      // An internal call of Port's: without it, computed blueprints are learnt as they are written.
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
