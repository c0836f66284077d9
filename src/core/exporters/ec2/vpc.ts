import {
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEncryptionControlsCommand,
  DescribeVpcsCommand,
  EC2Client,
  paginateDescribeNetworkAcls,
  paginateDescribeSecurityGroups,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import type { NetworkAcl, SecurityGroup, Vpc, VpcEncryptionControl } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages, tokenPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { namedIn } from './changed.ts';
import { nameTagOr } from './name-tag.ts';

/** The most that EC2 gives in one page of any of these lists. */
const PER_PAGE = 1_000;
/** The maximum number of values in a filter. */
const VALUES_PER_FILTER = 200;

type Item = Vpc & { readonly VpcId: string };

/** The fields of AWS's own type and of CloudFormation's model of a VPC. */
type Source = Vpc & {
  CidrBlockAssociations: readonly string[];
  Ipv6CidrBlocks: readonly string[];
  EnableDnsHostnames: boolean;
  EnableDnsSupport: boolean;
  DefaultNetworkAcl: string;
  DefaultSecurityGroup: string;
  VpcEncryptionControl: VpcEncryptionControl;
};

const Properties = z.object({
  VpcId: z.string(),
  CidrBlock: z.string().optional(),
  CidrBlockAssociationSet: structureList.optional(),
  CidrBlockAssociations: z.array(z.string()).optional(),
  Ipv6CidrBlockAssociationSet: structureList.optional(),
  Ipv6CidrBlocks: z.array(z.string()).optional(),
  State: z.string().optional(),
  IsDefault: z.boolean().optional(),
  InstanceTenancy: z.string().optional(),
  DhcpOptionsId: z.string().optional(),
  BlockPublicAccessStates: structure.optional(),
  EncryptionControl: structure.optional(),
  OwnerId: z.string().optional(),
  Tags: tagList.optional(),
  EnableDnsHostnames: z.boolean().optional(),
  EnableDnsSupport: z.boolean().optional(),
  DefaultNetworkAcl: z.string().optional(),
  DefaultSecurityGroup: z.string().optional(),
  VpcEncryptionControl: structure.optional(),
} satisfies FieldsOf<Source>);

const DnsHostnames = perItem({
  name: 'DescribeVpcDnsHostnamesAction',
  operation: 'DescribeVpcAttribute',
  permissions: ['ec2:DescribeVpcAttribute'],
  adds: ['EnableDnsHostnames'],
  async call({ VpcId }: Item, { client, signal }: ActionContext<EC2Client>) {
    const command = new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' });
    const { EnableDnsHostnames } = await client.send(command, { abortSignal: signal });
    return { EnableDnsHostnames: EnableDnsHostnames?.Value };
  },
});

const DnsSupport = perItem({
  name: 'DescribeVpcDnsSupportAction',
  operation: 'DescribeVpcAttribute',
  permissions: ['ec2:DescribeVpcAttribute'],
  adds: ['EnableDnsSupport'],
  async call({ VpcId }: Item, { client, signal }: ActionContext<EC2Client>) {
    const command = new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsSupport' });
    const { EnableDnsSupport } = await client.send(command, { abortSignal: signal });
    return { EnableDnsSupport: EnableDnsSupport?.Value };
  },
});

const ONLY_DEFAULT_ACLS = { Name: 'default', Values: ['true'] };

const DefaultNetworkAcl = paged({
  name: 'DescribeNetworkAclsAction',
  permissions: ['ec2:DescribeNetworkAcls'],
  adds: ['DefaultNetworkAcl'],
  size: PER_PAGE,
  idOf: ({ VpcId }: Item) => VpcId,
  absent: hiddenFromOthers,
  async *pages(_, context: ActionContext<EC2Client>) {
    const input = { Filters: [ONLY_DEFAULT_ACLS], MaxResults: PER_PAGE };
    for await (const page of sdkPages(paginateDescribeNetworkAcls, context, input))
      yield (page.NetworkAcls ?? []).map(defaultAcl);
  },
  single: batched({
    name: 'DescribeNetworkAclsAction',
    permissions: ['ec2:DescribeNetworkAcls'],
    size: VALUES_PER_FILTER,
    idOf: ({ VpcId }: Item) => VpcId,
    absent: hiddenFromOthers,
    async call(items: readonly Item[], { client, signal }: ActionContext<EC2Client>) {
      const command = new DescribeNetworkAclsCommand({
        Filters: [ONLY_DEFAULT_ACLS, ofVpcs(items)],
      });
      const { NetworkAcls = [] } = await client.send(command, { abortSignal: signal });
      return NetworkAcls.map(defaultAcl).map(([id, value]) => ({ id, value }));
    },
  }),
});

const ONLY_DEFAULT_GROUPS = { Name: 'group-name', Values: ['default'] };

const DefaultSecurityGroup = paged({
  name: 'DescribeSecurityGroupsAction',
  permissions: ['ec2:DescribeSecurityGroups'],
  adds: ['DefaultSecurityGroup'],
  size: PER_PAGE,
  idOf: ({ VpcId }: Item) => VpcId,
  absent: hiddenFromOthers,
  async *pages(_, context: ActionContext<EC2Client>) {
    const input = { Filters: [ONLY_DEFAULT_GROUPS], MaxResults: PER_PAGE };
    for await (const page of sdkPages(paginateDescribeSecurityGroups, context, input))
      yield (page.SecurityGroups ?? []).map(defaultGroup);
  },
  single: batched({
    name: 'DescribeSecurityGroupsAction',
    permissions: ['ec2:DescribeSecurityGroups'],
    size: VALUES_PER_FILTER,
    idOf: ({ VpcId }: Item) => VpcId,
    absent: hiddenFromOthers,
    async call(items: readonly Item[], { client, signal }: ActionContext<EC2Client>) {
      const command = new DescribeSecurityGroupsCommand({
        Filters: [ONLY_DEFAULT_GROUPS, ofVpcs(items)],
      });
      const { SecurityGroups = [] } = await client.send(command, { abortSignal: signal });
      return SecurityGroups.map(defaultGroup).map(([id, value]) => ({ id, value }));
    },
  }),
});

const EncryptionControl = paged({
  name: 'DescribeVpcEncryptionControlsAction',
  permissions: ['ec2:DescribeVpcEncryptionControls'],
  adds: ['VpcEncryptionControl'],
  size: PER_PAGE,
  idOf: ({ VpcId }: Item) => VpcId,
  async *pages(_, context: ActionContext<EC2Client>) {
    const { client, signal } = context;
    const ask = (NextToken: string | undefined) => {
      const command = new DescribeVpcEncryptionControlsCommand({ MaxResults: PER_PAGE, NextToken });
      return client.send(command, { abortSignal: signal });
    };
    for await (const page of tokenPages(ask, ({ NextToken }) => NextToken))
      yield (page.VpcEncryptionControls ?? []).map(encryptionControl);
  },
  absent: () => ({}), // most VPCs have none
  single: batched({
    name: 'DescribeVpcEncryptionControlsAction',
    permissions: ['ec2:DescribeVpcEncryptionControls'],
    size: VALUES_PER_FILTER,
    idOf: ({ VpcId }: Item) => VpcId,
    absent: () => ({}),
    async call(items: readonly Item[], { client, signal }: ActionContext<EC2Client>) {
      const command = new DescribeVpcEncryptionControlsCommand({
        VpcIds: items.map(({ VpcId }) => VpcId),
      });
      const { VpcEncryptionControls = [] } = await client.send(command, { abortSignal: signal });
      return VpcEncryptionControls.map(encryptionControl).map(([id, value]) => ({ id, value }));
    },
  }),
});

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const Ec2Vpc = defineKind({
  kind: 'AWS::EC2::VPC',
  title: 'VPC',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  primaryIdentifier: ['VpcId'],
  entity: {
    blueprint: 'ec2Vpc',
    icon: 'VPC',
    identifier: 'VpcId',
    title: nameTagOr('VpcId'),
    // Accounts that it is shared with see it too, without tags: only its owner has the entity.
    query: '.Properties.OwnerId == .__ExtraContext.AccountId',
    properties: ['CidrBlock', 'Ipv6CidrBlocks', 'State', 'IsDefault', 'InstanceTenancy', 'Tags'],
  },
  list: {
    operation: 'DescribeVpcs',
    permissions: ['ec2:DescribeVpcs'],
    pageSize: PER_PAGE,
    pages: (context) => sdkPages(paginateDescribeVpcs, context, { MaxResults: PER_PAGE }),
    items: (page) => page.Vpcs?.filter(isIdentified),
  },
  get: {
    identifiers: ['VpcId'],
    arn: /^ec2:vpc\/(?<VpcId>[^/]+)$/,
    of: ({ VpcId }) => [VpcId],
    async find([vpcId = ''], { client, signal }) {
      const command = new DescribeVpcsCommand({ VpcIds: [vpcId] });
      const { Vpcs = [] } = await client.send(command, { abortSignal: signal });
      return answered(Vpcs.find(isIdentified), vpcId);
    },
  },
  idOf: ({ VpcId }) => VpcId,
  listed: (vpc) => ({
    ...vpc,
    CidrBlockAssociations: vpc.CidrBlockAssociationSet?.map(({ AssociationId }) => AssociationId),
    Ipv6CidrBlocks: (vpc.Ipv6CidrBlockAssociationSet ?? []).map(
      ({ Ipv6CidrBlock }) => Ipv6CidrBlock,
    ),
  }),
  errors: { notFound: ['InvalidVpcID.NotFound', 'InvalidVpcId.Malformed'] },
  limits: describeLimits('ec2:DescribeVpcs', 'ec2:DescribeVpcAttribute'),
  actions: {
    defaults: [],
    options: [DnsHostnames, DnsSupport, DefaultNetworkAcl, DefaultSecurityGroup, EncryptionControl],
  },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'CreateVpc',
      'CreateDefaultVpc',
      'ModifyVpcAttribute',
      'ModifyVpcTenancy',
      'AssociateVpcCidrBlock',
      'DisassociateVpcCidrBlock',
      'AssociateDhcpOptions',
      'CreateVpcEncryptionControl',
      'ModifyVpcEncryptionControl',
      'DeleteVpcEncryptionControl',
      'DeleteVpc',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteVpc'],
    resources: (call) => namedIn(call, 'vpc'),
    stub: ([VpcId = '']) => ({ properties: { VpcId } }),
  },
});

/** Accounts that a VPC is shared with do not see its owner's resources in it. An own VPC always has one. */
function hiddenFromOthers({ OwnerId }: Item, { account }: ActionContext<EC2Client>) {
  return OwnerId === account.id ? undefined : {};
}

function isIdentified(vpc: Vpc): vpc is Item {
  return vpc.VpcId !== undefined;
}

function ofVpcs(items: readonly Item[]): { readonly Name: string; readonly Values: string[] } {
  return { Name: 'vpc-id', Values: items.map(({ VpcId }) => VpcId) };
}

function defaultAcl({ VpcId = '', NetworkAclId }: NetworkAcl) {
  return [VpcId, { DefaultNetworkAcl: NetworkAclId }] as const;
}

function defaultGroup({ VpcId = '', GroupId }: SecurityGroup) {
  return [VpcId, { DefaultSecurityGroup: GroupId }] as const;
}

function encryptionControl(control: VpcEncryptionControl) {
  return [control.VpcId ?? '', { VpcEncryptionControl: control }] as const;
}
