import { isLongshoreKind } from '../core/exporters/longshore-kinds.ts';
import type { Batch, Resource } from '../core/exporters/resource.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import { scopeName, type Scope, type ScopeRecord } from '../ledger/scope.ts';
import type { EndedRun, Sink } from '../ledger/sink.ts';
import { ContentIndex } from './content-index.ts';
import type { ResourceRow, ScopeCommit } from './rows.ts';
import type { RunWriter, Store } from './store.ts';
import { rowOf } from './resource-row.ts';
import { ScopeChanges } from './scope-changes.ts';
import { idOf, keepLastValues } from './last-values.ts';
import { hash64 } from './hash64.ts';

export interface ResourceSinkOptions {
  readonly runId: string;
  /** What the default entity of each kind takes as its title. @default names are found by their form */
  readonly titles?: ReadonlyMap<string, string | object>;
  now(): number;
}

/** Rows are handed on in such portions: their texts are then collected while they are young. */
const ROWS_AT_ONCE = 100;
/** Scopes are committed when so many have ended, … */
const SCOPES_PER_COMMIT = 500;
/** … or so many rows wait: each commit leaves a part of a row group, which the checkpoint has to rewrite, … */
const ROWS_PER_COMMIT = 1_000_000;
/** … or the last commit was so long ago, in milliseconds. */
const MOST_WAIT_MS = 10_000;

/**
 * Keeps what a run reads. The rows of a scope are replaced when it was read completely, all at once; other scopes
 * keep theirs. What a resource lacks because it could not be read keeps its last value.
 */
export class ResourceSink implements Sink {
  readonly #writer: RunWriter;
  readonly #index: ContentIndex;
  readonly #ids: Map<string, number>;
  readonly #open = new Map<string, ScopeChanges>();
  readonly #titles: ReadonlyMap<string, string | object>;
  readonly #now: () => number;
  #pending: ScopeCommit[] = [];
  #rows = 0;
  /** Of the scopes that have ended: the totals of a run that was stopped. */
  readonly #read = { resources: 0, calls: 0 };
  #committedAt: number;

  private constructor(
    writer: RunWriter,
    { index, ids }: { readonly index: ContentIndex; readonly ids: Map<string, number> },
    { titles = new Map(), now }: Pick<ResourceSinkOptions, 'titles' | 'now'>,
  ) {
    this.#writer = writer;
    this.#index = index;
    this.#ids = ids;
    this.#titles = titles;
    this.#now = now;
    this.#committedAt = now();
  }

  /** @throws {StoreError} when the store cannot be written */
  static async open(
    store: Pick<Store, 'beginRun'>,
    options: ResourceSinkOptions,
  ): Promise<ResourceSink> {
    const { runId, now } = options;
    const writer = await store.beginRun(runId, now());
    const scopes = await writer.scopes();
    const ids = new Map(scopes.map((scope) => [scopeName(scope), scope.id]));
    return new ResourceSink(
      writer,
      { index: new ContentIndex(await writer.contents()), ids },
      options,
    );
  }

  async event(event: RunEvent): Promise<void> {
    const { kind } = event.type === 'batch' ? event.scope : event.record;
    if (isLongshoreKind(kind)) return; // it came from the store
    if (event.type === 'batch') await this.#take(event.scope, event.batch);
    else await this.#end(event.record);
  }

  async finish({ ledger }: EndedRun): Promise<void> {
    await this.#close(ledger);
  }

  /** Scopes that were read completely count, also of a run that was stopped. */
  async abandon(): Promise<void> {
    await this.#close(undefined).catch(() => undefined); // why it failed has been told already
  }

  async #take(scope: Scope, batch: Batch): Promise<void> {
    const changes = this.#changesOf(scope);
    const found = await this.#completed(batch, changes);
    let rows: ResourceRow[] = [];
    for (const { resource, identifiers, gaps } of found) {
      const id = idOf(identifiers, resource);
      const keyHash = hash64(id);
      const row = rowOf(scope, resource, {
        id,
        keyHash,
        gaps,
        title: this.#titles.get(scope.kind),
        scopeId: changes.id,
        version: this.#writer.run.number,
        firstSeen: changes.known.firstSeenOf(keyHash) ?? this.#now(),
      });
      if (!changes.note(row.keyHash, row.contentHash)) continue;
      rows.push(row);
      if (rows.length < ROWS_AT_ONCE) continue;
      await this.#append(rows);
      rows = [];
    }
    await this.#append(rows);
  }

  async #append(rows: readonly ResourceRow[]): Promise<void> {
    if (rows.length === 0) return;
    this.#rows += rows.length;
    await this.#writer.append(rows);
  }

  /** The batch, with the last values of what could not be read. */
  async #completed(
    batch: Batch,
    changes: ScopeChanges,
  ): Promise<ReturnType<typeof keepLastValues>> {
    const asked = batch.gaps.length === 0 ? [] : keysToAsk(batch, changes);
    const last =
      asked.length === 0
        ? new Map<bigint, string>()
        : await this.#writer.lastProperties(changes.id, asked);
    return keepLastValues(batch, last);
  }

  async #end(record: ScopeRecord): Promise<void> {
    const changes = this.#changesOf(record);
    this.#open.delete(scopeName(record));
    const { missing } = changes;
    this.#read.resources += record.resources;
    this.#read.calls += record.calls;
    const isHistory = record.window !== undefined;
    this.#pending.push({
      id: changes.id,
      record,
      endedAt: this.#now(),
      replaced:
        record.outcome === 'complete'
          ? {
              version: this.#writer.run.number,
              changed: changes.changed,
              disappeared: isHistory ? [] : missing,
              unseen: isHistory ? missing : [],
            }
          : undefined,
    });
    const isDue =
      this.#pending.length >= SCOPES_PER_COMMIT ||
      this.#rows >= ROWS_PER_COMMIT ||
      this.#now() - this.#committedAt >= MOST_WAIT_MS;
    if (isDue) await this.#commit();
  }

  async #commit(): Promise<void> {
    const scopes = this.#pending;
    this.#pending = [];
    this.#rows = 0;
    if (scopes.length > 0) await this.#writer.commit(scopes);
    this.#committedAt = this.#now();
  }

  async #close(ledger: Ledger | undefined): Promise<void> {
    await this.#commit();
    const { resources, calls } = ledger?.totals ?? this.#read;
    await this.#writer.end({
      endedAt: this.#now(),
      status: ledger?.status ?? 'cancelled',
      resources,
      calls,
    });
  }

  #changesOf(scope: Scope): ScopeChanges {
    const name = scopeName(scope);
    const open = this.#open.get(name);
    if (open !== undefined) return open;
    const known = this.#ids.get(name);
    const id = known ?? this.#writer.addScope(scope);
    this.#ids.set(name, id);
    const changes = new ScopeChanges(id, this.#index.scope(id));
    this.#open.set(name, changes);
    return changes;
  }
}

/** Resources that lack something, and that the store has. */
function keysToAsk({ resources, identifiers, incomplete }: Batch, changes: ScopeChanges): bigint[] {
  return resources.flatMap((resource: Resource, index) => {
    if (incomplete !== undefined && !incomplete.has(resource)) return [];
    const key = hash64(idOf(identifiers?.[index], resource));
    return changes.known.has(key) ? [key] : [];
  });
}
