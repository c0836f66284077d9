import type { EntitySource } from '../state/entity-record.ts';
import type { Estate, EstateChange } from '../state/estate-memory.ts';
import {
  DISCOVERY_KINDS,
  scopeName,
  type Scope,
  type ScopeOutcome,
  type ScopeRecord,
} from '../../ledger/scope.ts';

/** The scope of a run, which limits what it can prove. */
export interface RunExtent {
  /** Kinds in the mapping. */
  readonly mapped: ReadonlySet<string>;
  /** Kinds, accounts and regions that this run is limited to; undefined for all. */
  readonly kinds?: ReadonlySet<string> | undefined;
  readonly accounts?: ReadonlySet<string> | undefined;
  readonly regions?: ReadonlySet<string> | undefined;
  /** The part of a kind's history that the last run read; undefined when unknown. */
  windowBefore?(kind: string): string | undefined;
  /** Does the mapping read this kind in this region? */
  allowsRegion(kind: string, region: string): boolean;
}

/** Whether one of its sources lets an entity be deleted, or why it is kept. */
export type Verdict =
  | { readonly isGone: true; readonly reason: GoneReason }
  | { readonly isGone: false; readonly reason: WithheldReason };

export type GoneReason =
  /** Missing from a complete listing: AWS must confirm the deletion. */
  | 'not-found'
  /** The mapping excludes it. */
  | 'excluded'
  /** Its account left the organization, or a user accepted its removal. */
  | 'account-removed';

/** Why an entity that was not seen is kept. */
export type WithheldReason =
  | Exclude<ScopeOutcome, 'complete'>
  /** The account could not be opened, or its regions could not be listed. */
  | 'account-not-read'
  | 'account-list-not-read'
  | 'region-not-enabled'
  /** The run did not reach it. */
  | 'scope-not-read'
  /** This run was limited to other kinds, accounts or regions. */
  | 'not-in-this-run'
  /** The mapping failed for a resource of the scope, or depends on a part that could not be read. */
  | 'mapping-not-proved'
  /** It was in Port before the state existed: its scope is unknown, and not all possible scopes were read. */
  | 'origin-unknown'
  /** It is a record of the past, outside the window that is read. */
  | 'outside-window'
  /** More would be deleted than the mapping's threshold allows. */
  | 'threshold'
  /** Another entity still relates to it, and Port would create it again. */
  | 'related'
  /** Port refused to delete it. */
  | 'refused'
  /** AWS was asked about a resource of its scope, and did not answer. */
  | 'not-confirmed'
  /** AWS still has a resource of its scope that was not listed: the listing cannot be trusted. */
  | 'still-exists'
  /** It is a record of Longshore's own, and no complete evaluation or period proves that it is over. */
  | 'not-evaluated'
  /** The run deleted as many entities of its scope as one run may: it waits for the next run. */
  | 'next-run'
  /** Settings or credentials reach fewer accounts or regions than before, without acceptance. */
  | 'estate-shrank'
  /** Its replacement could not be written. */
  | 'replacement-failed'
  /** The state was damaged during this run. */
  | 'state-damaged';

const GLOBAL = 'global';

/** What each scope of a run proves. */
export class ScopeProofs {
  readonly #extent: RunExtent;
  readonly #complete = new Set<string>();
  readonly #others = new Map<string, Exclude<ScopeOutcome, 'complete'> | 'mapping-not-proved'>();
  readonly #accounts = new Map<string, 'open' | 'regions-read' | 'not-read'>();
  readonly #incompleteKinds = new Set<string>();
  readonly #windows = new Map<string, string>();
  readonly #regions = new Map<string, readonly string[]>();
  #listedBy: Estate['listedBy'] = 'settings';
  #change: EstateChange | undefined;
  #isListComplete = false;
  #isEveryAccountRead = true;
  #isMappingProved = true;

  constructor(extent: RunExtent) {
    this.#extent = extent;
  }

  record(record: ScopeRecord): void {
    const { kind, accountId, outcome } = record;
    const isComplete = outcome === 'complete';
    if (kind === 'accounts') {
      this.#isListComplete = isComplete;
      this.#listedBy = record.listedBy ?? 'settings';
    } else if (DISCOVERY_KINDS.some((step) => step === kind)) {
      this.#isEveryAccountRead &&= isComplete;
      const state = !isComplete ? 'not-read' : kind === 'regions' ? 'regions-read' : 'open';
      this.#accounts.set(accountId, state);
      if (record.regions !== undefined) this.#regions.set(accountId, record.regions);
    } else {
      const name = scopeName(record);
      if (record.window !== undefined) this.#windows.set(kind, record.window);
      if (!isComplete) this.#others.set(name, outcome);
      else if (!this.#others.has(name)) this.#complete.add(name);
      if (!isComplete) this.#incompleteKinds.add(kind);
    }
  }

