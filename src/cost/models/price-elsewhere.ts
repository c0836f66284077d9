import type { MissingPrice } from '../prices/price.ts';
import type { PriceUnit } from '../prices/price-unit.ts';

/** Where a resource is. */
export interface Place {
  readonly AvailabilityZone?: string | undefined;
  readonly OutpostArn?: string | undefined;
}

/**
 * Why the prices of the region do not apply. Local Zones and Wavelength Zones have prices of their own, under region
 * codes of their own. The capacity of an Outpost is paid for with the Outpost.
 *
 * @returns undefined where they apply
 */
export function priceElsewhere(
  { AvailabilityZone: zone, OutpostArn }: Place,
  region: string,
  unit: PriceUnit,
): MissingPrice | undefined {
  if (OutpostArn !== undefined && OutpostArn !== '') {
    return { reason: 'no-model', detail: `on the Outpost ${OutpostArn}`, unit };
  }
  if (zone === undefined || isZoneOf(zone, region)) return undefined;
  return { reason: 'no-model', detail: `${zone} has prices of its own`, unit };
}

/** `eu-west-1a` is a zone of eu-west-1, `us-west-2-lax-1a` is a Local Zone. */
function isZoneOf(zone: string, region: string): boolean {
  return zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length));
}
