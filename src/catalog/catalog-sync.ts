import type { Batch } from '../core/exporters/resource.ts';
import type { ConfirmGone } from '../ledger/confirmation.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { Scope } from '../ledger/scope.ts';
import type { EndedRun, Sink } from '../ledger/sink.ts';
import { HashSet } from '../lib/hash-set.ts';
import type { Entity } from '../mapping/entity.ts';
import { FaultLog } from '../mapping/fault.ts';
import type { MappedEntity, MappingSummary } from '../mapping/mapped.ts';
import type { Mapper } from '../mapping/mapper.ts';
import type { BlueprintDirectory } from '../port/blueprint-directory.ts';
import { PortError, remedyOf } from '../port/port-error.ts';
import { entityName, recordName, resourceName } from './names.ts';
import type { EstateGuard } from './reconcile/estate-guard.ts';
import { MappingYields } from './reconcile/mapping-yields.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { ScopeProofs, type RunExtent } from './reconcile/scope-proofs.ts';
import { ResourceWriter, type WrittenBlock } from './resource-writer.ts';
import type { EntitySource } from './state/entity-record.ts';
import type { EntityState } from './state/entity-state.ts';
import type { EstateChange } from './state/estate-memory.ts';
import { needsAttention, SyncCounts, type SyncReport } from './sync-report.ts';
import type { EntityTarget } from './write/entity-target.ts';
import type { WriteFailures } from './write/write-failures.ts';

export interface CatalogSyncOptions {
  readonly resyncId: string;
  readonly mapper: Mapper;
  readonly store: EntityState;
  readonly target: EntityTarget;
  readonly failures: WriteFailures;
  readonly blueprints: BlueprintDirectory;
  readonly extent: RunExtent;
  /** From the mapping. */
  readonly entityDeletionThreshold: number;
  readonly createMissingRelatedEntities: boolean;
  /** The most resources of one scope that a run checks and deletes. */
  readonly mostDeletionsPerScope: number;
  /** Detects accounts and regions of earlier runs that are missing now. */
  readonly guard: EstateGuard;
  readonly signal: AbortSignal;
  /** Problems of the state that were found before the run. */
  readonly stateProblems: readonly string[];
}

/** Writes a run's changes to Port, and at the end deletes the entities of confirmed deleted resources. */
export class CatalogSync implements Sink {
  readonly #options: CatalogSyncOptions;
  readonly #writer: ResourceWriter;
  readonly #proofs: ScopeProofs;
  readonly #counts = new SyncCounts();
  readonly #faults = new FaultLog();
  readonly #seen = new HashSet();
  readonly #seenRecords = new HashSet();
  readonly #seenResources = new HashSet();
  readonly #related = new HashSet();
  readonly #yields: MappingYields;
  /** Entities that live events have written since the run started: the run may have older data. */
  readonly #touched = new Set<string>();

  constructor(options: CatalogSyncOptions) {
    this.#options = options;
    const { mapper, store, target } = options;
    this.#writer = new ResourceWriter({
      mapper,
      store,
      target,
      faults: this.#faults,
      admit: (entity, source) => this.#admit(entity, source),
    });
    this.#yields = new MappingYields(mapper.mappings);
    this.#proofs = new ScopeProofs({
      ...options.extent,
      windowBefore: (kind) => store.windowOf(kind),
    });
  }

  /** A live event has written or deleted this entity: the run skips it. */
  touch(blueprint: string, identifier: string): void {
    this.#touched.add(entityName(blueprint, identifier));
    this.#seen.add(entityName(blueprint, identifier));
  }

  async event(event: RunEvent): Promise<void> {
    if (event.type === 'scope') this.#proofs.record(event.record);
    else await this.#take(event.scope, event.batch);
  }

  /** Writes the remaining entities, then deletes. A stopped run deletes nothing. */
  async finish({ ledger, confirmGone }: EndedRun): Promise<void> {
    const { target, signal } = this.#options;
    await target.flush();
    if (!signal.aborted) await this.#reconcile(confirmGone);
    if (needsAttention(this.report)) ledger.leaveIncomplete();
  }

  /** What the run has done so far. */
  get report(): SyncReport {
    const { target, failures, resyncId, guard, store, stateProblems } = this.#options;
    const { filtered, mapped, unchanged, withheld, checked, blueprints, blocks } = this.#counts;
    return {
      resyncId,
      filtered,
      mapped,
      unchanged,
      ...target.counts,
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

  async #reconcile(confirmGone: ConfirmGone): Promise<void> {
    const { store, target, blueprints, signal, mapper, guard, failures } = this.#options;
    const change = guard.compare(this.#proofs.estate);
    if (change !== undefined) this.#proofs.setEstateChange(change);
    if (this.#yields.voidBlocks.length > 0) this.#proofs.distrustMapping();
    await reconcile({
      store,
      target,
      signal,
      proofs: this.#proofs,
      counts: this.#counts,
      seen: this.#seen,
      seenRecords: this.#seenRecords,
      seenResources: this.#seenResources,
      hasRefused: (made) => failures.hasRefused(made),
      related: this.#related,
      confirmGone,
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

  async #take(scope: Scope, batch: Batch): Promise<void> {
    for (const resource of batch.identifiers ?? [])
      this.#seenResources.add(resourceName(scope, resource));
    const items = batch.resources.length;
    for (const block of await this.#writer.write(scope, batch, this.#options.signal)) {
      if (block.isUnproven) this.#proofs.leaveUnproven(scope);
      this.#yields.add(block.yields);
      this.#count(block, items);
    }
  }

  #count({ block, filtered, admitted, unchanged }: WrittenBlock, items: number): void {
    this.#counts.filtered += filtered;
    this.#counts.unchanged += unchanged;
    const own = this.#counts.ofBlock(block);
    own.raw += items;
    own.transformed += admitted;
    own.filtered += filtered;
    own.unchanged += unchanged;
  }

  /** Records that the entity exists. False when it cannot or need not be written. */
  async #admit({ entity, resource }: MappedEntity, source: EntitySource): Promise<boolean> {
    const { blueprint, identifier } = entity;
    this.#counts.mapped += 1;
    this.#counts.ofBlueprint(blueprint).mapped += 1;
    if (typeof identifier === 'string') {
      const name = entityName(blueprint, identifier);
      this.#seen.add(name);
      this.#seenRecords.add(recordName(blueprint, identifier, source));
      if (this.#touched.has(name)) return false;
    }
    const { blueprints, failures, createMissingRelatedEntities } = this.#options;
    const definition = await blueprints.find(blueprint);
    if (definition === undefined) {
      const error = missingBlueprint(blueprint);
      failures.add('upsert', blueprint, nameOf(entity), error, { source, resource });
      return false;
    }
    if (createMissingRelatedEntities) this.#relate(entity, definition.relations);
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

/** Mappings that produce, or may produce, entities of a blueprint. */
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
