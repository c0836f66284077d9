import type { Account, OrganizationalUnit, Parent } from '@aws-sdk/client-organizations';
import type { Estate } from './estate.ts';

export const ROOT_ID = 'r-sand';
const ORGANIZATION_ID = 'o-sandbox001';

/** The account at a position. */
export function organizationAccount(estate: Estate, accountId: string): Account {
  const index = estate.accountIndex(accountId);
  const state = isActive(estate, accountId) ? 'ACTIVE' : 'SUSPENDED';
  return {
    Id: accountId,
    Arn: `arn:aws:organizations::${estate.managementAccountId}:account/${ORGANIZATION_ID}/${accountId}`,
    Name: index === 0 ? 'management' : `team-${index} & partners`,
    Email: `aws+${index}@example.com`,
    Status: state,
    State: state,
    JoinedMethod: index === 0 ? 'INVITED' : 'CREATED',
    JoinedTimestamp: estate.time('account', accountId),
  };
}

/** Is the account active? Closed accounts are listed in the organization, but nothing in them can be read. */
export function isActive(estate: Estate, accountId: string): boolean {
  const index = estate.accountIndex(accountId);
  const every = estate.suspendedEvery;
  return index === 0 || every === 0 || index % every !== every - 1;
}

/** The account's only parent: the root for the first, an organizational unit for the others. */
export function accountParent(estate: Estate, accountId: string): Parent {
  const index = estate.accountIndex(accountId);
  if (index === 0 || estate.organizationalUnits === 0) return { Id: ROOT_ID, Type: 'ROOT' };
  return { Id: unitId(index % estate.organizationalUnits), Type: 'ORGANIZATIONAL_UNIT' };
}

export function unitId(index: number): string {
  return `ou-sand-${index.toString().padStart(8, '0')}`;
}

/** Is there a unit of that id? */
export function isUnit(estate: Estate, id: string): boolean {
  const index = Number(/^ou-sand-(\d+)$/.exec(id)?.[1]);
  return index < estate.organizationalUnits && unitId(index) === id;
}

/** Every second unit is inside the previous one, the others in the root. */
export function unitParent(index: number): string {
  return index % 2 === 1 ? unitId(index - 1) : ROOT_ID;
}

export function unitsOf(estate: Estate, parentId: string): OrganizationalUnit[] {
  return Array.from({ length: estate.organizationalUnits }, (_, index) => index)
    .filter((index) => unitParent(index) === parentId)
    .map((index) => ({
      Id: unitId(index),
      Arn: `arn:aws:organizations::${estate.managementAccountId}:ou/${ORGANIZATION_ID}/${unitId(index)}`,
      Name: `unit ${index}`,
    }));
}

export function accountsOf(estate: Estate, parentId: string): Account[] {
  return estate.accountIds
    .filter((accountId) => accountParent(estate, accountId).Id === parentId)
    .map((accountId) => organizationAccount(estate, accountId));
}

export function accountTags(estate: Estate, accountId: string): { Key: string; Value: string }[] {
  const tags = estate.tags('account', accountId);
  const isFirst = accountId === estate.managementAccountId;
  return isFirst && tags.length === 0 ? [{ Key: 'team', Value: 'platform' }] : tags;
}
