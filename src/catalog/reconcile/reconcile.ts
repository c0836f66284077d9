import type { EntityRecord } from '../state/entity-record.ts';
import { entityName, recordName, resourceName } from '../names.ts';
import type { EntityGroup, EntityState } from '../state/entity-state.ts';
import type { ScopeProofs } from './scope-proofs.ts';
import type { ConfirmGone } from '../../ledger/confirmation.ts';
import type { HashSet } from '../../lib/hash-set.ts';
import type { EntityTarget } from '../write/entity-target.ts';
import { GoneChecks, type Withheld } from './gone-checks.ts';
import type { SyncCounts } from '../sync-report.ts';

export interface ReconcileOptions {
  readonly store: EntityState;
  readonly proofs: ScopeProofs;
  readonly target: EntityTarget;
  readonly counts: SyncCounts;
  /** Entities of this run, and those that live events wrote meanwhile. */
  readonly seen: HashSet;
  /** Records of this run: an entity and its source. */
  readonly seenRecords: HashSet;
  /** Resources that this run read. */
  readonly seenResources: HashSet;
  /** Was an entity of this resource refused? */
  hasRefused(made: Pick<EntityRecord, 'source' | 'resource'>): boolean;
  /** Entities with incoming relations, if Port would create them again. */
  readonly related: HashSet;
  /** Kinds that may produce entities of a blueprint. */
  kindsOf(blueprint: string): readonly string[];
  /** Does a mapping find entities of the blueprint by search? Their identifiers are unknown here. */
  findsBySearch(blueprint: string): boolean;
  /** Does the mapping produce no entity of this blueprint for any resource of the kind? Then it is faulty. */
  isMappingVoid(kind: string, blueprint: string): boolean;
  /** Did accounts or regions disappear without acceptance? Unknown when nothing was remembered. */
  readonly estate: 'whole' | 'shrunk' | 'unknown';
  /** The mapping has changed since the last run: what it excludes now may be a mistake. */
  readonly isMappingChanged: boolean;
  /** From the mapping: the largest share of entities that one run may delete. */
  readonly threshold: number;
  /** The most resources of one scope that a run checks and deletes. */
  readonly mostPerScope: number;
  /** Asks AWS about resources that are missing from listings. */
  readonly confirmGone: ConfirmGone;
  /** Blueprints in deletion order: those that depend on others first. */
  order(blueprints: readonly string[]): Promise<readonly string[]>;
  readonly signal: AbortSignal;
}

/**
 * With fewer entities than this, the share does not count for resources that AWS has deleted: the last of
 * three may go.
 */
const LEAST_FOR_BLUEPRINT_THRESHOLD = 20;
const DELETED_AT_ONCE = 1_000;

interface Tally {
  known: number;
  gone: number;
  /** Entities that the mapping excludes although AWS has the resources. */
  excluded: number;
}

/**
 * Deletes entities of confirmed deleted resources, and reports entities that were not seen but are kept. It
 * reads the state twice: before the first deletion, the threshold needs the totals, and AWS must confirm
 * missing resources.
 */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  const reconciliation = new Reconciliation(options);
  const tallies = await reconciliation.count();
  await reconciliation.check();
  for (const blueprint of await options.order([...tallies.keys()])) {
    await reconciliation.sweep(blueprint);
  }
}

type Conclusion =
  | { readonly type: 'kept'; readonly stale: readonly EntityRecord[] }
  /** Deleted, if AWS confirms it for the records to check. */
  | {
      readonly type: 'gone';
      readonly toCheck: readonly EntityRecord[];
      readonly isExcluded: boolean;
    }
  | ({ readonly type: 'withheld' } & Withheld);

class Reconciliation {
  readonly #options: ReconcileOptions;
  readonly #checks: GoneChecks;
  readonly #tallies = new Map<string, Tally>();
  /** Blueprints that exceed the deletion threshold. */
  readonly #exceeded = new Set<string>();

