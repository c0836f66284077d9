import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateGetAccountAuthorizationDetails,
  paginateListAttachedRolePolicies,
  paginateListInstanceProfilesForRole,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import type {
  AttachedPolicy,
  InstanceProfile,
  PolicyDetail,
  Role,
  RoleDetail,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
import { classify } from '../../../aws/errors.ts';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { completeTags } from '../../actions/tags.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { jsonDocument } from '../json-document.ts';
import { named, textAt } from '../live-event.ts';

/** The most that ListRoles and GetAccountAuthorizationDetails give in one page. */
const ROLES_PER_PAGE = 1_000;

type Context = ActionContext<IAMClient>;

/** A listed role, or for a single fetch its description by GetRole. */
type Item = Role & { readonly RoleName: string; readonly isDescribed?: true };

/** The fields of AWS's own types, and CloudFormation's names for policies. */
type Source = Role & {
  InstanceProfileList: readonly object[];
  ManagedPolicyArns: readonly string[];
  Policies: readonly object[];
};

const Properties = z.object({
  RoleName: z.string(),
  Arn: z.string(),
  RoleId: z.string().optional(),
  Path: z.string().optional(),
  CreateDate: time.optional(),
  Description: z.string().optional(),
  MaxSessionDuration: z.number().int().optional(),
  AssumeRolePolicyDocument: structure.optional(),
  SourceRoleTemplate: structure.optional(),
  PermissionsBoundary: z.string().optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
  Policies: structureList.optional(),
  InstanceProfileList: structureList.optional(),
  RoleLastUsed: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

/**
 * Fields missing in the listing, role by role: for a single fetch, and if all roles cannot be read at once.
 */
const RoleByRole = perItem({
  name: 'GetAccountAuthorizationDetailsAction',
  operation: 'GetRole',
  permissions: [
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
    'iam:ListInstanceProfilesForRole',
    'iam:ListRolePolicies',
  ],
  async call(item: Item, context: Context) {
    const { RoleName } = item;
    const RolePolicyList = await inlinePolicies(RoleName, context);
    const AttachedManagedPolicies: AttachedPolicy[] = [];
    for await (const page of sdkPages(paginateListAttachedRolePolicies, context, { RoleName }))
      AttachedManagedPolicies.push(...(page.AttachedPolicies ?? []));
    const InstanceProfileList: InstanceProfile[] = [];
    for await (const page of sdkPages(paginateListInstanceProfilesForRole, context, { RoleName }))
      InstanceProfileList.push(...(page.InstanceProfiles ?? []));
    const role = item.isDescribed === true ? item : await describedRole(RoleName, context);
    return detailsOf({ ...role, RolePolicyList, AttachedManagedPolicies, InstanceProfileList });
  },
});

/** A thousand roles with their tags, policies, profiles, boundaries and last uses in one call. */
const GetAccountAuthorizationDetails = paged({
  name: 'GetAccountAuthorizationDetailsAction',
  permissions: ['iam:GetAccountAuthorizationDetails'],
  adds: [
    'InstanceProfileList',
    'ManagedPolicyArns',
    'PermissionsBoundary',
    'Policies',
    'RoleLastUsed',
    'Tags',
  ],
  size: ROLES_PER_PAGE,
  idOf: ({ RoleName }: Item) => RoleName,
  async *pages(_, context: Context) {
    const input = { Filter: ['Role' as const], MaxItems: ROLES_PER_PAGE };
    for await (const page of sdkPages(paginateGetAccountAuthorizationDetails, context, input))
      yield (page.RoleDetailList ?? []).map(
        (role) => [role.RoleName ?? '', detailsOf(role)] as const,
      );
  },
  single: RoleByRole,
  fallback: RoleByRole,
});

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const IamRole = defineKind({
  kind: 'AWS::IAM::Role',
  title: 'IAM role',
  reach: 'account',
  client: IAMClient,
  properties: Properties,
  primaryIdentifier: ['RoleName'],
  entity: {
    blueprint: 'iamRole',
    identifier: 'Arn',
    title: 'RoleName',
    properties: [
      'Description',
      'Path',
      'CreateDate',
      'MaxSessionDuration',
      'ManagedPolicyArns',
      'PermissionsBoundary',
      'RoleLastUsed',
      'Tags',
    ],
  },
  list: {
    operation: 'ListRoles',
    permissions: ['iam:ListRoles'],
    pageSize: ROLES_PER_PAGE,
    pages: (context) => sdkPages(paginateListRoles, context, { MaxItems: ROLES_PER_PAGE }),
    items: (page) => page.Roles?.filter(isNamed),
  },
  get: {
    identifiers: ['RoleName'],
    arn: /^iam:role\/(?:.*\/)?(?<RoleName>[^/]+)$/,
    of: ({ RoleName }) => [RoleName],
    permissions: RoleByRole.permissions,
    find: ([roleName = ''], context) => describedRole(roleName, context),
  },
  idOf: ({ RoleName }) => RoleName,
  listed: (role) => ({
    ...role,
    AssumeRolePolicyDocument: policyDocument(role.AssumeRolePolicyDocument),
    // Properties of GetRole are added by the option only, so that all roles have the same.
    PermissionsBoundary: undefined,
    RoleLastUsed: undefined,
    Tags: undefined,
    isDescribed: undefined,
  }),
  errors: { notFound: ['NoSuchEntityException'] },
  actions: { defaults: [], options: [GetAccountAuthorizationDetails] },
  liveEvents: {
    source: 'iam.amazonaws.com',
    events: [
      'CreateRole',
      'CreateServiceLinkedRole',
      'UpdateRole',
      'UpdateRoleDescription',
      'UpdateAssumeRolePolicy',
      'AttachRolePolicy',
      'DetachRolePolicy',
      'PutRolePolicy',
      'DeleteRolePolicy',
      'PutRolePermissionsBoundary',
      'DeleteRolePermissionsBoundary',
      'AddRoleToInstanceProfile',
      'RemoveRoleFromInstanceProfile',
      'TagRole',
      'UntagRole',
      'DeleteRole',
      'DeleteServiceLinkedRole',
    ],
    deletions: ['DeleteRole', 'DeleteServiceLinkedRole'],
    resources: ({ requestParameters, responseElements }) =>
      named(textAt(requestParameters, 'roleName') ?? textAt(responseElements, 'role', 'roleName')),
    // The record of a deletion has no path: the next resync deletes the entity of a role with a path.
    stub: ([RoleName = ''], { partition, id }) => ({
      properties: { RoleName, Arn: `arn:${partition}:iam::${id}:role/${RoleName}` },
    }),
  },
});

function isNamed(role: Role | undefined): role is Item {
  return role?.RoleName !== undefined;
}

async function describedRole(RoleName: string, { client, signal }: Context): Promise<Item> {
  const { Role } = await client.send(new GetRoleCommand({ RoleName }), { abortSignal: signal });
  return { ...answered([Role].find(isNamed), RoleName), isDescribed: true };
}

/** In CloudFormation's form: policies by ARN, documents as objects, the boundary as its ARN. */
function detailsOf(role: RoleDetail) {
  return {
    // Each profile repeats the role.
    InstanceProfileList: (role.InstanceProfileList ?? []).map((profile) => ({
      ...profile,
      Roles: undefined,
    })),
    ManagedPolicyArns: (role.AttachedManagedPolicies ?? []).flatMap(
      ({ PolicyArn }) => PolicyArn ?? [],
    ),
    PermissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
    Policies: (role.RolePolicyList ?? []).map(({ PolicyName, PolicyDocument }) => ({
      PolicyName,
      PolicyDocument: policyDocument(PolicyDocument),
    })),
    RoleLastUsed: role.RoleLastUsed,
    Tags: completeTags(role.Tags ?? []),
  };
}

async function inlinePolicies(RoleName: string, context: Context): Promise<PolicyDetail[]> {
  const { client, signal } = context;
  const policies: PolicyDetail[] = [];
  for await (const { PolicyNames = [] } of sdkPages(paginateListRolePolicies, context, {
    RoleName,
  }))
    for (const PolicyName of PolicyNames) {
      try {
        const command = new GetRolePolicyCommand({ RoleName, PolicyName });
        policies.push(await client.send(command, { abortSignal: signal }));
      } catch (error) {
        // Deleted since it was listed: the role still exists.
        if (classify(error).class !== 'not-found') throw error;
      }
    }
  return policies;
}

/** IAM URL-encodes documents. */
function policyDocument(text: string | undefined): unknown {
  return jsonDocument(text === undefined ? undefined : decodeURIComponent(text));
}
