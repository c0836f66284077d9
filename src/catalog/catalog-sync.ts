import type { Batch } from '../core/exporters/resource.ts';
import type { EntitySource } from './state/entity-record.ts';
import type { EntityState } from './state/entity-state.ts';
import type { EstateChange } from './state/estate-memory.ts';
import { ScopeProofs, type RunExtent } from './reconcile/scope-proofs.ts';
import type { Scope, ScopeRecord } from '../ledger/scope.ts';
import { HashSet } from '../lib/hash-set.ts';
import { FaultLog } from '../mapping/fault.ts';
import type { MappedBatch, MappedEntity, MappingSummary } from '../mapping/mapped.ts';
import type { Mapper } from '../mapping/mapper.ts';
import type { BlueprintDirectory } from '../port/blueprint-directory.ts';
import type { Entity } from '../mapping/entity.ts';
import { PortError, remedyOf } from '../port/port-error.ts';
import type { EntityTarget } from './write/entity-target.ts';
import type { WriteCounts } from './write/port-writer.ts';
import type { WriteFailures } from './write/write-failures.ts';
import { EntityTracker } from './compare/entity-tracker.ts';
import type { EstateGuard } from './reconcile/estate-guard.ts';
import type { CheckGone } from './reconcile/gone-checks.ts';
import { MappingYields } from './reconcile/mapping-yields.ts';
import { entityName, reconcile, recordName, resourceName } from './reconcile/reconcile.ts';
import { SyncCounts, type SyncReport } from './sync-report.ts';

export interface PortSyncOptions {
  readonly resyncId: string;
  readonly mapper: Mapper;
  readonly store: EntityState;
  readonly target: EntityTarget;
  /** Kept by the target. */
  readonly written: Readonly<WriteCounts>;
  readonly failures: WriteFailures;
  readonly blueprints: BlueprintDirectory;
  readonly extent: RunExtent;
  /** From the mapping. */
  readonly entityDeletionThreshold: number;
  readonly createMissingRelatedEntities: boolean;
  /** Most resources of one scope that a run checks and deletes. */
  readonly mostDeletionsPerScope: number;
  /** Knows whether accounts or regions are missing that earlier runs read. */
  readonly guard: EstateGuard;
  readonly signal: AbortSignal;
  readonly counts?: SyncCounts;
  /** What was found to be wrong with the state before the run. */
  readonly stateProblems?: readonly string[];
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
  readonly #seenResources = new HashSet();
  readonly #failedResources = new HashSet();
  readonly #related = new HashSet();
  readonly #yields: MappingYields;
  /** What live events have written since the run began: newer than what the run may have read. */
  readonly #touched = new Set<string>();

  constructor(options: PortSyncOptions) {
    this.#options = options;
    this.counts = options.counts ?? new SyncCounts();
    this.#tracker = new EntityTracker(options.store, options.mapper.mappings);
    this.#yields = new MappingYields(options.mapper.mappings);
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

  /** A write that Port did not take: what the entity would have replaced stays. */
  noteFailure(source: EntitySource, resource: readonly string[]): void {
    this.#failedResources.add(resourceName(source, resource));
  }

  /** Maps a batch and writes what changed. Answers when it is ready for the next. */
  async batch(scope: Scope, { resources, identifiers, gaps, incomplete }: Batch): Promise<void> {
    const { mapper, signal } = this.#options;
    for (const resource of identifiers ?? [])
      this.#seenResources.add(resourceName(scope, resource));
    const inputs = resources.map((item, index) => ({
      item,
      resource: identifiers?.[index],
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

  /**
   * Writes what is left, and deletes what is gone. A run that was stopped deletes nothing.
   *
   * @param check asks AWS for resources that listings lack
   */
  async finish(check: CheckGone): Promise<SyncReport> {
    const { target, signal } = this.#options;
    await target.flush();
    if (!signal.aborted) await this.#reconcile(check);
    return this.report;
  }

  /** What was done so far. */
  get report(): SyncReport {
    const { written, failures, resyncId, guard, store, stateProblems = [] } = this.#options;
    const { filtered, mapped, unchanged, withheld, checked, blueprints, blocks } = this.counts;
    return {
      resyncId,
      filtered,
      mapped,
      unchanged,
      ...written,
      failed: failures.entities,
      withheld,
      checked,
      missing: guard.missing,
      voidMappings: this.#yields.voidBlocks,
      stateProblems: [...stateProblems, ...(store.damage === undefined ? [] : [store.damage])],
      blueprints,
      blocks,
      failures: failures.list,
      faults: this.#faults.counts,
    };
  }

  async #reconcile(check: CheckGone): Promise<void> {
    const { store, target, blueprints, signal, mapper, guard } = this.#options;
    const change = guard.compare(this.#proofs.estate);
    if (change !== undefined) this.#proofs.setEstateChange(change);
    if (this.#yields.voidBlocks.length > 0) this.#proofs.distrustMapping();
    await reconcile({
      store,
      target,
      signal,
      proofs: this.#proofs,
      counts: this.counts,
      seen: this.#seen,
      seenRecords: this.#seenRecords,
      seenResources: this.#seenResources,
      failedResources: this.#failedResources,
      related: this.#related,
      check,
      mostPerScope: this.#options.mostDeletionsPerScope,
      estate: stateOf(change),
      isMappingChanged: guard.isMappingChanged,
      isMappingVoid: (kind, blueprint) => this.#yields.isVoid(kind, blueprint),
      threshold: this.#options.entityDeletionThreshold,
      order: (names) => blueprints.dependentsFirst(names),
      kindsOf: (blueprint) => mappingsOf(mapper, blueprint).map(({ kind }) => kind),
      findsBySearch: (blueprint) =>
        mappingsOf(mapper, blueprint).some((mapping) => mapping.findsBySearch),
    });
    await store.setWindows(this.#proofs.windows);
    await guard.save();
    await store.seal();
  }

  async #take(
    scope: Scope,
    { block, entities, isUnproven, filtered, yields }: MappedBatch,
    items: number,
  ): Promise<void> {
    const { counts } = this;
    this.#yields.add(yields);
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
  async #remember(scope: Scope, { entity, mapping, resource }: MappedEntity): Promise<boolean> {
    const { blueprint, identifier } = entity;
    this.counts.mapped += 1;
    this.counts.ofBlueprint(blueprint).mapped += 1;
    if (typeof identifier === 'string') {
      const name = entityName(blueprint, identifier);
      this.#seen.add(name);
      const source = this.#tracker.sourceOf(scope, mapping);
      this.#seenRecords.add(recordName(blueprint, identifier, source));
      if (this.#touched.has(name)) return false;
    }
    const definition = await this.#options.blueprints.find(blueprint);
    if (definition === undefined) {
      this.#options.failures.add('upsert', blueprint, nameOf(entity), missingBlueprint(blueprint));
      this.#failedResources.add(resourceName(scope, resource));
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

function stateOf(change: EstateChange | undefined): 'whole' | 'shrunk' | 'unknown' {
  if (change?.isWhole === true) return 'whole';
  return change?.isKnown === true ? 'shrunk' : 'unknown';
}
