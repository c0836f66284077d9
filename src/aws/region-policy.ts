/** Which regions a mapping lets us read. */
export interface RegionPolicy {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/**
 * May the region be read? Deny wins; a list that allows something allows nothing else; two empty lists
 * allow everything.
 */
export function isRegionAllowed({ allow, deny }: RegionPolicy, region: string): boolean {
  if (deny.includes(region)) return false;
  return allow.length === 0 || allow.includes(region);
}
