import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HASH_BYTES } from '../../src/catalog/state/content-hash.ts';
import type { EntityRecord, EntitySource } from '../../src/catalog/state/entity-record.ts';
import type { EntityGroup, EntityState, StateOwner } from '../../src/catalog/state/entity-state.ts';
import { LevelEntityState } from '../../src/catalog/state/level/level-entity-state.ts';
import type { StatePlace } from './entity-state-conformance.ts';

export const OWNER: StateOwner = { baseUrl: 'http://port', type: 'aws-v3', identifier: 'tests' };

export const SOURCE: EntitySource = {
  kind: 'AWS::SQS::Queue',
  accountId: '111122223333',
  region: 'eu-west-1',
  mapping: 0,
  keys: '0123456789ab',
};

/** A folder for a store, thrown away at the end. */
export class StoreFolder implements StatePlace {
  readonly path: string;

  private constructor(folder: string) {
    this.path = folder;
  }

  static async make(): Promise<StoreFolder> {
    return new StoreFolder(await mkdtemp(path.join(tmpdir(), 'longshore-store-')));
  }

  open(owner = OWNER): Promise<EntityState> {
    return LevelEntityState.open(path.join(this.path, 'state'), owner);
  }

  async damage(): Promise<void> {
    for (const file of await this.files(/^MANIFEST/))
      await writeFile(file, Buffer.alloc(100, 0x5a));
  }

  /** Files of the store whose names match. */
  async files(name = /.*/): Promise<readonly string[]> {
    const all = await readdir(path.join(this.path, 'state'));
    return all.filter((file) => name.test(file)).map((file) => path.join(this.path, 'state', file));
  }

  /** What it takes on disk, in bytes. */
  async bytes(): Promise<number> {
    const sizes = (await this.files()).map(async (file) => (await stat(file)).size);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** Every entity that a store has. */
export async function groupsOf(
  store: EntityState,
  blueprint?: string,
): Promise<readonly EntityGroup[]> {
  const groups: EntityGroup[] = [];
  for await (const batch of store.groups(blueprint)) groups.push(...batch);
  return groups;
}

/** As many records of one entity each, made by one source. */
export function queues(count: number, mapping: number): readonly EntityRecord[] {
  return Array.from({ length: count }, (_, n) => ({
    blueprint: 'queue',
    identifier: `queue-${String(n).padStart(5, '0')}`,
    source: { ...SOURCE, mapping },
    resource: [`https://sqs/queue-${n}`],
    hash: new Uint8Array(HASH_BYTES).fill(1 + (n % 250)),
  }));
}