  /** The mapping failed for some resources of the scope. Call it before the scope's record. */
  leaveUnproven(scope: Scope): void {
    this.#isMappingProved = false;
    this.#others.set(scopeName(scope), 'mapping-not-proved');
    this.#incompleteKinds.add(scope.kind);
  }

  /** The mapping is faulty: entities that it no longer produces are kept. */
  distrustMapping(): void {
    this.#isMappingProved = false;
  }

  /** The accounts and regions of the run; undefined when it did not find all of them, or was limited. */
  get estate(): Estate | undefined {
    if (!this.#isListComplete || this.#isLimited) return undefined;
    return {
      listedBy: this.#listedBy,
      accounts: [...this.#accounts.keys()],
      regions: this.#regions,
    };
  }

  /** How the accounts and regions differ from the previous run's. Call it before any verdict. */
  setEstateChange(change: EstateChange): void {
    this.#change = change;
  }

  /** What an entity's absence means for one of its sources. */
  verdict(source: EntitySource): Verdict {
    const { kind, accountId, region } = source;
    const { mapped, kinds, accounts, regions } = this.#extent;
    const isLimited =
      kinds?.has(kind) === false ||
      accounts?.has(accountId) === false ||
      (region !== GLOBAL && regions?.has(region) === false);
    if (isLimited) return withheld('not-in-this-run');
    if (!mapped.has(kind)) {
      // Entities that the mapping excludes are deleted, unless the mapping is found to be faulty.
      return this.#isMappingProved
        ? { isGone: true, reason: 'excluded' }
        : withheld('mapping-not-proved');
    }
    const name = scopeName(source);
    const other = this.#others.get(name);
    if (other !== undefined) return withheld(other);
    if (this.#complete.has(name)) {
      if (!this.#windows.has(kind)) return { isGone: true, reason: 'not-found' };
      return this.#isOutsideWindow(kind)
        ? withheld('outside-window')
        : { isGone: true, reason: 'excluded' };
    }
    return this.#verdictOnUnread(source);
  }

  /** Were all scopes of these kinds read, in all accounts and regions? */
  provesEverything(kinds: readonly string[]): boolean {
    return (
      !this.#isLimited &&
      this.#isListComplete &&
      this.#isEveryAccountRead &&
      kinds.every((kind) => !this.#incompleteKinds.has(kind) && !this.#windows.has(kind))
    );
  }

  get #isLimited(): boolean {
    const { accounts, regions, kinds } = this.#extent;
    return accounts !== undefined || regions !== undefined || kinds !== undefined;
  }

  /** Windows of the kinds whose scopes were all read in this run. */
  get windows(): ReadonlyMap<string, string> {
    return new Map([...this.#windows].filter(([kind]) => !this.#incompleteKinds.has(kind)));
  }

  /** A missing record may only be too old, unless the user has changed the window. */
  #isOutsideWindow(kind: string): boolean {
    const window = this.#windows.get(kind);
    if (window === undefined) return false;
    const before = this.#extent.windowBefore?.(kind);
    return before === undefined || before === window;
  }

  /** Why was the scope not read in this run: excluded, or failed? */
  #verdictOnUnread({ kind, accountId, region }: EntitySource): Verdict {
    if (accountId === '*') return withheld('account-list-not-read');
    const account = this.#accounts.get(accountId);
    if (account === undefined) {
      if (!this.#isListComplete) return withheld('account-list-not-read');
      if (this.#extent.accounts !== undefined) return withheld('not-in-this-run');
      return this.#change?.isRemoved(accountId) === true
        ? { isGone: true, reason: 'account-removed' }
        : withheld('estate-shrank');
    }
    if (account === 'not-read') return withheld('account-not-read');
    if (region !== GLOBAL && !this.#extent.allowsRegion(kind, region)) {
      return { isGone: true, reason: 'excluded' };
    }
    if (region === GLOBAL || account !== 'regions-read') return withheld('scope-not-read');
    return this.#change?.isRemoved(accountId, region) === true
      ? { isGone: true, reason: 'account-removed' }
      : withheld('region-not-enabled');
  }
}

function withheld(reason: WithheldReason): Verdict {
  return { isGone: false, reason };
}
