import { sourceName } from '../../src/catalog/state/entity-record.ts';
import type {
  EntityRecord,
  KnownRecord,
  RecordKey,
} from '../../src/catalog/state/entity-record.ts';
import type { EntityGroup, EntityState, StateOwner } from '../../src/catalog/state/entity-state.ts';
import type { StatePlace } from './state-place.ts';
import { OWNER } from './store-folder.ts';

const GROUPS_PER_BATCH = 1_000;

/** What outlives the state that is open. */
interface Content {
  readonly owner: string;
  readonly records: ReadonlyMap<string, EntityRecord>;
  readonly windows: ReadonlyMap<string, string>;
  readonly comparedAt: number | undefined;
}

/** Keeps a state in memory, from one opening to the next. */
export class MemoryPlace implements StatePlace {
  #content: Content | undefined;
  #isDamaged = false;

  open(owner: StateOwner = OWNER): Promise<EntityState> {
    const name = JSON.stringify([owner.baseUrl, owner.type, owner.identifier]);
    const own = this.#content?.owner === name ? this.#content : undefined;
    const content = this.#isDamaged ? undefined : own;
    const problem = this.#isDamaged ? 'the memory was damaged' : undefined;
    this.#isDamaged = false;
    const state = new MemoryEntityState(content ?? emptyContent(name), problem, (closed) => {
      this.#content = closed;
    });
    return Promise.resolve(state);
  }

  damage(): Promise<void> {
    this.#isDamaged = true;
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** A state in memory: every write replaces the whole map, so that concurrent readers keep the previous one. */
class MemoryEntityState implements EntityState {
  readonly #keep: (content: Content) => void;
  #content: Content;
  #damage: string | undefined;

  constructor(content: Content, damage: string | undefined, keep: (content: Content) => void) {
    this.#content = content;
    this.#damage = damage;
    this.#keep = keep;
  }

  get damage(): string | undefined {
    return this.#damage;
  }

  get comparedAt(): number | undefined {
    return this.#content.comparedAt;
  }

  setComparedAt(comparedAt: number): Promise<void> {
    this.#content = { ...this.#content, comparedAt };
    this.#damage = undefined;
    return Promise.resolve();
  }

  windowOf(kind: string): string | undefined {
    return this.#content.windows.get(kind);
  }

  setWindows(windows: ReadonlyMap<string, string>): Promise<void> {
    this.#content = {
      ...this.#content,
      windows: new Map([...this.#content.windows, ...windows]),
    };
    return Promise.resolve();
  }

  known(
    records: readonly Omit<EntityRecord, 'hash'>[],
  ): Promise<readonly (KnownRecord | undefined)[]> {
    const found = records.map((record) => {
      const written = this.#content.records.get(keyOf(record));
      if (written === undefined) return undefined;
      const hasResource = JSON.stringify(written.resource) === JSON.stringify(record.resource);
      return { hash: written.hash, hasResource };
    });
    return Promise.resolve(found);
  }

  async put(records: readonly EntityRecord[]): Promise<void> {
    await Promise.resolve();
    const added = records.map((record) => [keyOf(record), { ...record }] as const);
    this.#content = { ...this.#content, records: new Map([...this.#content.records, ...added]) };
  }

  remove(records: readonly RecordKey[]): Promise<void> {
    const removed = new Set(records.map(keyOf));
    const kept = [...this.#content.records].filter(([key]) => !removed.has(key));
    this.#content = { ...this.#content, records: new Map(kept) };
    return Promise.resolve();
  }

  find(blueprint: string, identifier: string): Promise<EntityGroup> {
    const records = [...this.#content.records.values()].filter(
      (record) => record.blueprint === blueprint && record.identifier === identifier,
    );
    return Promise.resolve({ blueprint, identifier, records });
  }

  async *groups(blueprint?: string): AsyncGenerator<readonly EntityGroup[], void> {
    const groups = new Map<string, EntityGroup & { readonly records: EntityRecord[] }>();
    for (const record of this.#content.records.values()) {
      if (blueprint !== undefined && record.blueprint !== blueprint) continue;
      const name = JSON.stringify([record.blueprint, record.identifier]);
      const group = groups.get(name) ?? { ...record, records: [] };
      group.records.push(record);
      groups.set(name, group);
    }
    const sorted = [...groups.values()].sort(
      (one, other) =>
        byCodePoint(one.blueprint, other.blueprint) ||
        byCodePoint(one.identifier, other.identifier),
    );
    for (let start = 0; start < sorted.length; start += GROUPS_PER_BATCH) {
      yield await Promise.resolve(sorted.slice(start, start + GROUPS_PER_BATCH));
    }
  }

  repair(): Promise<void> {
    if (this.#damage !== undefined) this.#content = emptyContent(this.#content.owner);
    return Promise.resolve();
  }

  seal(): Promise<void> {
    this.#keep(this.#content);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.seal();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function emptyContent(owner: string): Content {
  return { owner, records: new Map(), windows: new Map(), comparedAt: undefined };
}

function keyOf({ blueprint, identifier, source }: RecordKey): string {
  return JSON.stringify([blueprint, identifier, sourceName(source)]);
}

/** UTF-8 has the order of code points; that of JavaScript's own comparison is another. */
function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
