import type { RunEvent } from './run-event.ts';
import type { RunPlan } from './run-plan.ts';
import { DISCOVERY_KINDS } from './scope.ts';
import type { Sink } from './sink.ts';

/**
 * The current phase of a run: reading its mapping and the state of Port, listing accounts, reading AWS, and
 * at the end deleting and reporting.
 */
export const RUN_PHASES = ['starting', 'listing-accounts', 'reading', 'finishing'] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

/** The progress of one kind. */
export interface KindProgress {
  readonly kind: string;
  readonly scopesDone: number;
  /** The number known so far: it grows while accounts are opened. */
  readonly scopesPlanned: number;
  readonly resources: number;
}

/** The progress of all kinds together. */
export interface ProgressTotals {
  readonly phase: RunPhase;
  readonly accountsOpened: number;
  /** The number known so far: it grows while accounts are listed. */
  readonly accountsPlanned: number;
  readonly scopesDone: number;
  /** All scopes of the run; an estimate while accounts are still being opened. */
  readonly scopesPlanned: number;
  readonly resources: number;
  /** Requests to AWS, including retries. */
  readonly calls: number;
  /** Finished scopes as a percentage, 0 to 100, rounded down; undefined while accounts are listed. */
  readonly percentage: number | undefined;
  /** Estimated from the time of the finished scopes; undefined until enough are finished. */
  readonly secondsLeft: number | undefined;
}

/** The progress of a run. */
export interface ProgressSnapshot extends ProgressTotals {
  /** Sorted by name. */
  readonly kinds: readonly KindProgress[];
}

/** Estimates from fewer scopes, or after less time, mislead. */
const LEAST_SHARE = 0.01;
const LEAST_MS = 3_000;

/**
 * Counts the progress of a run. Make it the run's first sink, so that its phase changes before other sinks
 * finish.
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

  /** @param now a clock in milliseconds; only differences count */
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

  /** The current progress, with each kind. */
  get snapshot(): ProgressSnapshot {
    return { ...this.totals, kinds: this.kinds };
  }

  /** The current progress of each kind. */
  get kinds(): readonly KindProgress[] {
    const kinds = [...this.#kinds].map(([kind, { done, planned, resources }]) => ({
      kind,
      scopesDone: done,
      scopesPlanned: planned,
      resources,
    }));
    return kinds.sort((one, other) => (one.kind < other.kind ? -1 : 1));
  }

  /** The current progress, over all kinds. */
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

  /** Counts accounts that are still closed like those that are opened. */
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
