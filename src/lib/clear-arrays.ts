/**
 * Empties lists in place. A generator that waits keeps what it held last, though it will never look at it
 * again: with hundreds of them under way, that is hundreds of pages.
 */
export function clearArrays(...lists: readonly (readonly unknown[])[]): void {
  for (const list of lists) (list as unknown[]).length = 0; // the owner says that it is no longer needed
}

/** Empties the lists of an answer; its tokens and everything else stay. A page that is itself a list is left as it is. */
export function clearArraysIn(page: unknown): void {
  if (typeof page !== 'object' || page === null || Array.isArray(page)) return;
  for (const member of Object.values(page)) if (Array.isArray(member)) clearArrays(member);
}
