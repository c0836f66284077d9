import type { Batch } from '../../core/exporters/resource.ts';
import type { EntityStore } from '../../ledger/entity-store.ts';
import { ScopeProofs, type RunExtent } from '../../ledger/scope-proofs.ts';
import type { Scope, ScopeRecord } from '../../ledger/scope.ts';
import { HashSet } from '../../lib/hash-set.ts';
import { FaultLog } from '../../mapping/fault.ts';
import type { MappedBatch, MappedEntity, MappingSummary } from '../../mapping/mapped.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { BlueprintDirectory } from '../../port/blueprint-directory.ts';
import type { Entity } from '../../port/entity.ts';
import { PortError, remedyOf } from '../../port/port-error.ts';
import type { EntityTarget } from '../../sink/entity-change.ts';
import type { WriteCounts } from '../../sink/port-writer.ts';
import type { WriteFailures } from '../../sink/write-failures.ts';
import { EntityTracker } from './entity-tracker.ts';
import { entityName, reconcile, recordName } from './reconcile.ts';
import { SyncCounts, type SyncReport } from './sync-report.ts';

export interface PortSyncOptions {
  readonly resyncId: string;
  readonly mapper: Mapper;
  readonly store: EntityStore;
  readonly target: EntityTarget;
  /** Kept by the target. */
  readonly written: Readonly<WriteCounts>;
  readonly failures: WriteFailures;
  readonly blueprints: BlueprintDirectory;
  readonly extent: RunExtent;
  /** From the mapping. */
  readonly entityDeletionThreshold: number;
  readonly createMissingRelatedEntities: boolean;
  readonly signal: AbortSignal;
  readonly counts?: SyncCounts;
}

/**
 * Takes a run's batches and scope records into Port: maps, writes what changed, and at the end deletes
 * what is proved gone.
 */
export class PortSync {
  readonly counts: SyncCounts;
  readonly #options: PortSyncOptions;
  readonly #tracker: EntityTracker;
  readonly #proofs: ScopeProofs;
  readonly #faults = new FaultLog();
  readonly #seen = new HashSet();
  readonly #seenRecords = new HashSet();
  readonly #related = new HashSet();
  /** What live events have written since the run began: newer than what the run may have read. */
  readonly #touched = new Set<string>();

  constructor(options: PortSyncOptions) {
    this.#options = options;
    this.counts = options.counts ?? new SyncCounts();
    this.#tracker = new EntityTracker(options.store, options.mapper.mappings);
    this.#proofs = new ScopeProofs({
      ...options.extent,
      windowBefore: (kind) => options.store.windowOf(kind),
    });
  }

  /** A live event has written or deleted this entity: the run leaves it alone. */
  touch(blueprint: string, identifier: string): void {
    this.#touched.add(entityName(blueprint, identifier));
    this.#seen.add(entityName(blueprint, identifier));
  }

  /** Maps a batch and writes what changed. Answers when it is ready for the next. */
  async batch(scope: Scope, { resources, gaps, incomplete }: Batch): Promise<void> {
    const { mapper, signal } = this.#options;
    const inputs = resources.map((item) => ({
      item,
      isIncomplete: incomplete?.has(item) ?? gaps.length > 0,
    }));
    for (const mapped of await mapper.map(scope.kind, inputs, this.#faults, signal)) {
      await this.#take(scope, mapped, inputs.length);
    }
  }

  /** Takes the record of a scope, after all of its batches. */
  scope(record: ScopeRecord): void {
    this.#proofs.record(record);
  }

  /** Writes what is left, and deletes what is gone. A run that was stopped deletes nothing. */
  async finish(): Promise<SyncReport> {
    const { target, signal } = this.#options;
    await target.flush();
    if (!signal.aborted) await this.#reconcile();
    return this.report;
  }

  /** What was done so far. */
  get report(): SyncReport {
    const { written, failures, resyncId } = this.#options;
    const { filtered, mapped, unchanged, withheld, blueprints, blocks } = this.counts;
    return {
      resyncId,
      filtered,
      mapped,
      unchanged,
      ...written,
      failed: failures.entities,
      withheld,
      blueprints,
      blocks,
      failures: failures.list,
      faults: this.#faults.counts,
    };
  }

  async #reconcile(): Promise<void> {
    const { store, target, blueprints, signal, mapper } = this.#options;
    await reconcile({
      store,
      target,
      signal,
      proofs: this.#proofs,
      counts: this.counts,
      seen: this.#seen,
      seenRecords: this.#seenRecords,
      related: this.#related,
      threshold: this.#options.entityDeletionThreshold,
      order: (names) => blueprints.dependentsFirst(names),
      kindsOf: (blueprint) => mappingsOf(mapper, blueprint).map(({ kind }) => kind),
      findsBySearch: (blueprint) =>
        mappingsOf(mapper, blueprint).some((mapping) => mapping.findsBySearch),
    });
    await store.setWindows(this.#proofs.windows);
  }

  async #take(
    scope: Scope,
    { block, entities, isUnproven, filtered }: MappedBatch,
    items: number,
  ): Promise<void> {
    const { counts } = this;
    if (isUnproven) this.#proofs.leaveUnproven(scope);
    const wanted: MappedEntity[] = [];
    for (const mapped of entities) {
      if (!mapped.isSelected) continue;
      if (await this.#remember(scope, mapped)) wanted.push(mapped);
    }
    counts.filtered += filtered;
    const { changes, unchanged } = await this.#tracker.compare(scope, wanted);
    counts.unchanged += unchanged;
    const own = counts.ofBlock(block);
    own.raw += items;
    own.transformed += wanted.length;
    own.filtered += filtered;
    own.unchanged += unchanged;
    for (const change of changes) await this.#options.target.write(change);
  }

  /** Notes that the entity is there. False when it cannot be, or need not be, written. */
  async #remember(scope: Scope, { entity, mapping }: MappedEntity): Promise<boolean> {
    const { blueprint, identifier } = entity;
    this.counts.mapped += 1;
    this.counts.ofBlueprint(blueprint).mapped += 1;
    if (typeof identifier === 'string') {
      const name = entityName(blueprint, identifier);
      this.#seen.add(name);
      const source = await this.#tracker.sourceOf(scope, mapping);
      this.#seenRecords.add(recordName(blueprint, identifier, source));
      if (this.#touched.has(name)) return false;
    }
    const definition = await this.#options.blueprints.find(blueprint);
    if (definition === undefined) {
      this.#options.failures.add('upsert', blueprint, nameOf(entity), missingBlueprint(blueprint));
      return false;
    }
    if (this.#options.createMissingRelatedEntities) this.#relate(entity, definition.relations);
    return true;
  }

  #relate(
    { relations = {} }: Entity,
    definitions: Readonly<Record<string, { target: string }>>,
  ): void {
    for (const [key, value] of Object.entries(relations)) {
      const target = definitions[key]?.target;
      if (target === undefined) continue;
      for (const identifier of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (typeof identifier === 'string') this.#related.add(entityName(target, identifier));
      }
    }
  }
}

/** Mappings that make, or may make, entities of a blueprint. */
function mappingsOf({ mappings }: Mapper, blueprint: string): readonly MappingSummary[] {
  return mappings.filter((mapping) => (mapping.blueprint ?? blueprint) === blueprint);
}

function nameOf({ identifier }: Entity): string {
  return typeof identifier === 'string' ? identifier : JSON.stringify(identifier);
}

function missingBlueprint(blueprint: string): PortError {
  return new PortError(`Port has no blueprint "${blueprint}"`, {
    status: 404,
    portCode: 'not_found',
    remedy: remedyOf(404, 'not_found'),
  });
}
