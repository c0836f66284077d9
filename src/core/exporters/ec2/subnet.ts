import {
  DescribeNetworkAclsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  paginateDescribeNetworkAcls,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import type { NetworkAcl, Subnet } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { namedIn } from './changed.ts';
import { nameTagOr } from './name-tag.ts';

/** The most that EC2 gives in one page of either list. */
const PER_PAGE = 1_000;
/** The maximum number of values in a filter. */
const VALUES_PER_FILTER = 200;

type Item = Subnet & { readonly SubnetId: string };

/** The fields of AWS's own type and of CloudFormation's model of a subnet. */
type Source = Subnet & {
  Ipv6CidrBlock: string;
  Ipv6CidrBlocks: readonly string[];
  NetworkAclAssociationId: string;
};

const Properties = z.object({
  SubnetId: z.string(),
  SubnetArn: z.string().optional(),
  VpcId: z.string().optional(),
  State: z.string().optional(),
  CidrBlock: z.string().optional(),
  Ipv6CidrBlockAssociationSet: structureList.optional(),
  Ipv6CidrBlock: z.string().optional(),
  Ipv6CidrBlocks: z.array(z.string()).optional(),
  Ipv6Native: z.boolean().optional(),
  AvailableIpAddressCount: z.number().int().optional(),
  AvailabilityZone: z.string().optional(),
  AvailabilityZoneId: z.string().optional(),
  DefaultForAz: z.boolean().optional(),
  MapPublicIpOnLaunch: z.boolean().optional(),
  MapCustomerOwnedIpOnLaunch: z.boolean().optional(),
  CustomerOwnedIpv4Pool: z.string().optional(),
  AssignIpv6AddressOnCreation: z.boolean().optional(),
  EnableDns64: z.boolean().optional(),
  EnableLniAtDeviceIndex: z.number().int().optional(),
  PrivateDnsNameOptionsOnLaunch: structure.optional(),
  BlockPublicAccessStates: structure.optional(),
  OutpostArn: z.string().optional(),
  Type: z.string().optional(),
  OwnerId: z.string().optional(),
  Tags: tagList.optional(),
  NetworkAclAssociationId: z.string().optional(),
} satisfies FieldsOf<Source>);

const NetworkAclAssociation = paged({
  name: 'DescribeNetworkAclsAction',
  permissions: ['ec2:DescribeNetworkAcls'],
  adds: ['NetworkAclAssociationId'],
  size: PER_PAGE,
  idOf: ({ SubnetId }: Item) => SubnetId,
  async *pages(_, context: ActionContext<EC2Client>) {
    const input = { MaxResults: PER_PAGE };
    for await (const page of sdkPages(paginateDescribeNetworkAcls, context, input))
      yield (page.NetworkAcls ?? []).flatMap(associationsOf);
  },
  single: batched({
    name: 'DescribeNetworkAclsAction',
    permissions: ['ec2:DescribeNetworkAcls'],
    size: VALUES_PER_FILTER,
    idOf: ({ SubnetId }: Item) => SubnetId,
    async call(items: readonly Item[], { client, signal }: ActionContext<EC2Client>) {
      const Values = items.map(({ SubnetId }) => SubnetId);
      const Filters = [{ Name: 'association.subnet-id', Values }];
      const command = new DescribeNetworkAclsCommand({ Filters });
      const { NetworkAcls = [] } = await client.send(command, { abortSignal: signal });
      return NetworkAcls.flatMap(associationsOf).map(([id, value]) => ({ id, value }));
    },
  }),
});

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const Ec2Subnet = defineKind({
  kind: 'AWS::EC2::Subnet',
  title: 'subnet',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  primaryIdentifier: ['SubnetId'],
  entity: {
    blueprint: 'ec2Subnet',
    icon: 'VPC',
    identifier: 'SubnetId',
    title: nameTagOr('SubnetId'),
    // Accounts that it is shared with see it too, without tags: only its owner has the entity.
    query: '.Properties.OwnerId == .__ExtraContext.AccountId',
    properties: [
      'CidrBlock',
      'AvailabilityZone',
      'AvailableIpAddressCount',
      'MapPublicIpOnLaunch',
      'State',
      'Tags',
    ],
    relations: { vpc: { to: 'AWS::EC2::VPC', title: 'VPC', by: { VpcId: 'VpcId' } } },
  },
  list: {
    operation: 'DescribeSubnets',
    permissions: ['ec2:DescribeSubnets'],
    pageSize: PER_PAGE,
    pages: (context) => sdkPages(paginateDescribeSubnets, context, { MaxResults: PER_PAGE }),
    items: (page) => page.Subnets?.filter(isIdentified),
  },
  get: {
    identifiers: ['SubnetId'],
    arn: /^ec2:subnet\/(?<SubnetId>[^/]+)$/,
    of: ({ SubnetId }) => [SubnetId],
    async find([subnetId = ''], { client, signal }) {
      const command = new DescribeSubnetsCommand({ SubnetIds: [subnetId] });
      const { Subnets = [] } = await client.send(command, { abortSignal: signal });
      return answered(Subnets.find(isIdentified), subnetId);
    },
  },
  idOf: ({ SubnetId }) => SubnetId,
  listed(subnet) {
    const blocks = (subnet.Ipv6CidrBlockAssociationSet ?? []).flatMap(
      ({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? [],
    );
    return { ...subnet, Ipv6CidrBlock: blocks[0], Ipv6CidrBlocks: blocks };
  },
  errors: { notFound: ['InvalidSubnetID.NotFound', 'InvalidSubnetId.Malformed'] },
  limits: describeLimits('ec2:DescribeSubnets'),
  actions: { defaults: [], options: [NetworkAclAssociation] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'CreateSubnet',
      'CreateDefaultSubnet',
      'ModifySubnetAttribute',
      'AssociateSubnetCidrBlock',
      'DisassociateSubnetCidrBlock',
      'DeleteSubnet',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteSubnet'],
    resources: (call) => namedIn(call, 'subnet'),
    stub: ([SubnetId = '']) => ({ properties: { SubnetId } }),
  },
});

function isIdentified(subnet: Subnet): subnet is Item {
  return subnet.SubnetId !== undefined;
}

function associationsOf({ Associations = [] }: NetworkAcl) {
  return Associations.map(
    ({ SubnetId = '', NetworkAclAssociationId }) =>
      [SubnetId, { NetworkAclAssociationId }] as const,
  );
}
