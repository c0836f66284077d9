import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  DescribeTargetHealthOutput,
  Tag,
  TargetDescription,
  TargetGroup,
  TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList } from '../fields.ts';
import { DESCRIBE_LIMIT } from '../load-balancing-limit.ts';
import { arnsNamed } from './named-arns.ts';
import { describeTags } from './tags.ts';

/** The maximum page size of DescribeTargetGroups. */
const TARGET_GROUPS_PER_PAGE = 400;

type Item = TargetGroup & { readonly TargetGroupArn: string; readonly TargetGroupName: string };

/** The fields of AWS's own type and of CloudFormation's model of a target group. */
type Source = TargetGroup & {
  Name: string;
  TargetGroupFullName: string;
  TargetGroupAttributes: readonly TargetGroupAttribute[];
  Targets: readonly TargetDescription[];
  Tags: readonly Tag[];
} & Pick<DescribeTargetHealthOutput, 'TargetHealthDescriptions'>;

const Properties = z.object({
  TargetGroupArn: z.string(),
  TargetGroupName: z.string(),
  Name: z.string().optional(),
  TargetGroupFullName: z.string().optional(),
  Protocol: z.string().optional(),
  ProtocolVersion: z.string().optional(),
  Port: z.number().int().optional(),
  VpcId: z.string().optional(),
  TargetType: z.string().optional(),
  IpAddressType: z.string().optional(),
  TargetControlPort: z.number().int().optional(),
  LoadBalancerArns: z.array(z.string()).optional(),
  HealthCheckEnabled: z.boolean().optional(),
  HealthCheckProtocol: z.string().optional(),
  HealthCheckPort: z.string().optional(),
  HealthCheckPath: z.string().optional(),
  HealthCheckIntervalSeconds: z.number().int().optional(),
  HealthCheckTimeoutSeconds: z.number().int().optional(),
  HealthyThresholdCount: z.number().int().optional(),
  UnhealthyThresholdCount: z.number().int().optional(),
  Matcher: structure.optional(),
  TargetGroupAttributes: structureList.optional(),
  Targets: structureList.optional(),
  TargetHealthDescriptions: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const TargetGroupAttributes = perItem({
  name: 'DescribeTargetGroupAttributesAction',
  permissions: ['elasticloadbalancing:DescribeTargetGroupAttributes'],
  adds: ['TargetGroupAttributes'],
  async call(
    { TargetGroupArn }: Item,
    { client, signal }: ActionContext<ElasticLoadBalancingV2Client>,
  ) {
    const command = new DescribeTargetGroupAttributesCommand({ TargetGroupArn });
    const { Attributes = [] } = await client.send(command, { abortSignal: signal });
    return { TargetGroupAttributes: Attributes };
  },
});

const TargetHealth = perItem({
  name: 'DescribeTargetHealthAction',
  permissions: ['elasticloadbalancing:DescribeTargetHealth'],
  adds: ['Targets', 'TargetHealthDescriptions'],
  async call(
    { TargetGroupArn }: Item,
    { client, signal }: ActionContext<ElasticLoadBalancingV2Client>,
  ) {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn });
    const { TargetHealthDescriptions = [] } = await client.send(command, { abortSignal: signal });
    // CloudFormation has only the targets, without their health.
    return {
      Targets: TargetHealthDescriptions.flatMap(({ Target }) => Target ?? []),
      TargetHealthDescriptions,
    };
  },
});

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html */
export const ElasticLoadBalancingV2TargetGroup = defineKind({
  kind: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  title: 'target group',
  reach: 'regional',
  client: ElasticLoadBalancingV2Client,
  properties: Properties,
  primaryIdentifier: ['TargetGroupArn'],
  entity: {
    blueprint: 'elbTargetGroup',
    identifier: 'TargetGroupArn',
    title: 'TargetGroupName',
    properties: [
      'TargetType',
      'Protocol',
      'ProtocolVersion',
      'Port',
      'IpAddressType',
      'HealthCheckProtocol',
      'HealthCheckPath',
      'Tags',
    ],
    relations: {
      // Undefined for a group of Lambda functions.
      vpc: { to: 'AWS::EC2::VPC', title: 'VPC', by: { VpcId: 'VpcId' } },
      // Undefined for addresses, functions and other load balancers.
      instances: {
        to: 'AWS::EC2::Instance',
        by: {
          InstanceId: { each: '.Properties.Targets[]?.Id | select(startswith("i-"))' },
        },
      },
    },
  },
  list: {
    operation: 'DescribeTargetGroups',
    permissions: ['elasticloadbalancing:DescribeTargetGroups'],
    pageSize: TARGET_GROUPS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeTargetGroups, context, { PageSize: TARGET_GROUPS_PER_PAGE }),
    items: (page) => page.TargetGroups?.filter(isIdentified),
  },
  get: {
    identifiers: ['TargetGroupArn'],
    arn: /^elasticloadbalancing:targetgroup\/[^/]+\/[^/]+$/,
    of: ({ TargetGroupArn }) => [TargetGroupArn],
    async find([group = ''], { client, signal }) {
      const isArn = group.startsWith('arn:');
      const input = isArn ? { TargetGroupArns: [group] } : { Names: [group] };
      const command = new DescribeTargetGroupsCommand(input);
      const { TargetGroups = [] } = await client.send(command, { abortSignal: signal });
      return answered(TargetGroups.find(isIdentified), group);
    },
  },
  idOf: ({ TargetGroupArn }) => TargetGroupArn,
  listed: (group) => ({
    ...group,
    Name: group.TargetGroupName,
    TargetGroupFullName: group.TargetGroupArn.slice(group.TargetGroupArn.lastIndexOf(':') + 1),
  }),
  errors: { notFound: ['TargetGroupNotFound', 'TargetGroupNotFoundException'] },
  limits: [DESCRIBE_LIMIT],
  actions: {
    defaults: [],
    options: [
      describeTags('elasticloadbalancing:targetgroup', (item: Item) => item.TargetGroupArn),
      TargetGroupAttributes,
      TargetHealth,
    ],
  },
  liveEvents: {
    source: 'elasticloadbalancing.amazonaws.com',
    events: [
      'CreateTargetGroup',
      'ModifyTargetGroup',
      'ModifyTargetGroupAttributes',
      'DeleteTargetGroup',
      'RegisterTargets',
      'DeregisterTargets',
      // A listener or a rule attaches it to a load balancer.
      'CreateListener',
      'ModifyListener',
      'CreateRule',
      'ModifyRule',
      'AddTags',
      'RemoveTags',
    ],
    deletions: ['DeleteTargetGroup'],
    resources: (call) =>
      arnsNamed(call)
        .filter((arn) => arn.includes(':targetgroup/'))
        .map((arn) => [arn]),
    stub: ([TargetGroupArn = '']) => ({ properties: { TargetGroupArn } }),
  },
});

function isIdentified(group: TargetGroup): group is Item {
  return group.TargetGroupArn !== undefined && group.TargetGroupName !== undefined;
}
