import { Spool } from '../lib/spool.ts';
import type { ResourceChange } from '../store/changes.ts';
import type { ChangeTaker } from '../store/comparing-writer.ts';
import { changeLine } from './change-line.ts';
import { addCounts, KindChanges, newCounts, totalText, type ChangeStyle } from './kind-changes.ts';

/** Changes that come scope by scope, in words, by kind. */
export class ScopeChangesText implements ChangeTaker {
  readonly #style: ChangeStyle;
  readonly #open = new Map<number, KindChanges>();
  readonly #kinds = new Map<string, KindChanges>();

  constructor(style: ChangeStyle) {
    this.#style = style;
  }

  add(scopeId: number, change: ResourceChange): Promise<void> {
    const changes = this.#open.get(scopeId) ?? new KindChanges(change.kind, this.#style);
    this.#open.set(scopeId, changes);
    changes.add(change);
    return Promise.resolve();
  }

  end(scopeId: number, isComplete: boolean): Promise<void> {
    const changes = this.#open.get(scopeId);
    this.#open.delete(scopeId);
    if (changes === undefined || !isComplete) return Promise.resolve();
    const kind = this.#kinds.get(changes.kind);
    if (kind === undefined) this.#kinds.set(changes.kind, changes);
    else kind.merge(changes);
    return Promise.resolve();
  }

  /** Every kind with changes, and the totals. */
  *lines(): Generator<string, void> {
    const totals = newCounts();
    for (const kind of [...this.#kinds.keys()].sort()) {
      const changes = this.#kinds.get(kind);
      if (changes === undefined) continue;
      addCounts(totals, changes.counts);
      yield changes.text();
    }
    yield totalText(totals, this.#style);
  }
}

/** Changes that come scope by scope, as lines of JSON: those of a scope are written when it has ended. */
export class ScopeChangesLines implements ChangeTaker, AsyncDisposable {
  readonly #open = new Map<number, Spool>();
  readonly #write: (text: string) => Promise<void>;

  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  async add(scopeId: number, change: ResourceChange): Promise<void> {
    const spool = this.#open.get(scopeId) ?? new Spool();
    this.#open.set(scopeId, spool);
    await spool.write(changeLine(change));
  }

  async end(scopeId: number, isComplete: boolean): Promise<void> {
    await using spool = this.#open.get(scopeId);
    this.#open.delete(scopeId);
    if (spool === undefined || !isComplete) return;
    for await (const text of spool.read()) await this.#write(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const spool of this.#open.values()) await spool[Symbol.asyncDispose]();
  }
}
