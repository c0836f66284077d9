import type { EntityGroup, EntityRecord, EntityStore } from '../../ledger/entity-store.ts';
import type { ScopeProofs, WithheldReason } from '../../ledger/scope-proofs.ts';
import type { HashSet } from '../../lib/hash-set.ts';
import type { EntityTarget } from '../../sink/entity-change.ts';
import type { SyncCounts } from './sync-report.ts';

export interface ReconcileOptions {
  readonly store: EntityStore;
  readonly proofs: ScopeProofs;
  readonly target: EntityTarget;
  readonly counts: SyncCounts;
  /** Entities that this run made, or that live events wrote while it ran. */
  readonly seen: HashSet;
  /** Records that this run made: an entity, and which source. */
  readonly seenRecords: HashSet;
  /** Entities that others relate to, where Port would create them again. */
  readonly related: HashSet;
  /** Kinds that may make entities of a blueprint. */
  kindsOf(blueprint: string): readonly string[];
  /** Does a mapping find entities of the blueprint by search? What it found has no name here. */
  findsBySearch(blueprint: string): boolean;
  /** From the mapping: most of the entities, as a share, that one run may delete. */
  readonly threshold: number;
  /** Blueprints in the order in which their entities are deleted: those that depend on others first. */
  order(blueprints: readonly string[]): Promise<readonly string[]>;
  readonly signal: AbortSignal;
}

/** A share of fewer entities than this says nothing: the last of three queues may go. */
const LEAST_FOR_BLUEPRINT_THRESHOLD = 20;
const DELETED_AT_ONCE = 1_000;

/** Names an entity in the sets of a run. */
export function entityName(blueprint: string, identifier: string): string {
  return `${blueprint}\0${identifier}`;
}

/** Names what one source made of an entity. */
export function recordName(blueprint: string, identifier: string, source: number): string {
  return `${blueprint}\0${identifier}\0${source}`;
}

/**
 * Deletes the entities that are proved gone, and reports those that are merely not found. It goes over
 * the state twice: the threshold needs the totals before the first deletion.
 */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  const reconciliation = new Reconciliation(options);
  const tallies = await reconciliation.count();
  const total = { known: 0, gone: 0 };
  for (const { known, gone } of tallies.values()) {
    total.known += known;
    total.gone += gone;
  }
  const { threshold } = options;
  const isTotalExceeded = exceeds(total, threshold);
  for (const blueprint of await options.order([...tallies.keys()])) {
    const tally = tallies.get(blueprint) ?? total;
    const isOwnExceeded =
      (tally.known >= LEAST_FOR_BLUEPRINT_THRESHOLD || threshold === 0) &&
      exceeds(tally, threshold);
    await reconciliation.sweep(blueprint, isTotalExceeded || isOwnExceeded);
  }
}

function exceeds({ known, gone }: { known: number; gone: number }, threshold: number): boolean {
  return gone > 0 && gone / known > threshold;
}

type Conclusion =
  | { readonly type: 'kept'; readonly stale: readonly EntityRecord[] }
  | { readonly type: 'gone' }
  | { readonly type: 'withheld'; readonly reason: WithheldReason };

class Reconciliation {
  readonly #options: ReconcileOptions;

  constructor(options: ReconcileOptions) {
    this.#options = options;
  }

  /** How many entities of each blueprint are known, and how many of them are gone. */
  async count(): Promise<ReadonlyMap<string, { known: number; gone: number }>> {
    const { store, signal } = this.#options;
    const tallies = new Map<string, { known: number; gone: number }>();
    for await (const groups of store.groups()) {
      signal.throwIfAborted();
      for (const group of groups) {
        const tally = tallies.get(group.blueprint) ?? { known: 0, gone: 0 };
        tally.known += 1;
        tally.gone += Number(this.#conclude(group).type === 'gone');
        tallies.set(group.blueprint, tally);
      }
    }
    return tallies;
  }

  /** Deletes what is gone of one blueprint, and tidies the state. */
  async sweep(blueprint: string, isThresholdExceeded: boolean): Promise<void> {
    const { store, counts, signal } = this.#options;
    let gone: EntityGroup[] = [];
    for await (const groups of store.groups(blueprint)) {
      signal.throwIfAborted();
      const stale: EntityRecord[] = [];
      for (const group of groups) {
        const conclusion = this.#conclude(group);
        if (conclusion.type === 'kept') stale.push(...conclusion.stale);
        else if (conclusion.type === 'gone' && !isThresholdExceeded) gone.push(group);
        else {
          const reason = conclusion.type === 'gone' ? 'threshold' : conclusion.reason;
          counts.withhold(blueprint, group.identifier, reason);
        }
      }
      await store.remove(stale);
      if (gone.length >= DELETED_AT_ONCE) {
        await this.#delete(blueprint, gone);
        gone = [];
      }
    }
    await this.#delete(blueprint, gone);
  }

  /** First in Port, then here: a run that is killed between finds it again. */
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
      if (status === 'refused') counts.withhold(blueprint, identifier, 'refused');
      else forgotten.push(...records);
      if (status === 'deleted') counts.ofBlueprint(blueprint).deleted += 1;
    }
    await store.remove(forgotten);
  }

  #conclude({ blueprint, identifier, records }: EntityGroup): Conclusion {
    const { store, proofs, seen, seenRecords, related } = this.#options;
    if (seen.has(entityName(blueprint, identifier))) {
      const stale = records.filter(({ source }) => {
        if (seenRecords.has(recordName(blueprint, identifier, source))) return false;
        const origin = store.source(source);
        return origin.kind === '' || proofs.verdict(origin).isGone;
      });
      return { type: 'kept', stale };
    }
    for (const { source } of records) {
      const origin = store.source(source);
      if (origin.kind === '') {
        const { kindsOf, findsBySearch } = this.#options;
        if (!findsBySearch(blueprint) && proofs.provesEverything(kindsOf(blueprint))) continue;
        return { type: 'withheld', reason: 'origin-unknown' };
      }
      const verdict = proofs.verdict(origin);
      if (!verdict.isGone) return { type: 'withheld', reason: verdict.reason };
    }
    if (related.has(entityName(blueprint, identifier)))
      return { type: 'withheld', reason: 'related' };
    return { type: 'gone' };
  }
}
