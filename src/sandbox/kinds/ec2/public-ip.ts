import type { Place } from '../../simulation/place.ts';

/** The public address of an Elastic IP: a different one for each number of a region. */
export function publicIpOf({ n }: Place): string {
  return `54.${(n >>> 16) % 256}.${(n >>> 8) % 256}.${n % 256}`;
}
