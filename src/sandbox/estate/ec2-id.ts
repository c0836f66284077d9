import type { Estate } from './estate.ts';

/** An id in EC2's form, `vol-0…`; it holds account, region and position, so that it is found again. */
export function ec2Id(
  prefix: string,
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): string {
  const account = estate.accountIndex(accountId).toString(16).padStart(5, '0');
  const place = estate.regions.indexOf(region).toString(16).padStart(2, '0');
  return `${prefix}-0${account}${place}${index.toString(16).padStart(9, '0')}`;
}

/** The position that an id of that form holds. */
export function positionInEc2Id(id: string): number {
  return Number.parseInt(id.slice(-9), 16);
}
