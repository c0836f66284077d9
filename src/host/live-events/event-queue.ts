import { mkdir } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { z } from 'zod';

/** A resource that has changed, and is to be read anew. */
export const ChangedResource = z.object({
  kind: z.string(),
  accountId: z.string(),
  region: z.string(),
  identifiers: z.array(z.string()),
  /** The event spoke of a deletion: that it is still found may be AWS being late. */
  isDeletion: z.boolean(),
  /** How often it was tried. */
  attempts: z.number(),
});
export type ChangedResource = z.output<typeof ChangedResource>;

type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** Most resources that wait: beyond it, the sender is asked to come back, and keeps its events. */
const MOST_WAITING = 100_000;

/**
 * Changed resources that wait to be read, on disk before the sender is answered. A resource is in it
 * once, however many events there were: the last word is AWS's own, when it is read.
 */
export class EventQueue implements AsyncDisposable {
  readonly #db: ClassicLevel;
  readonly #now: () => number;
  /** Everything that is on disk, by its key. */
  readonly #changes = new Map<string, ChangedResource>();
  /** Keys that are due, in the order of their arrival. */
  readonly #ready = new Set<string>();
  /** Keys that are due later, and when. */
  readonly #later = new Map<string, number>();
  /** What was taken, as it was then. */
  readonly #taken = new Map<string, ChangedResource>();
  readonly #takers = new Set<() => void>();
  /** The last write: one begins after the other, so that of two for one key the later wins. */
  #writes: Promise<void> = Promise.resolve();

  private constructor(db: ClassicLevel, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Opens the queue in a folder, with all that waited when it was closed. */
  static async open(directory: string, now: () => number): Promise<EventQueue> {
    await mkdir(directory, { recursive: true });
    const db = new ClassicLevel(directory);
    await db.open();
    const queue = new EventQueue(db, now);
    for await (const [key, text] of db.iterator()) {
      const parsed = ChangedResource.safeParse(jsonOf(text));
      if (!parsed.success) {
        await db.del(key);
        continue;
      }
      queue.#changes.set(key, parsed.data);
      queue.#ready.add(key);
    }
    return queue;
  }

  /** Resources that wait, those under way included. */
  get size(): number {
    return this.#changes.size;
  }

  get isFull(): boolean {
    return this.#changes.size >= MOST_WAITING;
  }

  /** Takes changes, once they are on disk. */
  async add(changes: readonly ChangedResource[]): Promise<void> {
    for (const change of await this.#keep(changes)) {
      this.#later.delete(change);
      if (!this.#taken.has(change)) this.#ready.add(change);
    }
    this.#wake();
  }

  /** The next resource that is due; waits for one. Undefined when aborted. */
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

  /** What was taken has been dealt with; what came meanwhile for the same resource waits on. */
  async done(change: ChangedResource): Promise<void> {
    const key = keyOf(change);
    if (this.#release(key)) return;
    this.#changes.delete(key);
    await this.#write([{ type: 'del', key }]);
  }

  /** What was taken is to be tried again later, unless something newer came for it. */
  async retry(change: ChangedResource, delayMs: number): Promise<void> {
    const key = keyOf(change);
    if (this.#release(key)) return;
    await this.#keep([{ ...change, attempts: change.attempts + 1 }]);
    this.#later.set(key, this.#now() + delayMs);
    this.#wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writes.catch(() => undefined); // whoever wrote has been told
    await this.#db.close();
  }

  /** What is kept counts from now on, though it is on disk only later: what ends meanwhile must know. */
  async #keep(changes: readonly ChangedResource[]): Promise<readonly string[]> {
    if (changes.length === 0) return [];
    const entries = changes.map((given) => {
      const key = keyOf(given);
      const isDeletion = given.isDeletion || this.#changes.get(key)?.isDeletion === true;
      const change = { ...given, isDeletion };
      this.#changes.set(key, change);
      return { key, change };
    });
    await this.#write(
      entries.map(({ key, change }) => ({ type: 'put', key, value: JSON.stringify(change) })),
    );
    return entries.map(({ key }) => key);
  }

  async #write(operations: readonly Operation[]): Promise<void> {
    const written = this.#writes
      .catch(() => undefined) // each has its own caller, who is told
      .then(() => this.#db.batch([...operations]));
    this.#writes = written;
    await written;
  }

  /** Gives back what was taken. True when something newer came for it, which is due now. */
  #release(key: string): boolean {
    const isNewer = this.#changes.get(key) !== this.#taken.get(key);
    this.#taken.delete(key);
    if (!isNewer) return false;
    this.#ready.add(key);
    this.#wake();
    return true;
  }

  /** Moves what has become due, and tells when the next will be. */
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
