import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { owner, pages, TAGS, without, type KindContract } from '../contract.ts';
import { given } from '../given.ts';

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }],
};

export const iamRole: KindContract = {
  kind: 'AWS::IAM::Role',
  reach: 'account',
  key: ['RoleName'],
  async seed(place) {
    const iam = place.of(IAMClient);
    const RoleName = `whole-${place.region}`;
    const PolicyDocument = JSON.stringify(POLICY);
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: `policy-${place.region}`, PolicyDocument }),
    );
    const PolicyArn = given(Policy?.Arn, 'policy');
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        Path: '/orders/',
        AssumeRolePolicyDocument: JSON.stringify(TRUST),
        Description: 'Takes & ships orders',
        MaxSessionDuration: 7_200,
        PermissionsBoundary: PolicyArn,
        Tags: [...TAGS],
      }),
    );
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument }));
    const InstanceProfileName = `profile-${place.region}`;
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    await iam.send(new AddRoleToInstanceProfileCommand({ RoleName, InstanceProfileName }));
  },
  async *expected(place) {
    const iam = place.of(IAMClient);
    const lists = pages(
      (Marker) => iam.send(new ListRolesCommand({ Marker })),
      (page) => page.Marker,
    );
    for await (const { Roles = [] } of lists) {
      for (const { RoleName } of Roles) {
        const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
        const { AttachedPolicies = [] } = await iam.send(
          new ListAttachedRolePoliciesCommand({ RoleName }),
        );
        const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
        const Policies = [];
        for (const PolicyName of PolicyNames) {
          const { PolicyDocument } = await iam.send(
            new GetRolePolicyCommand({ RoleName, PolicyName }),
          );
          Policies.push({ PolicyName, PolicyDocument: decoded(PolicyDocument) });
        }
        const { InstanceProfiles = [] } = await iam.send(
          new ListInstanceProfilesForRoleCommand({ RoleName }),
        );
        yield {
          properties: {
            ...Role,
            AssumeRolePolicyDocument: decoded(Role?.AssumeRolePolicyDocument),
            PermissionsBoundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
            ManagedPolicyArns: AttachedPolicies.map(({ PolicyArn }) => PolicyArn),
            Policies,
            InstanceProfileList: InstanceProfiles.map((profile) =>
              without({ ...profile }, 'Roles'),
            ),
            Tags: Role?.Tags ?? [],
          },
          context: { ...owner(place), Identifier: RoleName },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['RoleName'])],
  missing: () => ['not-there'],
};

function decoded(document = ''): unknown {
  return JSON.parse(decodeURIComponent(document));
}
