import {
  DescribeSecurityGroupsCommand,
  EC2Client,
  paginateDescribeSecurityGroups,
} from '@aws-sdk/client-ec2';
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { answered } from '../../actions/missing-answer.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structureList, tagList } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { namedIn } from './changed.ts';
import {
  egressRules,
  ingressRules,
  type EgressRule,
  type IngressRule,
} from './security-group-rules.ts';

/** The maximum page size of DescribeSecurityGroups. */
const GROUPS_PER_PAGE = 1_000;

type Item = SecurityGroup & { readonly GroupId: string };

/** The fields of AWS's own type and of CloudFormation's model. */
type Source = SecurityGroup & {
  Id: string;
  GroupDescription: string;
  SecurityGroupIngress: readonly IngressRule[];
  SecurityGroupEgress: readonly EgressRule[];
};

const Properties = z.object({
  GroupId: z.string(),
  Id: z.string(),
  SecurityGroupArn: z.string().optional(),
  GroupName: z.string().optional(),
  Description: z.string().optional(),
  GroupDescription: z.string().optional(),
  VpcId: z.string().optional(),
  OwnerId: z.string().optional(),
  IpPermissions: structureList.optional(),
  IpPermissionsEgress: structureList.optional(),
  SecurityGroupIngress: structureList.optional(),
  SecurityGroupEgress: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const Ec2SecurityGroup = defineKind({
  kind: 'AWS::EC2::SecurityGroup',
  title: 'security group',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  primaryIdentifier: ['Id'],
  entity: {
    blueprint: 'ec2SecurityGroup',
    icon: 'VPC',
    identifier: 'GroupId',
    title: 'GroupName',
    // Accounts that it is shared with see it too, without tags: only its owner has the entity.
    query: '.Properties.OwnerId == .__ExtraContext.AccountId',
    properties: ['Description', 'SecurityGroupIngress', 'SecurityGroupEgress', 'Tags'],
    relations: { vpc: { to: 'AWS::EC2::VPC', title: 'VPC', by: { VpcId: 'VpcId' } } },
  },
  list: {
    operation: 'DescribeSecurityGroups',
    permissions: ['ec2:DescribeSecurityGroups'],
    pageSize: GROUPS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeSecurityGroups, context, { MaxResults: GROUPS_PER_PAGE }),
    items: (page) => page.SecurityGroups?.filter(isIdentified),
  },
  get: {
    identifiers: ['GroupId'],
    arn: /^ec2:security-group\/(?<GroupId>[^/]+)$/,
    of: ({ GroupId }) => [GroupId],
    async find([groupId = ''], { client, signal }) {
      const command = new DescribeSecurityGroupsCommand({ GroupIds: [groupId] });
      const { SecurityGroups = [] } = await client.send(command, { abortSignal: signal });
      return answered(SecurityGroups.find(isIdentified), groupId);
    },
  },
  idOf: ({ GroupId }) => GroupId,
  listed: (group) => ({
    ...group,
    Id: group.GroupId,
    GroupDescription: group.Description,
    SecurityGroupIngress: ingressRules(group.IpPermissions ?? []),
    SecurityGroupEgress: egressRules(group.IpPermissionsEgress ?? []),
  }),
  errors: { notFound: ['InvalidGroup.NotFound', 'InvalidGroupId.Malformed'] },
  limits: describeLimits('ec2:DescribeSecurityGroups'),
  actions: { defaults: [], options: [] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'CreateSecurityGroup',
      'AuthorizeSecurityGroupIngress',
      'AuthorizeSecurityGroupEgress',
      'RevokeSecurityGroupIngress',
      'RevokeSecurityGroupEgress',
      'ModifySecurityGroupRules',
      'UpdateSecurityGroupRuleDescriptionsIngress',
      'UpdateSecurityGroupRuleDescriptionsEgress',
      'DeleteSecurityGroup',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteSecurityGroup'],
    resources: (call) => namedIn(call, 'sg'),
    stub: ([GroupId = '']) => ({ properties: { GroupId, Id: GroupId } }),
  },
});

function isIdentified(group: SecurityGroup): group is Item {
  return group.GroupId !== undefined;
}
