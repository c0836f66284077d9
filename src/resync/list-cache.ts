import { LRUCache } from 'lru-cache';
import { roughSize } from '../lib/rough-size.ts';
import type { SharedLists } from '../core/exporters/exporter.ts';

/**
 * Bytes kept at most, of all lists together: what is dropped is asked for again. That is about a hundred
 * thousand names, or a thousand pipelines of ordinary size; a pipeline of the largest that AWS allows is
 * half a megabyte.
 */
const BYTES_KEPT = 16_000_000;

/** The lists that several kinds of an account and region need, each asked for once while there is room. */
export class ListCache {
  readonly #lists = new LRUCache<string, readonly unknown[]>({
    maxSize: BYTES_KEPT,
    sizeCalculation: roughSize,
  });
  readonly #underWay = new Map<string, Promise<readonly unknown[]>>();

  /** The answers of one account and region. */
  in(accountId: string, region: string): SharedLists {
    return {
      once: async (name, make) =>
        // A name stands for one type of element: all callers of a list share the function that makes it.
        this.#once(`${accountId}/${region}/${name}`, make) as ReturnType<typeof make>,
    };
  }

  async #once(key: string, make: () => Promise<readonly unknown[]>): Promise<readonly unknown[]> {
    const known = this.#lists.get(key) ?? this.#underWay.get(key);
    if (known !== undefined) return known;
    const list = make();
    this.#underWay.set(key, list);
    try {
      this.#lists.set(key, await list); // a failure is not kept: the next kind meets its own
      return await list;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
