import { UNKNOWN_HASH } from '../state/content-hash.ts';
import type { EntityRecord } from '../state/entity-record.ts';
import { deleteEntities } from '../../port/delete-entities.ts';
import {
  ENTITIES_PER_CALL,
  MOST_BYTES,
  upsertEntities,
  type EventContext,
} from '../../port/entities.ts';
import type { PortClient } from '../../port/port-client.ts';
import type { PortError } from '../../port/port-error.ts';
import type { DeleteResult, EntityChange, EntityTarget, WriteCounts } from './entity-target.ts';
import type { RetrySpool } from './retry-spool.ts';
import type { WriteFailures } from './write-failures.ts';

/** What the writer reports to the state: unknown before a write, and the content after it. */
export interface WrittenState {
  put(records: readonly EntityRecord[]): Promise<void>;
}

export interface PortWriterOptions {
  readonly client: PortClient;
  readonly state: WrittenState;
  readonly failures: WriteFailures;
  /** Stores entities until the targets of their relations exist. */
  readonly spool: RetrySpool;
  /** From the mapping. */
  readonly enableMergeEntity: boolean;
  readonly createMissingRelatedEntities: boolean;
  readonly deleteDependentEntities: boolean;
  readonly event: EventContext;
  readonly signal: AbortSignal;
}

/** Calls in flight: enough for Port's sustained rate at half a second's latency. */
const CALLS_IN_FLIGHT = 64;
/** Bytes around the entities in a body. */
const BODY_OVERHEAD = 64;

/** Entities of one blueprint for the next call. */
interface Pack {
  readonly blueprint: string;
  /** Does Port keep fields that the entities do not have? */
  readonly merge: boolean;
  readonly changes: Map<string, EntityChange>;
  bytes: number;
}

/**
 * Writes changes to Port in full bulk calls, across batches and kinds. Two changes of one entity are written
 * in order. The state of an entity is unknown from before its write until Port confirms it.
 */
export class PortWriter implements EntityTarget {
  readonly counts: WriteCounts = { created: 0, updated: 0, deleted: 0 };
  readonly #options: PortWriterOptions;
  readonly #packs = new Map<string, Pack>();
  readonly #inFlight = new Set<Promise<void>>();
  /** Entities in flight, by blueprint and identifier. */
  readonly #busy = new Map<string, Promise<void>>();
  #bulkSize = ENTITIES_PER_CALL;
  #failure: { readonly error: unknown } | undefined;
  /** Whether entities that fail because of a missing target may wait for it. */
  #mayWait = true;

  constructor(options: PortWriterOptions) {
    this.#options = options;
  }

  async write(change: EntityChange): Promise<void> {
    this.#throwIfFailed();
    const { blueprint, identifier, text, isPartial } = change;
    // Fields that could not be read are kept, whatever the mapping's merge setting is.
    const merge = this.#options.enableMergeEntity || isPartial;
    const other = packName(blueprint, !merge);
    if (this.#packs.get(other)?.changes.has(identifier) === true) await this.#send(other);
    const name = packName(blueprint, merge);
    const bytes = Buffer.byteLength(text) + 1;
    let pack = this.#packs.get(name);
    const isFull =
      pack !== undefined &&
      (pack.changes.size >= this.#bulkSize || pack.bytes + bytes > MOST_BYTES - BODY_OVERHEAD);
    if (pack !== undefined && (isFull || pack.changes.has(identifier))) {
      await this.#send(name);
      pack = undefined;
    }
    pack ??= { blueprint, merge, changes: new Map(), bytes: 0 };
    this.#packs.set(name, pack);
    pack.changes.set(identifier, change);
    pack.bytes += bytes;
    if (pack.changes.size >= this.#bulkSize) await this.#send(name);
  }

  /** Writes all collected entities, then retries the waiting ones while that makes progress. */
  async flush(): Promise<void> {
    await this.#drain();
    const { spool } = this.#options;
    for (let waiting = spool.size; waiting > 0;) {
      for await (const change of spool.drain()) await this.write(change);
      await this.#drain();
      const left = spool.size;
      this.#mayWait = left < waiting; // no progress: the next failure is final
      waiting = left;
    }
  }

  async delete(
    blueprint: string,
    identifiers: readonly string[],
  ): Promise<ReadonlyMap<string, DeleteResult>> {
    const { client, failures, deleteDependentEntities, event, signal } = this.#options;
    const results = await deleteEntities(client, blueprint, identifiers, {
      withDependents: deleteDependentEntities,
      event,
      signal,
    });
    for (const [identifier, result] of results) {
      if (result.status === 'deleted') this.counts.deleted += 1;
      if (result.status === 'refused') failures.add('delete', blueprint, identifier, result.error);
    }
    return results;
  }

  async #drain(): Promise<void> {
    for (const name of [...this.#packs.keys()]) await this.#send(name);
    await Promise.all(this.#inFlight);
    this.#throwIfFailed();
  }

  /** Starts a call for the collected entities when a slot is free. */
  async #send(name: string): Promise<void> {
    const pack = this.#packs.get(name);
    this.#packs.delete(name);
    if (pack === undefined) return;
    while (this.#inFlight.size >= CALLS_IN_FLIGHT) await Promise.race(this.#inFlight);
    this.#throwIfFailed();
    const changes = [...pack.changes.values()];
    const before = changes.flatMap((change) => this.#busy.get(nameOf(change)) ?? []);
    const call = this.#call(pack, changes, before)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#inFlight.delete(call);
        for (const change of changes) {
          if (this.#busy.get(nameOf(change)) === call) this.#busy.delete(nameOf(change));
        }
      });
    this.#inFlight.add(call);
    for (const change of changes) this.#busy.set(nameOf(change), call);
  }

  async #call(
    { blueprint, merge }: Pack,
    changes: readonly EntityChange[],
    before: readonly Promise<void>[],
  ): Promise<void> {
    const { client, state, createMissingRelatedEntities, event, signal } = this.#options;
    await Promise.all(before);
    await state.put(changes.flatMap((change) => recordOf(change, UNKNOWN_HASH)));
    const results = await upsertEntities(
      client,
      blueprint,
      changes.map(({ text }) => text),
      { merge, createMissingRelatedEntities, event, signal },
      (size) => {
        this.#bulkSize = size;
      },
    );
    const written: EntityRecord[] = [];
    for (const [index, change] of changes.entries()) {
      const result = results[index];
      if (result?.status === 'written') {
        if (result.isCreated) this.counts.created += 1;
        else if (change.isRepeated !== true) this.counts.updated += 1;
        written.push(...recordOf(change, change.record?.hash ?? UNKNOWN_HASH));
      } else if (result !== undefined) {
        await this.#fail(change, result.error);
      }
    }
    await state.put(written);
  }

  async #fail(change: EntityChange, error: PortError): Promise<void> {
    const { spool, failures, createMissingRelatedEntities } = this.#options;
    const isUnmet = error.status === 404 && error.portCode === 'not_found';
    if (isUnmet && !createMissingRelatedEntities && this.#mayWait) await spool.add(change);
    else {
      failures.add('upsert', change.blueprint, change.identifier, error, change.record);
    }
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

function packName(blueprint: string, merge: boolean): string {
  return `${blueprint}\0${String(merge)}`;
}

function nameOf({ blueprint, identifier }: EntityChange): string {
  return `${blueprint}\0${identifier}`;
}

function recordOf(
  { blueprint, identifier, record }: EntityChange,
  hash: Uint8Array,
): readonly EntityRecord[] {
  return record === undefined ? [] : [{ ...record, blueprint, identifier, hash }];
}
