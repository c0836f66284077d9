import { HashSet } from '../lib/hash-set.ts';
import type { Cause, ScopeOutcome, ScopeRecord } from './scope.ts';

/** How a run ended. `incomplete`: something could not be read; the report has the details. */
export type RunStatus = 'complete' | 'incomplete' | 'cancelled' | 'failed';

export interface CallCount {
  /** Requests sent, retries included. */
  calls: number;
  retries: number;
  throttles: number;
  /** Requests that failed. */
  errors: number;
}

/** One request, as the ledger counts it. */
export interface LedgerCall {
  /** `sqs:ListQueues` */
  readonly operation: string;
  readonly isRetry: boolean;
  readonly isThrottle: boolean;
  /** It ended in an error. */
  readonly isError: boolean;
}

export interface Totals {
  scopes: number;
  complete: number;
  resources: number;
  incompleteResources: number;
  pages: number;
  calls: number;
  retries: number;
  throttles: number;
}

/** Why something could not be read, and how often. */
export interface CauseCount extends Cause {
  readonly outcome: ScopeOutcome | 'gap';
  readonly kind: string;
  /** The action concerned, when it is a gap in resources. */
  readonly action?: string;
  scopes: number;
  resources: number;
  /** Some of the places: `111122223333 eu-west-1`. */
  readonly places: string[];
}

/** What was read of one kind. */
export interface KindTotals {
  readonly kind: string;
  scopes: number;
  complete: number;
  resources: number;
  incompleteResources: number;
  calls: number;
  /** For a kind with a history: how much of it was read. */
  window?: string;
  /** Parents (a lower bound) with more records in that time than were read. */
  parentsCut?: number;
}

/** How much of a history was read. */
export interface HistoryCount {
  readonly kind: string;
  /** As `windowText` formats it. */
  readonly window: string;
  /** Parents (a lower bound) with more records in that time than were read. */
  readonly parentsCut?: number;
}

/** Receives each scope's record. */
export interface ScopeStore {
  add(record: ScopeRecord): Promise<void>;
}

/** Different causes that are counted separately; the report's scopes have the rest. */
const CAUSES_KEPT = 200;
const PLACES_KEPT = 5;

/** The `kind` of a cause that concerns the store, not something that was read. */
export const STORE = 'store';

/** The totals of a run that has read nothing. */
export const NO_TOTALS: Readonly<Totals> = {
  scopes: 0,
  complete: 0,
  resources: 0,
  incompleteResources: 0,
  pages: 0,
  calls: 0,
  retries: 0,
  throttles: 0,
};

/**
 * The record of a run. Each finished scope goes to the store; only totals stay in memory, and their size
 * depends on the number of kinds.
 */
export class Ledger {
  readonly startedAt: Date;
  readonly #store: ScopeStore;
  readonly #calls = new Map<string, CallCount>();
  readonly #kinds = new Map<string, KindTotals>();
  readonly #causes = new Map<string, CauseCount>();
  /** Keys of further causes, which are only counted. */
  readonly #otherCauses = new HashSet();
  readonly #totals: Totals = { ...NO_TOTALS };
  #wasCancelled = false;
  #hasFailed = false;
  #isIncomplete = false;

  constructor(startedAt: Date, store: ScopeStore) {
    this.startedAt = startedAt;
    this.#store = store;
  }

  /** Counts one request to AWS. `operation` is `service:Operation`. */
  countCall({ operation, isRetry, isThrottle, isError }: LedgerCall): void {
    const count = this.#calls.get(operation) ?? { calls: 0, retries: 0, throttles: 0, errors: 0 };
    count.calls += 1;
    count.retries += Number(isRetry);
    count.throttles += Number(isThrottle);
    count.errors += Number(isError);
    this.#calls.set(operation, count);
    this.#totals.calls += 1;
    this.#totals.retries += Number(isRetry);
    this.#totals.throttles += Number(isThrottle);
  }

  async record(record: ScopeRecord): Promise<void> {
    this.#totals.scopes += 1;
    this.#totals.complete += Number(record.outcome === 'complete');
    this.#totals.resources += record.resources;
    this.#totals.incompleteResources += record.incompleteResources;
    this.#totals.pages += record.pages;
    this.#wasCancelled ||= record.outcome === 'cancelled';
    this.#addToKind(record);
    this.#addCauses(record);
    await this.#store.add(record);
  }

