import type { EntitySource } from '../state/entity-record.ts';
import type { Estate, EstateChange } from '../state/estate-memory.ts';
import {
  DISCOVERY_KINDS,
  scopeName,
  type Scope,
  type ScopeOutcome,
  type ScopeRecord,
} from '../../ledger/scope.ts';

/** What a run was asked to read, as far as it decides what may be concluded. */
export interface RunExtent {
  /** Kinds that the mapping names. */
  readonly mapped: ReadonlySet<string>;
  /** Kinds, accounts and regions that this run alone is limited to; undefined for all. */
  readonly kinds?: ReadonlySet<string> | undefined;
  readonly accounts?: ReadonlySet<string> | undefined;
  readonly regions?: ReadonlySet<string> | undefined;
  /** What of a kind's history the last run read; undefined when it is not known. */
  windowBefore?(kind: string): string | undefined;
  /** Does the mapping let this kind be read in this region? */
  allowsRegion(kind: string, region: string): boolean;
}

/** Whether an entity is deleted, as far as one of its sources can tell; if not, why it is kept. */
export type Verdict =
  | { readonly isGone: true; readonly reason: GoneReason }
  | { readonly isGone: false; readonly reason: WithheldReason };

export type GoneReason =
  /** A complete listing lacks it: AWS is asked for it before it is deleted. */
  | 'not-found'
  /** The mapping leaves it out. */
  | 'excluded'
  /** Its account left the organization, or somebody accepted that it is read no more. */
  | 'account-removed';

/** Why an entity that was not found is kept. */
export type WithheldReason =
  | Exclude<ScopeOutcome, 'complete'>
  /** The account could not be opened, or its regions not be listed. */
  | 'account-not-read'
  | 'account-list-not-read'
  | 'region-not-enabled'
  /** The run did not come to it. */
  | 'scope-not-read'
  /** This run was limited to other kinds, accounts or regions. */
  | 'not-in-this-run'
  /** The mapping failed for some resource of the scope, or depends on what could not be read of it. */
  | 'mapping-not-proved'
  /** Port had it before; it is not known which scope it comes from, and not all that might have were read. */
  | 'origin-unknown'
  /** It is a record of the past, and lies outside the window that is read. */
  | 'outside-window'
  /** More would be deleted than the mapping's threshold allows. */
  | 'threshold'
  /** Another entity still relates to it, and Port would create it again. */
  | 'related'
  /** Port refused to delete it. */
  | 'refused'
  /** AWS was asked for a resource of its scope, and did not say whether it is there. */
  | 'not-confirmed'
  /** AWS has a resource of its scope that the listing lacked: the listing is not to be trusted. */
  | 'still-exists'
  /** As many of its scope as one run deletes were deleted: it waits for the next. */
  | 'next-run'
  /** Settings or credentials reach fewer accounts or regions than before, without acceptance. */
  | 'estate-shrank'
  /** What takes its place could not be written. */
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

  /** The mapping could not judge every resource of the scope. To be called before the scope's record. */
  leaveUnproven(scope: Scope): void {
    this.#isMappingProved = false;
    this.#others.set(scopeName(scope), 'mapping-not-proved');
    this.#incompleteKinds.add(scope.kind);
  }

  /** The mapping is faulty: entities that it no longer makes are kept. */
  distrustMapping(): void {
    this.#isMappingProved = false;
  }

  /** The accounts and regions of the run; undefined when it did not find, or was not to read, all of them. */
  get estate(): Estate | undefined {
    if (!this.#isListComplete || this.#isLimited) return undefined;
    return {
      listedBy: this.#listedBy,
      accounts: [...this.#accounts.keys()],
      regions: this.#regions,
    };
  }

  /** How the accounts and regions differ from those of the run before. To be called before any verdict. */
  setEstateChange(change: EstateChange): void {
    this.#change = change;
  }

  /** What an entity's absence means, for one of the sources that wrote it. */
  verdict(source: EntitySource): Verdict {
    const { kind, accountId, region } = source;
    const { mapped, kinds, accounts, regions } = this.#extent;
    const isLimited =
      kinds?.has(kind) === false ||
      accounts?.has(accountId) === false ||
      (region !== GLOBAL && regions?.has(region) === false);
    if (isLimited) return withheld('not-in-this-run');
    if (!mapped.has(kind)) {
      // What a mapping leaves out is gone; not so when the mapping is seen to be at fault.
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

  /** Were all scopes of these kinds read, wherever they might be? */
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

  /** A record that is not found may just be too old; not so when the user has changed the window. */
  #isOutsideWindow(kind: string): boolean {
    const window = this.#windows.get(kind);
    if (window === undefined) return false;
    const before = this.#extent.windowBefore?.(kind);
    return before === undefined || before === window;
  }

  /** The scope was not read at all in this run: because it is excluded, or because something failed? */
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
