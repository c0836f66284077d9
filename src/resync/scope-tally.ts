import { CallTally, type CallObserver } from '../aws/call-observer.ts';
import type { Gap } from '../core/inspector/gap.ts';
import type { Batch, ScopeProof } from '../core/exporters/resource.ts';
import type { Cause, Scope, ScopeGap, ScopeOutcome, ScopeRecord } from '../ledger/scope.ts';
import { causeOf } from './outcome.ts';

/** Counts the events of one scope, and creates its record. */
export class ScopeTally {
  readonly #scope: Scope;
  readonly #startedAt: number;
  readonly #window: string | undefined;
  readonly #gaps = new Map<
    string,
    { cause: Cause; action: string; resources: number; example: string }
  >();
  #resources = 0;
  #incompleteResources = 0;
  readonly #calls = new CallTally();

  /** @param window how much of a history is read, for kinds with one */
  constructor(scope: Scope, startedAt: number, window?: string) {
    this.#scope = scope;
    this.#startedAt = startedAt;
    this.#window = window;
  }

  /** Counts each attempt, and forwards it to the run's own observer. */
  observing(next: CallObserver): CallObserver {
    return (attempt) => {
      this.#calls.add(attempt);
      next(attempt);
    };
  }

  count(batch: Batch): void {
    this.#resources += batch.resources.length;
    this.#incompleteResources += new Set(batch.gaps.map((gap) => gap.identifier)).size;
    for (const gap of batch.gaps) this.#countGap(gap);
  }

  get hasResources(): boolean {
    return this.#resources > 0;
  }

  /** The record of a completely read scope. */
  proved(now: number, { pages, parentsCut }: ScopeProof): ScopeRecord {
    const record = this.record(now, 'complete', pages);
    return parentsCut === undefined ? record : { ...record, parentsCut };
  }

  record(now: number, outcome: ScopeOutcome, pages: number, error?: Cause): ScopeRecord {
    return {
      ...this.#scope,
      outcome,
      resources: this.#resources,
      incompleteResources: this.#incompleteResources,
      pages,
      ...this.#calls.counts,
      durationMs: now - this.#startedAt,
      ...(error !== undefined && { error }),
      ...(this.#window !== undefined && { window: this.#window }),
      gaps: [...this.#gaps.values()].map(scopeGap),
    };
  }

  #countGap({ action, failure, permissions, identifier }: Gap): void {
    const cause = causeOf(failure, permissions);
    const name = `${action} ${cause.code} ${cause.remedy}`;
    const known = this.#gaps.get(name) ?? { cause, action, resources: 0, example: identifier };
    known.resources += 1;
    this.#gaps.set(name, known);
  }
}

function scopeGap(gap: {
  cause: Cause;
  action: string;
  resources: number;
  example: string;
}): ScopeGap {
  const { cause, ...rest } = gap;
  return { ...rest, ...cause };
}
