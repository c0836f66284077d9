import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contentHash } from '../../src/catalog/state/content-hash.ts';
import type { EntityState } from '../../src/catalog/state/entity-state.ts';
import { LevelEntityState } from '../../src/catalog/state/level/level-entity-state.ts';
import type { PortClient } from '../../src/port/port-client.ts';
import type { EntityChange } from '../../src/catalog/write/entity-target.ts';
import { PortWriter, type PortWriterOptions } from '../../src/catalog/write/port-writer.ts';
import { RetrySpool } from '../../src/catalog/write/retry-spool.ts';
import { WriteFailures } from '../../src/catalog/write/write-failures.ts';
import { NEVER } from '../port/port-world.ts';

const SOURCE = {
  kind: 'AWS::SQS::Queue',
  accountId: '1',
  region: 'eu-west-1',
  mapping: 0,
  keys: 'k',
};

/** A writer with its state on disk, as a run has them. */
export class WriterWorld implements AsyncDisposable {
  readonly folder: string;
  readonly store: EntityState;
  readonly failures = new WriteFailures();
  readonly writer: PortWriter;

  private constructor(
    client: PortClient,
    folder: string,
    store: EntityState,
    options: Partial<PortWriterOptions>,
  ) {
    this.folder = folder;
    this.store = store;
    this.writer = new PortWriter({
      client,
      state: store,
      failures: this.failures,
      spool: new RetrySpool(path.join(folder, 'retry.ndjson')),
      enableMergeEntity: true,
      createMissingRelatedEntities: false,
      deleteDependentEntities: false,
      event: { type: 'resync', resyncId: 'r-1' },
      signal: NEVER,
      ...options,
    });
  }

  static async open(
    client: PortClient,
    options: Partial<PortWriterOptions> = {},
  ): Promise<WriterWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-writer-'));
    const owner = { baseUrl: 'http://port', type: 'aws-v3', identifier: 'tests' };
    const store = await LevelEntityState.open(path.join(folder, 'state'), owner);
    return new WriterWorld(client, folder, store, options);
  }

  change(
    blueprint: string,
    identifier: string,
    content: { readonly properties?: object; readonly relations?: object } = {},
    isPartial = false,
  ): EntityChange {
    return {
      blueprint,
      identifier,
      text: JSON.stringify({ identifier, blueprint, ...content }),
      isPartial,
      record: { source: SOURCE, resource: [identifier], hash: contentHash(content as object) },
    };
  }

  /** Writes all of it, to the end. */
  async write(changes: readonly EntityChange[]): Promise<void> {
    for (const change of changes) await this.writer.write(change);
    await this.writer.flush();
  }

  /** What the state holds of a change: what was written, that nothing is known, or nothing at all. */
  async known(change: EntityChange): Promise<'written' | 'unknown' | undefined> {
    const { identifier } = change;
    const [found] = await this.store.known([{ ...change, source: SOURCE, resource: [identifier] }]);
    if (found === undefined) return undefined;
    const { hash } = found;
    if (hash.every((byte) => byte === 0)) return 'unknown';
    return Buffer.from(hash).equals(Buffer.from(change.record?.hash ?? [])) ? 'written' : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
