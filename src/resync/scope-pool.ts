import type { Scope } from '../ledger/scope.ts';
import { hash32 } from '../lib/random.ts';

/** A scope that waits to be read. Plain data, so that it can be stored or sent to another process. */
export interface WaitingScope extends Scope {
  /** Allowed endpoint regions, the preferred one first. */
  readonly endpoints: readonly string[];
}

/** What determines the order of a kind's scopes. */
export interface KindLimits {
  /** Its scopes take the longest, and start first. */
  readonly startsFirst: boolean;
  /** Accounts read at once. */
  readonly maxConcurrentAccounts: number;
}

interface Entry {
  readonly rank: number;
  readonly scope: WaitingScope;
}

/** Greater than every rank of a scope that starts first. */
const LATER = 2 ** 32;

/**
 * Waiting scopes. Slow ones come first, so that none is left for the end. The rest are in random order over
 * kinds, accounts and regions, so that none of these delays the others. The same seed gives the same order.
 */
export class ScopePool {
  readonly #seed: number;
  /** A binary heap by rank: the next scope is at the top. */
  readonly #heap: Entry[] = [];
  /** Scopes whose kind has reached its limit of accounts. */
  readonly #held = new Map<string, Entry[]>();
  #heldCount = 0;
  /** Running scopes, by kind and account. */
  readonly #open = new Map<string, Map<string, number>>();
  readonly #limitsOf: (kind: string) => KindLimits;

  constructor(seed: string, limitsOf: (kind: string) => KindLimits) {
    this.#seed = hash32(seed);
    this.#limitsOf = limitsOf;
  }

  get size(): number {
    return this.#heap.length + this.#heldCount;
  }

  push(scope: WaitingScope): void {
    const { kind, accountId, region, period } = scope;
    const name = `${kind} ${accountId} ${region}${period === undefined ? '' : ` ${period}`}`;
    const rank = hash32(name, this.#seed) + (this.#limitsOf(kind).startsFirst ? 0 : LATER);
    this.#insert({ rank, scope });
  }

  /** The next scope that may start; undefined for none. Call `done` when it has ended. */
  take(): WaitingScope | undefined {
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

  done(scope: WaitingScope): void {
    const hasMore = this.#count(scope, -1) > 0;
    const held = this.#held.get(scope.kind);
    if (hasMore || held === undefined) return;
    this.#held.delete(scope.kind);
    this.#heldCount -= held.length;
    for (const entry of held) this.#insert(entry);
  }

  #hold(entry: Entry): void {
    const { kind } = entry.scope;
    const held = this.#held.get(kind);
    if (held === undefined) this.#held.set(kind, [entry]);
    else held.push(entry);
    this.#heldCount += 1;
  }

  #mayStart({ kind, accountId }: WaitingScope): boolean {
    const { maxConcurrentAccounts } = this.#limitsOf(kind);
    const accounts = this.#open.get(kind);
    if (accounts === undefined || accounts.has(accountId)) return true;
    return accounts.size < maxConcurrentAccounts;
  }

  /** Adds to the running scopes of this kind and account, and returns their number. */
  #count({ kind, accountId }: WaitingScope, change: 1 | -1): number {
    const accounts = this.#open.get(kind) ?? new Map<string, number>();
    this.#open.set(kind, accounts);
    const count = (accounts.get(accountId) ?? 0) + change;
    if (count > 0) accounts.set(accountId, count);
    else accounts.delete(accountId);
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
