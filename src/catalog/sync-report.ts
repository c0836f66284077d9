import type { WithheldReason } from './reconcile/scope-proofs.ts';
import type { FaultCount } from '../mapping/fault.ts';
import type { WriteFailure } from './write/write-failures.ts';

/** Kept entities that were not seen: their deletion is not confirmed. */
export interface WithheldCount {
  readonly blueprint: string;
  readonly reason: WithheldReason;
  /** The error of the check, and its fix. */
  readonly detail?: string;
  entities: number;
  readonly examples: string[];
}

/** Per blueprint: the result for its entities. */
export interface BlueprintCounts {
  /** Entities that the mapping produced. */
  mapped: number;
  unchanged: number;
  deleted: number;
  withheld: number;
}

/** Per resource block of the mapping: the result for its items. */
export interface BlockCounts {
  raw: number;
  transformed: number;
  filtered: number;
  unchanged: number;
}

/** What a run did in Port, or would do. */
export interface SyncReport {
  readonly resyncId: string;
  /** Raw items that selectors excluded. */
  readonly filtered: number;
  readonly mapped: number;
  readonly unchanged: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Entities that Port refused. */
  readonly failed: number;
  readonly withheld: readonly Readonly<WithheldCount>[];
  /** Resources that AWS was asked about one by one, because they were not listed. */
  readonly checked: number;
  /** Missing accounts and regions whose removal was not accepted. */
  readonly missing: { readonly accounts: readonly string[]; readonly regions: readonly string[] };
  /**
   * Places of entity mappings that produced no entity for any resource: none of their entities are deleted.
   */
  readonly voidMappings: readonly string[];
  /** Problems found in the state on disk. */
  readonly stateProblems: readonly string[];
  readonly blueprints: Readonly<Record<string, Readonly<BlueprintCounts>>>;
  /** By the block's place in the mapping. */
  readonly blocks: Readonly<Record<number, Readonly<BlockCounts>>>;
  readonly failures: readonly Readonly<WriteFailure>[];
  readonly faults: readonly Readonly<FaultCount>[];
}

const EXAMPLES_KEPT = 5;
/** Different details that are counted separately. */
const DETAILS_KEPT = 200;

/** Collects the report of one run. */
export class SyncCounts {
  filtered = 0;
  mapped = 0;
  unchanged = 0;
  checked = 0;
  readonly #blueprints = new Map<string, BlueprintCounts>();
  readonly #withheld = new Map<string, WithheldCount>();
  readonly #blocks = new Map<number, BlockCounts>();

  /** @param block its place in the document */
  ofBlock(block: number): BlockCounts {
    const counts = this.#blocks.get(block) ?? { raw: 0, transformed: 0, filtered: 0, unchanged: 0 };
    this.#blocks.set(block, counts);
    return counts;
  }

  ofBlueprint(blueprint: string): BlueprintCounts {
    const counts = this.#blueprints.get(blueprint) ?? {
      mapped: 0,
      unchanged: 0,
      deleted: 0,
      withheld: 0,
    };
    this.#blueprints.set(blueprint, counts);
    return counts;
  }

  withhold(blueprint: string, identifier: string, reason: WithheldReason, given?: string): void {
    this.ofBlueprint(blueprint).withheld += 1;
    const isKept =
      this.#withheld.size < DETAILS_KEPT || this.#withheld.has(nameOf(blueprint, reason, given));
    const detail = isKept ? given : undefined;
    const name = nameOf(blueprint, reason, detail);
    const count = this.#withheld.get(name) ?? {
      blueprint,
      reason,
      entities: 0,
      examples: [],
      ...(detail !== undefined && { detail }),
    };
    count.entities += 1;
    if (count.examples.length < EXAMPLES_KEPT) count.examples.push(identifier);
    this.#withheld.set(name, count);
  }

  get withheld(): readonly WithheldCount[] {
    return [...this.#withheld.values()].sort((one, other) => other.entities - one.entities);
  }

  get blocks(): Readonly<Record<number, BlockCounts>> {
    return Object.fromEntries(this.#blocks);
  }

  get blueprints(): Readonly<Record<string, BlueprintCounts>> {
    return Object.fromEntries(
      [...this.#blueprints].sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }
}

function nameOf(blueprint: string, reason: WithheldReason, detail = ''): string {
  return `${blueprint}\0${reason}\0${detail}`;
}

/** Reasons for keeping entities that require a user's attention. */
const ALARMING: readonly WithheldReason[] = [
  'estate-shrank',
  'mapping-not-proved',
  'not-confirmed',
  'refused',
  'replacement-failed',
  'state-damaged',
  'still-exists',
  'threshold',
];

/** Does the result in Port, or the mapping, require a user's attention? */
export function needsAttention({
  failed,
  faults,
  withheld,
  missing,
  voidMappings,
}: SyncReport): boolean {
  return (
    failed > 0 ||
    voidMappings.length > 0 ||
    missing.accounts.length + missing.regions.length > 0 ||
    faults.some(({ reason }) => reason === 'selector-failed') ||
    withheld.some(({ reason }) => ALARMING.includes(reason))
  );
}
