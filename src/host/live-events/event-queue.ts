import { ChangedResource } from '../../app/live-change/changed-resource.ts';
import { messageOf } from '../../lib/errors.ts';
import { EventStore, type StoreDamage, type StoreOperation } from './event-store.ts';

/** The most waiting resources: above this, the sender must retry later and keeps its events. */
const MOST_WAITING = 100_000;

/**
 * Changed resources that wait to be re-read, saved on disk before the sender is answered. Each resource is
 * queued once, however many events it has, because AWS is read anyway.
 */
export class EventQueue implements AsyncDisposable {
  readonly #store: EventStore;
  readonly #now: () => number;
  /** Everything on disk, by key. */
  readonly #changes = new Map<string, ChangedResource>();
  /** Keys that are due, in order of arrival. */
  readonly #ready = new Set<string>();
  /** Keys that are due later, and when. */
  readonly #later = new Map<string, number>();
  /** Changes in progress, as they were when taken. */
  readonly #taken = new Map<string, ChangedResource>();
  readonly #takers = new Set<() => void>();
  /** The last write. Writes run one after the other, so that the later one for a key wins. */
  #writes: Promise<void> = Promise.resolve();
  #problem: string | undefined;

  /** Damage found when it was opened; undefined for none. */
  readonly damage: StoreDamage | undefined;

  private constructor(store: EventStore, now: () => number, damage: StoreDamage | undefined) {
    this.#store = store;
    this.#now = now;
    this.damage = damage;
  }

  /**
   * Opens the queue in a folder, with its changes from before. Damaged ones are dropped and reported by
   * `damage`.
   *
   * @throws {EventQueueError} when the folder cannot be written
   */
  static async open(directory: string, now: () => number): Promise<EventQueue> {
    const { store, records, damage } = await EventStore.open(directory);
    const known = [...records.values()].flatMap((text) => {
      const parsed = ChangedResource.safeParse(jsonOf(text));
      return parsed.success ? [parsed.data] : [];
    });
    const unknown = records.size - known.length;
    const queue = new EventQueue(store, now, withUnknown(damage, unknown));
    for (const change of known) {
      const key = keyOf(change);
      queue.#changes.set(key, change);
      queue.#ready.add(key);
    }
    return queue;
  }

  /** Why changes cannot be saved on disk at the moment; undefined when they can. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Waiting resources, including those in progress. */
  get size(): number {
    return this.#changes.size;
  }

  get isFull(): boolean {
    return this.#changes.size >= MOST_WAITING;
  }