  constructor(options: ReconcileOptions) {
    this.#options = options;
    this.#checks = new GoneChecks(options.mostPerScope);
  }

  /** The number of known entities of each blueprint, and of those to delete. */
  async count(): Promise<ReadonlyMap<string, Tally>> {
    const { store, signal } = this.#options;
    for await (const groups of store.groups()) {
      signal.throwIfAborted();
      for (const group of groups) {
        const tally = this.#tallies.get(group.blueprint) ?? { known: 0, gone: 0, excluded: 0 };
        this.#tallies.set(group.blueprint, tally);
        tally.known += 1;
        const conclusion = this.#conclude(group);
        if (conclusion.type !== 'gone') continue;
        tally.gone += 1;
        tally.excluded += Number(conclusion.isExcluded);
      }
    }
    this.#applyThreshold();
    return this.#tallies;
  }

  /** Asks AWS about missing resources whose deletion the threshold would allow. */
  async check(): Promise<void> {
    const { store, signal, confirmGone, counts } = this.#options;
    for (const [blueprint, { gone }] of this.#tallies) {
      if (gone === 0 || this.#exceeded.has(blueprint)) continue;
      for await (const groups of store.groups(blueprint)) {
        signal.throwIfAborted();
        for (const group of groups) {
          const conclusion = this.#conclude(group);
          if (conclusion.type !== 'gone') continue;
          for (const record of conclusion.toCheck) this.#checks.add(record);
        }
      }
    }
    await this.#checks.run(confirmGone);
    counts.checked = this.#checks.asked;
  }

  /** Deletes entities of one blueprint, and cleans up the state. */
  async sweep(blueprint: string): Promise<void> {
    const { store, signal } = this.#options;
    let gone: EntityGroup[] = [];
    for await (const groups of store.groups(blueprint)) {
      signal.throwIfAborted();
      const stale: EntityRecord[] = [];
      for (const group of groups) {
        const conclusion = this.#conclude(group);
        if (conclusion.type === 'kept') {
          stale.push(...conclusion.stale);
          continue;
        }
        const withheld =
          conclusion.type === 'withheld' ? conclusion : this.#withholds(group, conclusion.toCheck);
        if (withheld === undefined) gone.push(group);
        else await this.#withhold(blueprint, group.identifier, withheld);
      }
      await store.remove(stale);
      if (gone.length >= DELETED_AT_ONCE) {
        await this.#delete(blueprint, gone);
        gone = [];
      }
    }
    await this.#delete(blueprint, gone);
  }

  /** Why an entity that was not seen is kept; undefined when it is deleted. */
  #withholds({ blueprint }: EntityGroup, toCheck: readonly EntityRecord[]): Withheld | undefined {
    // A lost record could be the one that keeps the entity.
    if (this.#options.store.damage !== undefined) return { reason: 'state-damaged' };
    if (this.#exceeded.has(blueprint)) return { reason: 'threshold' };
    for (const record of toCheck) {
      const withheld = this.#checks.verdict(record);
      if (withheld !== undefined) return withheld;
    }
    return undefined;
  }

  #applyThreshold(): void {
    const { threshold, isMappingChanged } = this.#options;
    const total = { known: 0, gone: 0 };
    for (const { known, gone } of this.#tallies.values()) {
      total.known += known;
      total.gone += gone;
    }
    const isTotalExceeded = exceeds(total, threshold);
    for (const [blueprint, tally] of this.#tallies) {
      const isTelling =
        tally.known >= LEAST_FOR_BLUEPRINT_THRESHOLD ||
        threshold === 0 ||
        (isMappingChanged && tally.excluded > 0);
      if (isTotalExceeded || (isTelling && exceeds(tally, threshold)))
        this.#exceeded.add(blueprint);
    }
  }

  async #withhold(
    blueprint: string,
    identifier: string,
    { reason, detail }: Withheld,
  ): Promise<void> {
    const { counts, target } = this.#options;
    counts.withhold(blueprint, identifier, reason, detail);
    await target.withhold?.(blueprint, identifier, reason);
  }

