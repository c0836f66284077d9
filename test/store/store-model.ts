import fc from 'fast-check';

/** A resource as a run reads it. */
export interface ReadResource {
  readonly id: number;
  readonly value: number;
  /** Could its second attribute not be read? */
  readonly lacks: boolean;
}

/** A scope as a run reads it. */
export interface ReadScope {
  readonly scope: number;
  readonly resources: readonly ReadResource[];
  readonly isComplete: boolean;
  readonly isHistory: boolean;
  /** Has so much time passed that a commit is due at its end? */
  readonly isLate: boolean;
}

/** A run: what it reads, and how it ends. */
export interface ModelRun {
  readonly scopes: readonly ReadScope[];
  /** A killed run writes nothing more, not even its end. */
  readonly end: 'finished' | 'abandoned' | 'killed';
}

/** Numbers, as the store gives them: rows of a result. */
export type ModelRow = readonly unknown[];

interface Kept {
  readonly properties: string;
  readonly gaps: string;
  readonly firstSeen: number;
  /** Undefined: with its scope. */
  readonly lastSeen: number | undefined;
}

interface ModelScope {
  readonly resources: ReadonlyMap<number, Kept>;
  readonly lastRead: number | undefined;
  readonly count: number;
  readonly outcome: string;
  readonly lastTried: number;
}

interface Commit {
  readonly scope: number;
  readonly state: ModelScope;
  readonly changes: readonly ModelRow[];
}

const COMMIT_AFTER_MS = 10_000;
const UNKNOWN: ModelScope = {
  resources: new Map(),
  lastRead: undefined,
  count: 0,
  outcome: '',
  lastTried: 0,
};

export const idOf = (id: number): string => `r${id}`;
export const regionOf = (scope: number): string => `region-${scope}`;
export const GAP = { action: 'GetTagsAction', code: 'AccessDenied' };

/** What a store must hold after runs, in maps. */
export class StoreModel {
  readonly #scopes = new Map<number, ModelScope>();
  #pending: Commit[] = [];
  #committedAt = 0;
  #runs: { id: string; startedAt: number; endedAt: number | null; status: string }[] = [];
  readonly #changes: ModelRow[] = [];

  begin(id: string, at: number): void {
    for (const run of this.#runs) if (run.status === 'running') run.status = 'interrupted';
    this.#runs.push({ id, startedAt: at, endedAt: null, status: 'running' });
    this.#pending = [];
    this.#committedAt = at;
  }

  endScope(read: ReadScope, readAt: number, at: number): void {
    this.#pending.push(this.#commitOf(read, readAt, at));
    if (at - this.#committedAt >= COMMIT_AFTER_MS) this.commit(at);
  }

  commit(at: number): void {
    for (const { scope, state, changes } of this.#pending) {
      this.#scopes.set(scope, state);
      this.#changes.push(...changes);
    }
    this.#pending = [];
    this.#committedAt = at;
  }

  end(status: string, at: number): void {
    this.commit(at);
    const run = this.#runs.at(-1);
    if (run !== undefined) Object.assign(run, { status, endedAt: at });
  }

  get resources(): ModelRow[] {
    const rows = [...this.#scopes].flatMap(([scope, { resources, lastRead }]) =>
      [...resources].map(([id, kept]) => [
        regionOf(scope),
        idOf(id),
        kept.properties,
        kept.gaps,
        timeOf(kept.firstSeen),
        timeOf(kept.lastSeen ?? lastRead ?? null),
      ]),
    );
    return sorted(rows);
  }

  get scopes(): ModelRow[] {
    const rows = [...this.#scopes].map(([scope, { count, outcome, lastTried, lastRead }]) => [
      regionOf(scope),
      outcome,
      count,
      timeOf(lastTried),
      timeOf(lastRead ?? null),
    ]);
    return sorted(rows);
  }

  get runs(): ModelRow[] {
    return this.#runs.map(({ id, startedAt, endedAt, status }, index) => [
      index + 1,
      id,
      timeOf(startedAt),
      timeOf(endedAt),
      status,
    ]);
  }

  get changes(): ModelRow[] {
    return sorted(this.#changes);
  }

  #commitOf(read: ReadScope, readAt: number, at: number): Commit {
    const { scope, isComplete, isHistory } = read;
    const before = this.#scopes.get(scope) ?? UNKNOWN;
    if (!isComplete) {
      const state = { ...before, outcome: 'denied', lastTried: at };
      return { scope, state, changes: [] };
    }
    const run = this.#runs.length;
    const resources = new Map<number, Kept>();
    const changes: ModelRow[] = [];
    for (const resource of read.resources) {
      if (resources.has(resource.id)) continue; // listed twice: the first counts
      const old = before.resources.get(resource.id);
      const now = keptOf(resource, old, readAt);
      resources.set(resource.id, now);
      const isSame = old?.properties === now.properties && old.gaps === now.gaps;
      if (old !== undefined && !isSame)
        changes.push(changeOf(run, at, scope, resource.id, 'changed', old));
    }
    for (const [id, old] of before.resources) {
      if (resources.has(id)) continue;
      if (isHistory) resources.set(id, { ...old, lastSeen: old.lastSeen ?? before.lastRead });
      else changes.push(changeOf(run, at, scope, id, 'disappeared', old));
    }
    const state = {
      resources,
      lastRead: at,
      count: read.resources.length,
      outcome: 'complete',
      lastTried: at,
    };
    return { scope, state, changes };
  }
}

function keptOf({ id, value, lacks }: ReadResource, old: Kept | undefined, at: number): Kept {
  const firstSeen = old?.firstSeen ?? at;
  const whole = { Id: idOf(id), Value: value, Tags: { team: `t${value}` } };
  if (!lacks)
    return { properties: JSON.stringify(whole), gaps: '[]', firstSeen, lastSeen: undefined };
  const oldTags =
    old === undefined ? undefined : (JSON.parse(old.properties) as Partial<typeof whole>).Tags;
  const properties = {
    Id: idOf(id),
    Value: value,
    ...(oldTags !== undefined && { Tags: oldTags }),
  };
  const gaps = [{ ...GAP, attributes: oldTags === undefined ? [] : ['Tags'] }];
  return {
    properties: JSON.stringify(properties),
    gaps: JSON.stringify(gaps),
    firstSeen,
    lastSeen: undefined,
  };
}

function changeOf(
  run: number,
  at: number,
  scope: number,
  id: number,
  change: string,
  old: Kept,
): ModelRow {
  const times = [timeOf(at), timeOf(old.firstSeen)];
  return [run, regionOf(scope), idOf(id), change, old.properties, ...times];
}

function timeOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

/** Rows of results have no order of their own. */
export function sorted(rows: readonly ModelRow[]): ModelRow[] {
  return [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

const readResource: fc.Arbitrary<ReadResource> = fc.record({
  id: fc.nat(5),
  value: fc.nat(2),
  lacks: fc.boolean(),
});

const readScope: fc.Arbitrary<ReadScope> = fc.record({
  scope: fc.nat(3),
  resources: fc.array(readResource, { maxLength: 6 }),
  isComplete: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
  isHistory: fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, fc.constant(true)),
  isLate: fc.boolean(),
});

/** Any runs. A run ends each scope once. */
export const modelRuns: fc.Arbitrary<readonly ModelRun[]> = fc.array(
  fc.record({
    scopes: fc.uniqueArray(readScope, { maxLength: 4, selector: ({ scope }) => scope }),
    end: fc.constantFrom('finished', 'abandoned', 'killed'),
  }),
  { minLength: 1, maxLength: 6 },
);