  /** The run failed: its output could not be written, or no account could be opened. */
  fail(): void {
    this.#hasFailed = true;
  }

  /** Everything was read, but entities could not be mapped, written or deleted. */
  leaveIncomplete(): void {
    this.#isIncomplete = true;
  }

  /** Accounts or regions that the run was told to read were not found, but may exist. */
  nameNotFound(kind: 'accounts' | 'regions', names: readonly string[], cause: Cause): void {
    this.#isIncomplete = true;
    const places = names.slice(0, PLACES_KEPT);
    const found = { kind, outcome: 'failed', scopes: names.length, resources: 0, places } as const;
    this.#causes.set(JSON.stringify([kind, cause.code]), { ...cause, ...found, places });
  }

  /** The store could not take everything that was read; other outputs went on. */
  storeFailed(cause: Cause): void {
    this.#isIncomplete = true;
    const failed = { kind: STORE, outcome: 'failed', scopes: 0, resources: 0, places: [] } as const;
    this.#causes.set(JSON.stringify([STORE, cause.code]), { ...cause, ...failed, places: [] });
  }

  /** A run that could not read something is not complete. */
  get status(): RunStatus {
    if (this.#hasFailed) return 'failed';
    if (this.#wasCancelled) return 'cancelled';
    const { scopes, complete, incompleteResources } = this.#totals;
    const isComplete = complete === scopes && incompleteResources === 0 && !this.#isIncomplete;
    return isComplete ? 'complete' : 'incomplete';
  }

  get totals(): Readonly<Totals> {
    return this.#totals;
  }

  /** By `service:Operation`, sorted by name. */
  get calls(): ReadonlyMap<string, Readonly<CallCount>> {
    return new Map([...this.#calls].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  get kinds(): readonly Readonly<KindTotals>[] {
    return [...this.#kinds.values()].sort((one, other) => (one.kind < other.kind ? -1 : 1));
  }

  /** Kinds with a history, and how much of it was read. */
  get histories(): readonly HistoryCount[] {
    return this.kinds.flatMap(({ kind, window, parentsCut }) =>
      window === undefined ? [] : { kind, window, ...(parentsCut !== undefined && { parentsCut }) },
    );
  }

  /** Different causes that are not in `causes`, because there are too many. */
  get causesOmitted(): number {
    return this.#otherCauses.size;
  }

  /** What could not be read, the causes with the most scopes first. */
  get causes(): readonly Readonly<CauseCount>[] {
    return [...this.#causes.values()].sort((one, other) => other.scopes - one.scopes);
  }

  #addToKind(record: ScopeRecord): void {
    const kind = this.#kinds.get(record.kind) ?? {
      kind: record.kind,
      scopes: 0,
      complete: 0,
      resources: 0,
      incompleteResources: 0,
      calls: 0,
    };
    kind.scopes += 1;
    kind.complete += Number(record.outcome === 'complete');
    kind.resources += record.resources;
    kind.incompleteResources += record.incompleteResources;
    kind.calls += record.calls;
    if (record.window !== undefined) kind.window = record.window;
    if (record.parentsCut !== undefined)
      kind.parentsCut = (kind.parentsCut ?? 0) + record.parentsCut;
    this.#kinds.set(record.kind, kind);
  }

  #addCauses(record: ScopeRecord): void {
    const { outcome, error, gaps } = record;
    if (error !== undefined && outcome !== 'complete') this.#addCause(record, outcome, error, 0);
    for (const gap of gaps) this.#addCause(record, 'gap', gap, gap.resources, gap.action);
  }

  #addCause(
    { kind, accountId, region }: ScopeRecord,
    outcome: ScopeOutcome | 'gap',
    { code, message, remedy }: Cause,
    resources: number,
    action?: string,
  ): void {
    const name = JSON.stringify([kind, outcome, action, code, remedy]);
    const known = this.#causes.get(name);
    if (known === undefined && this.#causes.size >= CAUSES_KEPT) {
      this.#otherCauses.add(name);
      return;
    }
    const cause = known ?? {
      kind,
      outcome,
      code,
      message,
      remedy,
      scopes: 0,
      resources: 0,
      places: [],
      ...(action !== undefined && { action }),
    };
    cause.scopes += 1;
    cause.resources += resources;
    if (cause.places.length < PLACES_KEPT) cause.places.push(`${accountId} ${region}`);
    this.#causes.set(name, cause);
  }
}