  /** First in Port, then here: after a crash in between, the next run finds it again. */
  async #delete(blueprint: string, groups: readonly EntityGroup[]): Promise<void> {
    if (groups.length === 0) return;
    const { store, target, counts } = this.#options;
    const results = await target.delete(
      blueprint,
      groups.map(({ identifier }) => identifier),
    );
    const forgotten: EntityRecord[] = [];
    for (const { identifier, records } of groups) {
      const status = results.get(identifier)?.status ?? 'refused';
      if (status === 'refused') await this.#withhold(blueprint, identifier, { reason: 'refused' });
      else forgotten.push(...records);
      if (status === 'deleted') counts.ofBlueprint(blueprint).deleted += 1;
    }
    await store.remove(forgotten);
  }

  #conclude(group: EntityGroup): Conclusion {
    const { blueprint, identifier, records } = group;
    const { seen, related } = this.#options;
    if (seen.has(entityName(blueprint, identifier))) {
      return { type: 'kept', stale: records.filter((record) => this.#isStale(record)) };
    }
    const toCheck: EntityRecord[] = [];
    let isExcluded = false;
    for (const record of records) {
      const verdict = this.#verdict(record);
      if (typeof verdict === 'object') return { type: 'withheld', ...verdict };
      if (verdict === 'to-check') toCheck.push(record);
      isExcluded ||= verdict === 'excluded';
    }
    if (related.has(entityName(blueprint, identifier)))
      return { type: 'withheld', reason: 'related' };
    return { type: 'gone', toCheck, isExcluded };
  }

  /** Is the part of one source outdated, although other sources wrote the entity in this run? */
  #isStale({ blueprint, identifier, source }: EntityRecord): boolean {
    const { proofs, seenRecords, kindsOf } = this.#options;
    if (seenRecords.has(recordName(blueprint, identifier, source))) return false;
    // If its source is unknown, it may be one that was not read.
    if (source.kind === '') return proofs.provesEverything(kindsOf(blueprint));
    return proofs.verdict(source).isGone;
  }

  #verdict(record: EntityRecord): Withheld | 'to-check' | 'excluded' | 'removed' {
    const { blueprint, source, resource } = record;
    const { proofs, seenResources, hasRefused, isMappingVoid } = this.#options;
    if (source.kind === '') return this.#verdictOnUnknown(blueprint);
    const verdict = proofs.verdict(source);
    if (!verdict.isGone) return { reason: verdict.reason };
    if (isMappingVoid(source.kind, blueprint)) return { reason: 'mapping-not-proved' };
    const name = resourceName(source, resource);
    if (hasRefused(record)) return { reason: 'replacement-failed' };
    if (verdict.reason === 'account-removed') return 'removed';
    if (verdict.reason === 'excluded') return 'excluded';
    if (resource.length === 0) return this.#verdictOnUnknown(blueprint);
    return seenResources.has(name) ? 'excluded' : 'to-check';
  }

  /**
   * AWS cannot be asked about entities of unknown origin: only a run that has read every scope proves their
   * deletion.
   */
  #verdictOnUnknown(blueprint: string): Withheld | 'removed' {
    const { kindsOf, findsBySearch, estate, proofs, isMappingVoid } = this.#options;
    const kinds = kindsOf(blueprint);
    if (kinds.some((kind) => isMappingVoid(kind, blueprint)))
      return { reason: 'mapping-not-proved' };
    const isProved = !findsBySearch(blueprint) && proofs.provesEverything(kinds);
    if (!isProved || estate === 'unknown') return { reason: 'origin-unknown' };
    return estate === 'whole' ? 'removed' : { reason: 'estate-shrank' };
  }
}

function exceeds({ known, gone }: { known: number; gone: number }, threshold: number): boolean {
  return gone > 0 && gone / known > threshold;
}
