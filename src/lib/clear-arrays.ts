/**
 * Empties lists in place. A suspended generator keeps its last page, although it never reads it again: with
 * hundreds of them, that is hundreds of pages.
 */
export function clearArrays(...lists: readonly (readonly unknown[])[]): void {
  for (const list of lists) (list as unknown[]).length = 0; // the owner no longer needs it
}

/**
 * Empties the lists of a response; its tokens and everything else stay. A page that is itself a list is
 * unchanged.
 */
export function clearArraysIn(page: unknown): void {
  if (typeof page !== 'object' || page === null || Array.isArray(page)) return;
  for (const member of Object.values(page)) if (Array.isArray(member)) clearArrays(member);
}