  /**
   * Adds changes; resolves once they are on disk.
   *
   * @throws {EventQueueError} when they cannot be written to disk: the sender keeps them
   */
  async add(changes: readonly ChangedResource[]): Promise<void> {
    for (const change of await this.#keep(changes)) {
      this.#later.delete(change);
      if (!this.#taken.has(change)) this.#ready.add(change);
    }
    this.#wake();
  }

  /** Waits for the next resource that is due. Undefined when aborted. */
  async take(signal: AbortSignal): Promise<ChangedResource | undefined> {
    while (!signal.aborted) {
      const soonest = this.#makeReady();
      for (const key of this.#ready) {
        this.#ready.delete(key);
        const change = this.#changes.get(key);
        if (change === undefined) continue;
        this.#taken.set(key, change);
        return change;
      }
      await this.#nextChange(soonest, signal);
    }
    return undefined;
  }

  /**
   * Removes a finished change; a newer change of the same resource stays. If the disk write fails, the
   * resource is read once more after the next start.
   */
  async done(change: ChangedResource): Promise<void> {
    const key = keyOf(change);
    if (this.#release(key)) return;
    this.#changes.delete(key);
    await this.#write([{ type: 'del', key }]).catch(() => undefined); // told by `problem`
  }

  /** Schedules a retry, unless a newer change of the resource has arrived. */
  async retry(change: ChangedResource, delayMs: number): Promise<void> {
    const key = keyOf(change);
    if (this.#release(key)) return;
    const tried = { ...change, attempts: change.attempts + 1 };
    this.#changes.set(key, tried);
    this.#later.set(key, this.#now() + delayMs);
    this.#wake();
    await this.#write([putOf(key, tried)]).catch(() => undefined); // told by `problem`
  }

  /** Puts back a change that could not be attempted; no attempt is counted. */
  giveBack(change: ChangedResource): void {
    const key = keyOf(change);
    if (this.#release(key)) return;
    this.#ready.add(key);
    this.#wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writes.catch(() => undefined); // the writer has received the error
    await this.#store.close();
  }

  /**
   * Changes count immediately, although they reach the disk later: a change that finishes meanwhile must see
   * them.
   */
  async #keep(changes: readonly ChangedResource[]): Promise<readonly string[]> {
    if (changes.length === 0) return [];
    const entries = changes.map((given) => {
      const key = keyOf(given);
      const before = this.#changes.get(key);
      const change = { ...given, isDeletion: given.isDeletion || before?.isDeletion === true };
      this.#changes.set(key, change);
      return { key, change, before };
    });
    try {
      await this.#write(entries.map(({ key, change }) => putOf(key, change)));
    } catch (error) {
      for (const { key, change, before } of entries.reverse()) this.#takeBack(key, change, before);
      throw error;
    }
    return entries.map(({ key }) => key);
  }

  /** Removes changes that could not be written to disk, except newer ones. */
  #takeBack(key: string, change: ChangedResource, before: ChangedResource | undefined): void {
    if (this.#changes.get(key) !== change) return;
    if (before === undefined) this.#changes.delete(key);
    else this.#changes.set(key, before);
  }

  async #write(operations: readonly StoreOperation[]): Promise<void> {
    const written = this.#writes
      .catch(() => undefined) // each has its own caller, who receives the error
      .then(() => this.#store.write(operations, this.#changes.size, () => this.#records()));
    this.#writes = written;
    try {
      await written;
      this.#problem = undefined;
    } catch (error) {
      this.#problem = messageOf(error);
      throw error;
    }
  }

  #records(): ReadonlyMap<string, string> {
    return new Map([...this.#changes].map(([key, change]) => [key, JSON.stringify(change)]));
  }

  /** Puts back a change. True when a newer one has arrived, which is due now. */
  #release(key: string): boolean {
    const isNewer = this.#changes.get(key) !== this.#taken.get(key);
    this.#taken.delete(key);
    if (!isNewer) return false;
    this.#ready.add(key);
    this.#wake();
    return true;
  }

  /** Moves changes that have become due, and returns when the next one will be. */
  #makeReady(): number {
    const now = this.#now();
    let soonest = Number.POSITIVE_INFINITY;
    for (const [key, at] of this.#later) {
      if (at > now) {
        soonest = Math.min(soonest, at);
      } else {
        this.#later.delete(key);
        this.#ready.add(key);
      }
    }
    return soonest;
  }

  async #nextChange(soonest: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#takers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = Number.isFinite(soonest)
        ? setTimeout(wake, Math.max(1, soonest - this.#now()))
        : undefined;
      this.#takers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  #wake(): void {
    for (const wake of [...this.#takers]) wake();
  }
}

function putOf(key: string, change: ChangedResource): StoreOperation {
  return { type: 'put', key, value: JSON.stringify(change) };
}

/** @param unknown intact records of an unknown format */
function withUnknown(damage: StoreDamage | undefined, unknown: number): StoreDamage | undefined {
  if (unknown === 0) return damage;
  if (damage?.lost === undefined && damage !== undefined) return damage;
  return { lost: (damage?.lost ?? 0) + unknown };
}

function keyOf({ kind, accountId, region, identifiers }: ChangedResource): string {
  return JSON.stringify([kind, accountId, region, identifiers]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
