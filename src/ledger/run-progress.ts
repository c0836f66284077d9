import type { RunEvent } from './run-event.ts';
import type { RunPlan } from './run-plan.ts';
import { DISCOVERY_KINDS } from './scope.ts';
import type { Sink } from './sink.ts';

/**
 * Where a run is: reading its mapping and what Port has, finding its accounts, reading AWS, or, when everything
 * was read, deleting and reporting.
 */
export const RUN_PHASES = ['starting', 'listing-accounts', 'reading', 'finishing'] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

/** How far a run has come with one kind. */
export interface KindProgress {
  readonly kind: string;
  readonly scopesDone: number;
  /** Known so far: grows while accounts are opened. */
  readonly scopesPlanned: number;
  readonly resources: number;
}

/** How far a run has come, over all kinds. */
export interface ProgressTotals {
  readonly phase: RunPhase;
  readonly accountsOpened: number;
  /** Known so far: grows while accounts are listed. */
  readonly accountsPlanned: number;
  readonly scopesDone: number;
  /** All scopes of the run; while accounts are yet to be opened, an estimate from those that are. */
  readonly scopesPlanned: number;
  readonly resources: number;
  /** Requests to AWS, retries included. */
  readonly calls: number;
  /** Scopes done of those planned, 0 to 100, rounded down; undefined while accounts are listed. */
  readonly percentage: number | undefined;
  /** Estimated from the time that the scopes so far took; undefined before enough are done. */
  readonly secondsLeft: number | undefined;
}

/** How far a run has come. */
export interface ProgressSnapshot extends ProgressTotals {
  /** Sorted by name. */
  readonly kinds: readonly KindProgress[];
}

/** Estimates from less than this share of the scopes, or less than this time, mislead. */
const LEAST_SHARE = 0.01;
const LEAST_MS = 3_000;

/**
 * Counts how far a run has come. Give it to the run as its first sink: its phase then changes before other
 * sinks finish.
 */
export class RunProgress implements Sink {
  readonly #now: () => number;
  readonly #kinds = new Map<string, { done: number; planned: number; resources: number }>();
  #readingSince: number | undefined;
  #phase: RunPhase = 'starting';
  #accountsOpened = 0;
  #accountsPlanned = 0;
  #isListed = false;
  #calls = 0;

  /** @param now milliseconds; only differences count */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts one request to AWS. */
  countCall(): void {
    this.#calls += 1;
  }

  planned(plan: RunPlan): void {
    switch (plan.type) {
      case 'account':
        this.#accountsPlanned += 1;
        if (this.#phase === 'starting') this.#phase = 'listing-accounts';
        return;
      case 'accounts-listed':
        this.#isListed = true;
        return;
      case 'account-opened':
        this.#accountsOpened += 1;
        return;
      case 'scope':
        this.#kind(plan.kind).planned += 1;
        if (this.#readingSince !== undefined) return;
        this.#readingSince = this.#now();
        this.#phase = 'reading';
    }
  }

  event(event: RunEvent): void {
    if (event.type === 'batch') {
      this.#kind(event.scope.kind).resources += event.batch.resources.length;
      return;
    }
    const { kind } = event.record;
    if (!DISCOVERY_KINDS.some((step) => step === kind)) this.#kind(kind).done += 1;
  }

  finish(): void {
    this.#phase = 'finishing';
  }

  /** How far the run is now, with its kinds. */
  get snapshot(): ProgressSnapshot {
    return { ...this.totals, kinds: this.kinds };
  }

  /** How far the run is now with each kind. */
  get kinds(): readonly KindProgress[] {
    const kinds = [...this.#kinds].map(([kind, { done, planned, resources }]) => ({
      kind,
      scopesDone: done,
      scopesPlanned: planned,
      resources,
    }));
    return kinds.sort((one, other) => (one.kind < other.kind ? -1 : 1));
  }

  /** How far the run is now, over all kinds. */
  get totals(): ProgressTotals {
    const { kinds } = this;
    const scopesDone = kinds.reduce((sum, kind) => sum + kind.scopesDone, 0);
    const known = kinds.reduce((sum, kind) => sum + kind.scopesPlanned, 0);
    const scopesPlanned = this.#estimated(known);
    const isKnown = this.#isListed && (this.#accountsOpened > 0 || this.#accountsPlanned === 0);
    const share = isKnown && scopesPlanned > 0 ? scopesDone / scopesPlanned : undefined;
    return {
      phase: this.#phase,
      accountsOpened: this.#accountsOpened,
      accountsPlanned: this.#accountsPlanned,
      scopesDone,
      scopesPlanned,
      resources: kinds.reduce((sum, kind) => sum + kind.resources, 0),
      calls: this.#calls,
      percentage: share === undefined ? undefined : Math.floor(share * 100),
      secondsLeft: share === undefined ? undefined : this.#secondsLeft(share),
    };
  }

  /** Accounts that are yet to be opened count as much as those that are. */
  #estimated(known: number): number {
    if (this.#accountsOpened === 0) return known;
    return Math.round((known * this.#accountsPlanned) / this.#accountsOpened);
  }

  #secondsLeft(share: number): number | undefined {
    const elapsedMs = this.#now() - (this.#readingSince ?? this.#now());
    if (share < LEAST_SHARE || elapsedMs < LEAST_MS) return undefined;
    return Math.ceil((elapsedMs * (1 - share)) / share / 1_000);
  }

  #kind(name: string): { done: number; planned: number; resources: number } {
    const kind = this.#kinds.get(name) ?? { done: 0, planned: 0, resources: 0 };
    this.#kinds.set(name, kind);
    return kind;
  }
}
