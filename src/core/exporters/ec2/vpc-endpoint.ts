import {
  DescribeVpcEndpointsCommand,
  EC2Client,
  paginateDescribeVpcEndpoints,
} from '@aws-sdk/client-ec2';
import type { DnsOptions, VpcEndpoint } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { answered } from '../../actions/missing-answer.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toSecurityGroups, toSubnets } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList } from '../fields.ts';
import { jsonDocument } from '../json-document.ts';
import { describeLimits } from './describe-limits.ts';
import { namedIn } from './changed.ts';
import { nameTagOr } from './name-tag.ts';

/** The maximum page size of DescribeVpcEndpoints. */
const ENDPOINTS_PER_PAGE = 1_000;

type Item = VpcEndpoint & { readonly VpcEndpointId: string };

/** The fields of AWS's own type and of CloudFormation's model of an endpoint, under different names. */
type Source = VpcEndpoint & { Id: string; SecurityGroupIds: readonly string[] };

const Properties = z.object({
  VpcEndpointId: z.string(),
  Id: z.string(),
  VpcEndpointType: z.string().optional(),
  ServiceName: z.string().optional(),
  ServiceRegion: z.string().optional(),
  ServiceNetworkArn: z.string().optional(),
  ResourceConfigurationArn: z.string().optional(),
  State: z.string().optional(),
  VpcId: z.string().optional(),
  SubnetIds: z.array(z.string()).optional(),
  RouteTableIds: z.array(z.string()).optional(),
  NetworkInterfaceIds: z.array(z.string()).optional(),
  Groups: structureList.optional(),
  SecurityGroupIds: z.array(z.string()).optional(),
  PolicyDocument: z.union([structure, z.string()]).optional(),
  IpAddressType: z.string().optional(),
  Ipv4Prefixes: structureList.optional(),
  Ipv6Prefixes: structureList.optional(),
  PrivateDnsEnabled: z.boolean().optional(),
  DnsOptions: structure.optional(),
  DnsEntries: z.array(z.string()).optional(),
  RequesterManaged: z.boolean().optional(),
  PayerResponsibilities: structureList.optional(),
  CreationTimestamp: z.string().optional(),
  OwnerId: z.string().optional(),
  FailureReason: z.string().optional(),
  LastError: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
export const Ec2VpcEndpoint = defineKind({
  kind: 'AWS::EC2::VPCEndpoint',
  title: 'VPC endpoint',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  primaryIdentifier: ['Id'],
  entity: {
    blueprint: 'ec2VpcEndpoint',
    icon: 'VPC',
    identifier: 'VpcEndpointId',
    title: nameTagOr('ServiceName'),
    properties: [
      'VpcEndpointType',
      'ServiceName',
      'State',
      'SubnetIds',
      'PrivateDnsEnabled',
      'IpAddressType',
      'RequesterManaged',
      'Tags',
    ],
    relations: {
      vpc: { to: 'AWS::EC2::VPC', title: 'VPC', by: { VpcId: 'VpcId' } },
      subnets: toSubnets('SubnetIds'),
      securityGroups: toSecurityGroups('Groups[].GroupId'),
    },
  },
  list: {
    operation: 'DescribeVpcEndpoints',
    permissions: ['ec2:DescribeVpcEndpoints'],
    pageSize: ENDPOINTS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeVpcEndpoints, context, { MaxResults: ENDPOINTS_PER_PAGE }),
    items: (page) => page.VpcEndpoints?.filter(isIdentified).filter(isThere),
  },
  get: {
    identifiers: ['VpcEndpointId'],
    arn: /^ec2:vpc-endpoint\/(?<VpcEndpointId>[^/]+)$/,
    of: ({ VpcEndpointId }) => [VpcEndpointId],
    async find([endpointId = ''], { client, signal }) {
      const command = new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpointId] });
      const { VpcEndpoints = [] } = await client.send(command, { abortSignal: signal });
      const endpoint = answered(VpcEndpoints.find(isIdentified), endpointId);
      return isThere(endpoint) ? endpoint : undefined;
    },
  },
  idOf: ({ VpcEndpointId }) => VpcEndpointId,
  listed: (endpoint) => ({
    ...endpoint,
    Id: endpoint.VpcEndpointId,
    SecurityGroupIds: endpoint.Groups?.map(({ GroupId }) => GroupId),
    // In CloudFormation's form: EC2 has the same names with other forms.
    PolicyDocument: jsonDocument(endpoint.PolicyDocument),
    DnsOptions: endpoint.DnsOptions && dnsOptions(endpoint.DnsOptions),
    DnsEntries: endpoint.DnsEntries?.map(
      ({ HostedZoneId = '', DnsName = '' }) => `${HostedZoneId}:${DnsName}`,
    ),
    CreationTimestamp: endpoint.CreationTimestamp && javaDate(endpoint.CreationTimestamp),
  }),
  errors: { notFound: ['InvalidVpcEndpointId.NotFound', 'InvalidVpcEndpointId.Malformed'] },
  limits: describeLimits('ec2:DescribeVpcEndpoints'),
  actions: { defaults: [], options: [] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'CreateVpcEndpoint',
      'ModifyVpcEndpoint',
      'ModifyVpcEndpointPayerResponsibility',
      'DeleteVpcEndpoints',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteVpcEndpoints'],
    resources: (call) => namedIn(call, 'vpce'),
    stub: ([VpcEndpointId = '']) => ({ properties: { VpcEndpointId, Id: VpcEndpointId } }),
  },
});

function isIdentified(endpoint: VpcEndpoint): endpoint is Item {
  return endpoint.VpcEndpointId !== undefined;
}

/** AWS may describe a deleted endpoint for a while. */
function isThere({ State }: Item): boolean {
  return State?.toLowerCase() !== 'deleted';
}

function dnsOptions({ PrivateDnsOnlyForInboundResolverEndpoint, ...options }: DnsOptions): object {
  if (PrivateDnsOnlyForInboundResolverEndpoint === undefined) return options;
  return {
    ...options,
    PrivateDnsOnlyForInboundResolverEndpoint: PrivateDnsOnlyForInboundResolverEndpoint
      ? 'OnlyInboundResolver'
      : 'AllResolvers',
  };
}

/**
 * A time in the format of CloudFormation's documentation of the type: `Fri Sep 28 23:34:36 UTC 2018`.
 *
 * @see
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 */
function javaDate(time: Date): string {
  const [weekday = '', day, month, year, clock] = time.toUTCString().split(' ');
  return `${weekday.slice(0, -1)} ${month} ${day} ${clock} UTC ${year}`;
}
