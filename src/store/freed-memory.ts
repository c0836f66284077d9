/** What makes DuckDB's allocator (jemalloc) return freed memory to the system at once, not after a second. */
export const RETURN_FREED_MEMORY: Readonly<Record<string, string>> = {
  DUCKDB_JE_MALLOC_CONF: 'dirty_decay_ms:0,muzzy_decay_ms:0',
};

/** A container with this much memory, in bytes, or less is small. */
const SMALL = 2 * 1024 ** 3;

/**
 * In a small container, lets the store return freed memory at once: up to a third less memory, for up to a third more CPU
 * in its largest queries. Elsewhere memory that waits to be used again does no harm. It must come before the store is
 * loaded: the allocator reads its settings then.
 *
 * @param env gets the setting, unless the user has set it
 * @param limitBytes the memory of the container; 0 if it is not known
 * @see https://jemalloc.net/jemalloc.3.html
 */
export function returnFreedMemory(
  env: NodeJS.ProcessEnv,
  limitBytes = process.constrainedMemory(),
): void {
  if (limitBytes <= 0 || limitBytes > SMALL) return;
  for (const [name, value] of Object.entries(RETURN_FREED_MEMORY)) env[name] ??= value;
}
