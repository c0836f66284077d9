import type { Kind } from './kind.ts';
import { isObjectKind } from './registry.ts';
import { TYPE_PERMISSION } from './resource-type.ts';

/** IAM actions that every run needs, whatever the kinds. */
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
    readonly Resource: '*' | readonly string[];
  }[];
}

/** What a policy is for. */
export interface PolicyKind {
  readonly kind: Kind;
  /** Names of the optional actions that run. @default all */
  readonly include?: readonly string[] | undefined;
  /** IAM actions in addition to those of the kind: those of a CloudFormation type's own handlers. */
  readonly further?: readonly string[] | undefined;
}

/**
 * The IAM actions for reading a kind, sorted.
 *
 * @param include names of the optional actions that run @default all
 */
export function permissionsOf(kind: Kind, include?: readonly string[]): readonly string[] {
  const { defaults } = kind.actions;
  const options = kind.actions.options.filter(({ name }) => include?.includes(name) ?? true);
  return sorted([
    ...kind.list.permissions,
    ...kind.getPermissions,
    ...(isObjectKind(kind.kind) ? [] : [TYPE_PERMISSION]), // called before the kind is read
    ...[...defaults, ...options].flatMap((action) => action.permissions),
  ]);
}

/**
 * The minimal policy for a full resync of `kinds`, with every option and single fetch. Kinds of the
 * organization are in a separate statement: only the account that reads the organization needs it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
 */
export function iamPolicy(kinds: readonly Kind[]): IamPolicy {
  return iamPolicyFor(kinds.map((kind) => ({ kind })));
}

/**
 * The same for selected options, and with further permissions.
 *
 * @param prices IAM actions for reading prices: only the account that asks for them needs these @default none
 */
export function iamPolicyFor(
  kinds: readonly PolicyKind[],
  prices: readonly string[] = [],
): IamPolicy {
  const inOrganization = kinds.filter(({ kind }) => kind.reach === 'organization');
  const inAccounts = kinds.filter(({ kind }) => kind.reach !== 'organization');
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'LongshoreReadAccount',
        Effect: 'Allow',
        Action: sorted([...DISCOVERY_PERMISSIONS, ...inAccounts.flatMap(neededFor)]),
        Resource: '*',
      },
      {
        Sid: 'LongshoreReadOrganization',
        Effect: 'Allow',
        Action: sorted([...ORGANIZATION_PERMISSIONS, ...inOrganization.flatMap(neededFor)]),
        Resource: '*',
      },
      ...(prices.length === 0 ? [] : [pricesStatement(prices)]),
    ],
  };
}

function pricesStatement(prices: readonly string[]): IamPolicy['Statement'][number] {
  return { Sid: 'LongshoreReadPrices', Effect: 'Allow', Action: sorted(prices), Resource: '*' };
}

function neededFor({ kind, include, further = [] }: PolicyKind): readonly string[] {
  return [...permissionsOf(kind, include), ...further];
}

function sorted(permissions: readonly string[]): readonly string[] {
  return [...new Set(permissions)].sort();
}
