import { hash32 } from '../lib/random.ts';
import type { AccountSession } from '../aws/session.ts';
import type { ReadPlan } from './read-plan.ts';

/** A scope that waits to be read. */
export interface PendingScope {
  readonly plan: ReadPlan;
  readonly session: AccountSession;
  /** The region of the scope; `global` when it is not regional. */
  readonly region: string;
  /** Endpoints to ask for a scope that is not regional, the preferred one first. */
  readonly endpoints: readonly string[];
}

interface Entry {
  readonly rank: number;
  readonly scope: PendingScope;
}

/** Beyond every rank of a scope that starts first. */
const LATER = 2 ** 32;

/**
 * The scopes that wait: those that take long first, so that none of them is left for the end, and apart
 * from that in an order that is random over kinds, accounts and regions, so that none of these holds the
 * rest back. It is the same in every run with the same seed.
 */
export class ScopePool {
  readonly #seed: number;
  /** A binary heap by rank: the next scope is at the top. */
  readonly #heap: Entry[] = [];
  /** Scopes whose kind already has as many accounts under way as it may. */
  readonly #held = new Map<ReadPlan, Entry[]>();
  #heldCount = 0;
  readonly #open = new Map<ReadPlan, Map<string, number>>();

  constructor(seed: string) {
    this.#seed = hash32(seed);
  }

  get size(): number {
    return this.#heap.length + this.#heldCount;
  }

  push(scope: PendingScope): void {
    const name = `${scope.plan.handler.kind} ${scope.session.accountId} ${scope.region}`;
    const rank = hash32(name, this.#seed) + (scope.plan.startsFirst ? 0 : LATER);
    this.#insert({ rank, scope });
  }

  /** The next scope that may start; undefined when none may now. Call `done` when it has ended. */
  take(): PendingScope | undefined {
    for (;;) {
      const entry = this.#removeTop();
      if (entry === undefined) return undefined;
      if (this.#mayStart(entry.scope)) {
        this.#count(entry.scope, 1);
        return entry.scope;
      }
      this.#hold(entry);
    }
  }

  done(scope: PendingScope): void {
    const hasMore = this.#count(scope, -1) > 0;
    const held = this.#held.get(scope.plan);
    if (hasMore || held === undefined) return;
    this.#held.delete(scope.plan);
    this.#heldCount -= held.length;
    for (const entry of held) this.#insert(entry);
  }

  #hold(entry: Entry): void {
    const { plan } = entry.scope;
    const held = this.#held.get(plan);
    if (held === undefined) this.#held.set(plan, [entry]);
    else held.push(entry);
    this.#heldCount += 1;
  }

  #mayStart({ plan, session }: PendingScope): boolean {
    if (plan.maxConcurrentAccounts === Number.POSITIVE_INFINITY) return true;
    const accounts = this.#open.get(plan);
    if (accounts === undefined || accounts.has(session.accountId)) return true;
    return accounts.size < plan.maxConcurrentAccounts;
  }

  /** Adds to the scopes under way for this kind and account, and answers how many there are now. */
  #count({ plan, session }: PendingScope, change: 1 | -1): number {
    const accounts = this.#open.get(plan) ?? new Map<string, number>();
    this.#open.set(plan, accounts);
    const count = (accounts.get(session.accountId) ?? 0) + change;
    if (count > 0) accounts.set(session.accountId, count);
    else accounts.delete(session.accountId);
    return count;
  }

  #insert(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.rank <= entry.rank) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #removeTop(): Entry | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && right.rank < left.rank;
      const child = isRight ? right : left;
      if (child.rank >= last.rank) break;
      heap[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    heap[index] = last;
    return top;
  }
}
