import type {
  GetAccountAuthorizationDetailsResponse,
  GetRolePolicyResponse,
  GetRoleResponse,
  ListAttachedRolePoliciesResponse,
  ListInstanceProfilesForRoleResponse,
  ListRolePoliciesResponse,
  ListRolesResponse,
} from '@aws-sdk/client-iam';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { ServiceError } from '../../wire/call.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
export const role: SimulatedKind = {
  kind: 'AWS::IAM::Role',
  client: () => import('@aws-sdk/client-iam'),
  listedBy: 'account',
  gone: 'NoSuchEntityException',
  calls: {
    'iam:ListRoles': { most: 1_000, unasked: 100 },
    'iam:GetAccountAuthorizationDetails': {
      most: 1_000,
      unasked: 100,
      takes: { Filter: ['Role'] },
    },
    'iam:GetRole': { of: { RoleName: ['RoleName'] } },
    'iam:ListAttachedRolePolicies': { of: { RoleName: ['RoleName'] }, pagesOf: 100 },
    'iam:ListRolePolicies': { of: { RoleName: ['RoleName'] }, pagesOf: 100 },
    'iam:GetRolePolicy': { of: { RoleName: ['RoleName'] }, takes: { PolicyName: ['inline'] } },
    'iam:ListInstanceProfilesForRole': { of: { RoleName: ['RoleName'] }, pagesOf: 100 },
  },
  /** Roles of other accounts do not exist here. */
  refuses({ accountId }, caller) {
    if (accountId === caller.accountId) return;
    throw new ServiceError('NoSuchEntity', 'The role cannot be found.', 404);
  },
  at(place) {
    const { accountId } = place;
    const { RoleName, Path, Arn } = roleAt(place);
    const draw = place.draw();
    const RoleId = `AROA${place.hex(16).toUpperCase()}`;
    const CreateDate = place.time();
    const Description = `Runs orders & "more" ${draw % 99}`;
    const MaxSessionDuration = draw % 3 === 0 ? 3_600 : 43_200;
    const AssumeRolePolicyDocument = encoded({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    });
    const isDescribed = place.oneIn(2, 'description');
    const listed = {
      Path,
      RoleName,
      RoleId,
      Arn,
      CreateDate,
      AssumeRolePolicyDocument,
      ...(isDescribed && { Description }),
      MaxSessionDuration,
    };
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    const isAttached = place.oneIn(2, 'attached');
    const AttachedPolicies = isAttached
      ? [{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn }]
      : [];
    const hasInline = place.oneIn(3, 'inline');
    const Resource = `arn:aws:sqs:*:${accountId}:orders-100%`;
    const PolicyDocument = encoded({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage'], Resource }],
    });
    const isBound = place.oneIn(4, 'bound');
    const PermissionsBoundaryArn = `arn:aws:iam::${accountId}:policy/boundary`;
    const PermissionsBoundary = {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
      PermissionsBoundaryArn,
    };
    const isUsed = place.oneIn(2, 'used');
    const LastUsedDate = place.time('used');
    const RoleLastUsed = isUsed ? { LastUsedDate, Region: place.region } : {};
    const hasProfile = place.oneIn(5, 'profile');
    const profile = {
      Path: '/',
      InstanceProfileName: RoleName,
      InstanceProfileId: `AIPA${place.hex(16).toUpperCase()}`,
      Arn: `arn:aws:iam::${accountId}:instance-profile/${RoleName}`,
      CreateDate,
    };
    const Tags = place.tags();
    return {
      names: { RoleName, Arn },
      replies: {
        'iam:ListRoles': () => ({ Roles: [listed] }) satisfies ListRolesResponse,
        'iam:GetAccountAuthorizationDetails': () =>
          ({
            RoleDetailList: [
              {
                Path,
                RoleName,
                RoleId,
                Arn,
                CreateDate,
                AssumeRolePolicyDocument,
                InstanceProfileList: hasProfile ? [{ ...profile, Roles: [listed] }] : [],
                RolePolicyList: hasInline ? [{ PolicyName: 'inline', PolicyDocument }] : [],
                AttachedManagedPolicies: AttachedPolicies,
                ...(isBound && { PermissionsBoundary }),
                Tags,
                RoleLastUsed,
              },
            ],
          }) satisfies GetAccountAuthorizationDetailsResponse,
        'iam:GetRole': () =>
          ({
            Role: { ...listed, ...(isBound && { PermissionsBoundary }), Tags, RoleLastUsed },
          }) satisfies GetRoleResponse,
        'iam:ListAttachedRolePolicies': () =>
          ({ AttachedPolicies }) satisfies ListAttachedRolePoliciesResponse,
        'iam:ListRolePolicies': () =>
          ({ PolicyNames: hasInline ? ['inline'] : [] }) satisfies ListRolePoliciesResponse,
        'iam:GetRolePolicy': () =>
          ({
            RoleName,
            PolicyName: 'inline',
            PolicyDocument,
          }) satisfies GetRolePolicyResponse,
        'iam:ListInstanceProfilesForRole': () =>
          ({
            InstanceProfiles: hasProfile ? [{ ...profile, Roles: [listed] }] : [],
          }) satisfies ListInstanceProfilesForRoleResponse,
      },
      items: () => [
        {
          identifiers: [RoleName],
          trails: [
            { requestParameters: { roleName: RoleName } },
            {
              requestParameters: { aWSServiceName: 'ecs.amazonaws.com' },
              responseElements: { role: { roleName: RoleName, arn: Arn } },
            },
          ],
          properties: {
            Path,
            RoleName,
            RoleId,
            Arn,
            CreateDate,
            AssumeRolePolicyDocument: trust(),
            ...(isDescribed && { Description }),
            MaxSessionDuration,
            InstanceProfileList: hasProfile ? [{ ...profile }] : [],
            ManagedPolicyArns: isAttached ? [PolicyArn] : [],
            ...(isBound && { PermissionsBoundary: PermissionsBoundaryArn }),
            Policies: hasInline ? [inline(Resource)] : [],
            RoleLastUsed: isUsed ? { LastUsedDate, Region: place.region } : {},
            Tags,
          },
          model: {
            Identifier: RoleName,
            Properties: {
              RoleName,
              RoleId,
              Arn,
              Path,
              AssumeRolePolicyDocument: trust(),
              ...(isDescribed && { Description }),
              MaxSessionDuration,
              ManagedPolicyArns: isAttached ? [PolicyArn] : [],
              ...(isBound && { PermissionsBoundary: PermissionsBoundaryArn }),
              Policies: hasInline ? [inline(Resource)] : [],
              ...(Tags.length > 0 && { Tags }),
            },
          },
        },
      ],
    };
  },
};

/** The name of a role, also in other kinds. */
export function roleAt({ accountId, region, n }: Place): {
  readonly RoleName: string;
  readonly Path: string;
  readonly Arn: string;
} {
  const RoleName = `app-${accountId}-${region}-${n}`;
  const Path = n % 3 === 2 ? '/service-role/' : '/';
  return { RoleName, Path, Arn: `arn:aws:iam::${accountId}:role${Path}${RoleName}` };
}

function trust(): object {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
}

function inline(Resource: string): object {
  return {
    PolicyName: 'inline',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage'], Resource }],
    },
  };
}

/** As IAM writes documents: URL-encoded. */
function encoded(document: object): string {
  return encodeURIComponent(JSON.stringify(document));
}
