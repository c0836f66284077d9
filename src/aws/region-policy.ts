/** The regions that a mapping allows. */
export interface RegionPolicy {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/**
 * Is the region allowed? Deny wins; a non-empty allow list excludes everything else; two empty lists allow
 * everything.
 */
export function isRegionAllowed({ allow, deny }: RegionPolicy, region: string): boolean {
  if (deny.includes(region)) return false;
  return allow.length === 0 || allow.includes(region);
}
