import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Store } from '../../../store/store.ts';
import { StoreError } from '../../../store/store-error.ts';
import { USAGE_CLAIMS, type UsageClaimRow } from '../../../store/usage-tables.ts';
import { allRows } from '../../store/all-rows.ts';
import { once } from '../../../lib/once.ts';

/** A collection that was killed holds its claim of a shared store for so long at most, in milliseconds. */
const CLAIM_MS = 10 * 60_000;
const BEATS_PER_CLAIM = 5;

const Row = z.tuple([z.string(), z.string(), z.string()]);

/** The claims of this process that live. */
const OWN = new Set<string>();

interface ClaimOptions {
  readonly signal: AbortSignal;
  /** Whether no other process can write into the store now: the claims of others have ended with them. */
  readonly isExclusive: boolean;
  now(): number;
}

/**
 * The right to add usage, which one collection has at a time: two at once would pay twice, and store days twice. Each
 * writes its claim before it looks for others, and withdraws if another one lives.
 */
export class UsageClaim implements AsyncDisposable {
  readonly #store: Pick<Store, 'replacePart'>;
  readonly #id = randomUUID();
  readonly #startedAt: number;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  /** Of this claim; the last one has to be the end. */
  #writes: Promise<void> = Promise.resolve();

  private constructor(store: Pick<Store, 'replacePart'>, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#startedAt = now();
    OWN.add(this.#id);
    this.#timer = setInterval(() => void this.#beat(), CLAIM_MS / BEATS_PER_CLAIM);
    this.#timer.unref();
  }

  /** @throws {StoreError} while another collection lives */
  static async take(store: Store, { now, signal, isExclusive }: ClaimOptions): Promise<UsageClaim> {
    const claim = new UsageClaim(store, now);
    try {
      await claim.#write(true);
      const rows = await allRows(
        store,
        'select id, started_at, alive_until from usage_claims',
        signal,
      );
      for (const row of rows) {
        const [id, startedAt, aliveUntil] = Row.parse(row);
        if (id === claim.#id) continue;
        const isKilled = isExclusive && !OWN.has(id);
        if (!isKilled && Date.parse(aliveUntil) > now()) throw lockedError(startedAt);
        await store.replacePart(USAGE_CLAIMS, id, once<readonly UsageClaimRow[]>([]), signal);
      }
      return claim;
    } catch (error) {
      await claim[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    OWN.delete(this.#id);
    // It ends by itself when this fails.
    await this.#write(false).catch(() => undefined);
  }

  async #beat(): Promise<void> {
    await this.#write(true).catch(() => undefined); // the next one may succeed
  }

  #write(isAlive: boolean): Promise<void> {
    const row = [this.#id, this.#startedAt, this.#now() + CLAIM_MS] as const;
    const written = this.#writes
      .catch(() => undefined)
      .then(() =>
        this.#store.replacePart(
          USAGE_CLAIMS,
          this.#id,
          once<readonly UsageClaimRow[]>(isAlive ? [row] : []),
          new AbortController().signal, // an end is written also after the run was stopped
        ),
      );
    this.#writes = written;
    return written;
  }
}

function lockedError(startedAt: string): StoreError {
  return new StoreError(
    'locked',
    `another collection of usage, started at ${startedAt}, writes into the store`,
    { remedy: 'wait for it to end; if it was killed, its claim ends after ten minutes' },
  );
}
