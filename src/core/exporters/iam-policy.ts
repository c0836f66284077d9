import type { Kind } from './kind.ts';
import { isObjectKind } from './registry.ts';
import { TYPE_PERMISSION } from './resource-type.ts';

/** IAM actions that reading any estate needs, whatever the kinds. */
export const DISCOVERY_PERMISSIONS = ['account:ListRegions'] as const;

/** IAM actions that the organizations strategy needs in the account that reads the organization. */
export const ORGANIZATION_PERMISSIONS = [
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
] as const;

/** An IAM identity policy. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: '*';
  }[];
}

/** The IAM actions that reading a kind with all its options needs, sorted. */
export function permissionsOf(kind: Kind): readonly string[] {
  const { defaults, options } = kind.actions;
  return sorted([
    ...kind.list.permissions,
    ...kind.getPermissions,
    ...(isObjectKind(kind.kind) ? [] : [TYPE_PERMISSION]), // asked for before it is read
    ...[...defaults, ...options].flatMap((action) => action.permissions),
  ]);
}

/**
 * The least policy that a full resync of `kinds` needs, with every option and single fetch. Kinds of the
 * organization stand in a statement of their own: only the account that reads the organization needs it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
 */
export function iamPolicy(kinds: readonly Kind[]): IamPolicy {
  const inOrganization = kinds.filter((kind) => kind.reach === 'organization');
  const inAccounts = kinds.filter((kind) => kind.reach !== 'organization');
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'LongshoreReadAccount',
        Effect: 'Allow',
        Action: sorted([...DISCOVERY_PERMISSIONS, ...inAccounts.flatMap(permissionsOf)]),
        Resource: '*',
      },
      {
        Sid: 'LongshoreReadOrganization',
        Effect: 'Allow',
        Action: sorted([...ORGANIZATION_PERMISSIONS, ...inOrganization.flatMap(permissionsOf)]),
        Resource: '*',
      },
    ],
  };
}

function sorted(permissions: readonly string[]): readonly string[] {
  return [...new Set(permissions)].sort();
}
