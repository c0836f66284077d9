import { LRUCache } from 'lru-cache';
import { roughSize } from '../lib/rough-size.ts';
import type { SharedLists } from '../core/exporters/exporter.ts';

/**
 * Most bytes kept, over all lists: dropped lists are read again. Enough for about a hundred thousand names,
 * or a thousand pipelines of ordinary size; the largest pipeline that AWS allows takes half a megabyte.
 */
const BYTES_KEPT = 16_000_000;

/** Lists shared by several kinds of an account and region, each read once while there is space. */
export class ListCache {
  readonly #lists = new LRUCache<string, readonly unknown[]>({
    maxSize: BYTES_KEPT,
    sizeCalculation: roughSize,
  });
  readonly #underWay = new Map<string, Promise<readonly unknown[]>>();

  /** The lists of one account and region. */
  in(accountId: string, region: string): SharedLists {
    return {
      once: async (name, make) =>
        // A name stands for one element type: all callers of a list share the function that creates it.
        this.#once(`${accountId}/${region}/${name}`, make) as ReturnType<typeof make>,
    };
  }

  async #once(key: string, make: () => Promise<readonly unknown[]>): Promise<readonly unknown[]> {
    const known = this.#lists.get(key) ?? this.#underWay.get(key);
    if (known !== undefined) return known;
    const list = make();
    this.#underWay.set(key, list);
    try {
      this.#lists.set(key, await list); // failures are not kept: the next kind retries
      return await list;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
