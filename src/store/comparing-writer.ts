import { chunk } from '../lib/chunk.ts';
import type { Scope } from '../ledger/scope.ts';
import { changeOf, type ResourceChange } from './changes.ts';
import type { ContentColumns, ResourceRow, ScopeCommit, StoredRun, StoredScope } from './rows.ts';
import type { RunWriter } from './store.ts';

/** A resource as the store has it. */
export interface StoredResource {
  readonly id: string;
  readonly arn: string | null;
  readonly name: string | null;
  readonly propertiesJson: string;
}

/** What a store has before a run. */
export interface StoredState {
  /** Every scope that it knows. */
  scopes(): Promise<readonly StoredScope[]>;
  /** Of each resource that counts, what tells whether it has changed. */
  contents(): Promise<ContentColumns>;
  /** Resources by their key, without those that it does not have. */
  resources(scopeId: number, keys: readonly bigint[]): Promise<ReadonlyMap<bigint, StoredResource>>;
}

/** Takes what a run would change in the store. */
export interface ChangeTaker {
  add(scopeId: number, change: ResourceChange): Promise<void>;
  /** The scope has ended. Its changes count if it was read completely; otherwise nothing would be stored. */
  end(scopeId: number, isComplete: boolean): Promise<void>;
}

/** Resources that are looked up at once. */
const LOOKED_UP_AT_ONCE = 1_000;

/** Takes what a run would write, compares it with what the store has, and writes nothing. */
export class ComparingWriter implements RunWriter {
  readonly run: StoredRun;
  readonly #state: StoredState;
  readonly #changes: ChangeTaker;
  readonly #scopes = new Map<number, Scope>();
  #known: ReadonlySet<number> = new Set();
  #nextScopeId = 1;

  constructor(
    state: StoredState,
    changes: ChangeTaker,
    { id, startedAt }: Omit<StoredRun, 'number'>,
  ) {
    this.#state = state;
    this.#changes = changes;
    this.run = { number: 0n, id, startedAt };
  }

  async scopes(): Promise<readonly StoredScope[]> {
    const scopes = await this.#state.scopes();
    for (const scope of scopes) this.#scopes.set(scope.id, scope);
    this.#known = new Set(this.#scopes.keys());
    this.#nextScopeId = scopes.reduce((next, { id }) => Math.max(next, id + 1), 1);
    return scopes;
  }

  contents(): Promise<ContentColumns> {
    return this.#state.contents();
  }

  addScope(scope: Scope): number {
    const id = this.#nextScopeId;
    this.#nextScopeId += 1;
    this.#scopes.set(id, scope);
    return id;
  }

  async lastProperties(
    scopeId: number,
    keys: readonly bigint[],
  ): Promise<ReadonlyMap<bigint, string>> {
    const known = await this.#state.resources(scopeId, keys);
    return new Map([...known].map(([key, { propertiesJson }]) => [key, propertiesJson]));
  }

  async append(rows: readonly ResourceRow[]): Promise<void> {
    for (const scopeId of new Set(rows.map((row) => row.scopeId))) {
      const found = rows.filter((row) => row.scopeId === scopeId);
      const before = this.#known.has(scopeId)
        ? await this.#state.resources(
            scopeId,
            found.map(({ keyHash }) => keyHash),
          )
        : new Map<bigint, StoredResource>();
      for (const { keyHash, id, arn = null, name = null, propertiesJson } of found) {
        const after = { id, arn, name, propertiesJson };
        await this.#compare(scopeId, before.get(keyHash), after);
      }
    }
  }

  async commit(scopes: readonly ScopeCommit[]): Promise<void> {
    for (const { id, replaced } of scopes) {
      for (const keys of chunk(replaced?.disappeared ?? [], LOOKED_UP_AT_ONCE)) {
        const gone = await this.#state.resources(id, keys);
        for (const resource of gone.values()) await this.#compare(id, resource, undefined);
      }
      await this.#changes.end(id, replaced !== undefined);
    }
  }

  end(): Promise<void> {
    return Promise.resolve(); // there is nothing to end: nothing was begun
  }

  async #compare(
    scopeId: number,
    before: StoredResource | undefined,
    after: StoredResource | undefined,
  ): Promise<void> {
    const scope = this.#scopes.get(scopeId);
    const resource = after ?? before;
    if (scope === undefined || resource === undefined) return;
    const { kind, accountId: account, region } = scope;
    const { id, arn, name } = resource;
    const change = changeOf({
      ...{ kind, account, region, id, arn, name },
      at: this.run.startedAt,
      before: before?.propertiesJson ?? null,
      after: after?.propertiesJson ?? null,
    });
    if (change !== undefined) await this.#changes.add(scopeId, change);
  }
}
