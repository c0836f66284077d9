import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../lib/errors.ts';

/**
 * How long a write waits for memory that queries use, in milliseconds: some 30 seconds together. A result that is being
 * read keeps its memory until its end, and DuckDB cannot move that to disk.
 */
const WAITS_MS = [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 8_000, 10_000] as const;

/**
 * Does work again while DuckDB has no memory for it, because others use it.
 *
 * @param work leaves nothing behind when it fails
 * @throws what the work throws, once memory lacks for too long
 */
export async function whenMemoryIsFree<Value>(
  work: () => Value | Promise<Value>,
  signal?: AbortSignal,
): Promise<Value> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const wait = WAITS_MS[attempt];
      if (wait === undefined || !isOutOfMemory(error)) throw error;
      await sleep(wait, undefined, signal && { signal });
    }
  }
}

/** DuckDB names it in several ways. A full disk is something else. */
const OUT_OF_MEMORY =
  /^(?:Out of Memory Error:|(?:TransactionContext Error: )?(?:Failed to append: )?(?:Failed to commit: )?(?:failed to (?:pin|allocate)|could not allocate) )/i;

export function isOutOfMemory(error: unknown): boolean {
  const message = messageOf(error);
  return OUT_OF_MEMORY.test(message) && !message.includes('max_temp_directory_size');
}
