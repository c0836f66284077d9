import type { EntitySource } from './entity-store.ts';
import { DISCOVERY_KINDS, type Scope, type ScopeOutcome, type ScopeRecord } from './scope.ts';

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

/** Is an entity gone, as far as one of its sources can tell? If not, why that is not concluded. */
export type Verdict =
  | { readonly isGone: true; readonly reason: 'not-found' | 'excluded' }
  | { readonly isGone: false; readonly reason: WithheldReason };

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
  | 'refused';

const GLOBAL = 'global';

/** What each scope of a run proves. */
export class ScopeProofs {
  readonly #extent: RunExtent;
  readonly #complete = new Set<string>();
  readonly #others = new Map<string, Exclude<ScopeOutcome, 'complete'> | 'mapping-not-proved'>();
  readonly #accounts = new Map<string, 'open' | 'regions-read' | 'not-read'>();
  readonly #incompleteKinds = new Set<string>();
  readonly #windows = new Map<string, string>();
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
    } else if (DISCOVERY_KINDS.some((step) => step === kind)) {
      this.#isEveryAccountRead &&= isComplete;
      const state = !isComplete ? 'not-read' : kind === 'regions' ? 'regions-read' : 'open';
      this.#accounts.set(accountId, state);
    } else {
      const name = nameOf(record);
      if (record.window !== undefined) this.#windows.set(kind, record.window);
      if (!isComplete) this.#others.set(name, outcome);
      else if (!this.#others.has(name)) this.#complete.add(name);
      if (!isComplete) this.#incompleteKinds.add(kind);
    }
  }

  /** The mapping could not judge every resource of the scope. To be called before the scope's record. */
  leaveUnproven(scope: Scope): void {
    this.#isMappingProved = false;
    this.#others.set(nameOf(scope), 'mapping-not-proved');
    this.#incompleteKinds.add(scope.kind);
  }

  /** What an entity's absence means, for one of the sources that wrote it. */
  verdict(source: EntitySource): Verdict {
    const { kind, accountId, region } = source;
    const { mapped, kinds, accounts, regions } = this.#extent;
    if (!mapped.has(kind)) {
      // What a mapping leaves out is gone; not so when the mapping is seen to be at fault.
      return this.#isMappingProved
        ? { isGone: true, reason: 'excluded' }
        : withheld('mapping-not-proved');
    }
    const isLimited =
      kinds?.has(kind) === false ||
      (accountId !== '*' && accounts?.has(accountId) === false) ||
      (region !== GLOBAL && regions?.has(region) === false);
    if (isLimited) return withheld('not-in-this-run');
    const name = nameOf(source);
    const other = this.#others.get(name);
    if (other !== undefined) return withheld(other);
    if (this.#complete.has(name)) {
      return this.#isOutsideWindow(kind)
        ? withheld('outside-window')
        : { isGone: true, reason: 'not-found' };
    }
    return this.#verdictOnUnread(source);
  }

  /** Were all scopes of these kinds read, wherever they might be? */
  provesEverything(kinds: readonly string[]): boolean {
    const { accounts, regions, kinds: only } = this.#extent;
    const isLimited = accounts !== undefined || regions !== undefined || only !== undefined;
    return (
      !isLimited &&
      this.#isListComplete &&
      this.#isEveryAccountRead &&
      kinds.every((kind) => !this.#incompleteKinds.has(kind) && !this.#windows.has(kind))
    );
  }

  /** Windows of the run, of those kinds of which every scope was read. */
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
      const isFiltered = this.#extent.accounts !== undefined;
      return isFiltered ? withheld('not-in-this-run') : { isGone: true, reason: 'excluded' };
    }
    if (account === 'not-read') return withheld('account-not-read');
    if (region !== GLOBAL && !this.#extent.allowsRegion(kind, region)) {
      return { isGone: true, reason: 'excluded' };
    }
    if (region === GLOBAL || account !== 'regions-read') return withheld('scope-not-read');
    return withheld('region-not-enabled');
  }
}

function withheld(reason: WithheldReason): Verdict {
  return { isGone: false, reason };
}

function nameOf({ kind, accountId, region }: Scope): string {
  return `${kind}\0${accountId}\0${region}`;
}
