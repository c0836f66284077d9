import {
  DescribeNatGatewaysCommand,
  EC2Client,
  paginateDescribeNatGateways,
  paginateDescribeRouteTables,
} from '@aws-sdk/client-ec2';
import type { NatGateway, NatGatewayAddress } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { describeLimits } from './describe-limits.ts';
import { namedIn } from './changed.ts';
import { nameTagOr } from './name-tag.ts';

/** The maximum page size of DescribeNatGateways. */
const GATEWAYS_PER_PAGE = 1_000;
/** The maximum page size of DescribeRouteTables. */
const TABLES_PER_PAGE = 100;
/** The maximum number of values in a filter. */
const VALUES_PER_FILTER = 200;

type Item = NatGateway & { readonly NatGatewayId: string };

/** A gateway's addresses in CloudFormation's form, besides AWS's own list. */
interface AddressProperties {
  readonly AllocationId?: string | undefined;
  readonly EniId?: string | undefined;
  readonly PrivateIpAddress?: string | undefined;
  readonly SecondaryAllocationIds: readonly string[];
  readonly SecondaryPrivateIpAddresses: readonly string[];
  /** Only for private gateways. */
  readonly SecondaryPrivateIpAddressCount?: number;
  /** Only for regional gateways: one for each Availability Zone in use. */
  readonly AvailabilityZoneAddresses?: readonly object[];
}

/** The route tables with a route to a gateway: without any, it has no use. */
interface RouteTables {
  readonly RouteTableIds: readonly string[];
}

type Source = NatGateway & AddressProperties & RouteTables;

const Properties = z.object({
  NatGatewayId: z.string(),
  State: z.string().optional(),
  ConnectivityType: z.string().optional(),
  AvailabilityMode: z.string().optional(),
  VpcId: z.string().optional(),
  SubnetId: z.string().optional(),
  RouteTableId: z.string().optional(),
  NatGatewayAddresses: structureList.optional(),
  AllocationId: z.string().optional(),
  EniId: z.string().optional(),
  PrivateIpAddress: z.string().optional(),
  SecondaryAllocationIds: z.array(z.string()).optional(),
  SecondaryPrivateIpAddresses: z.array(z.string()).optional(),
  SecondaryPrivateIpAddressCount: z.number().int().optional(),
  AvailabilityZoneAddresses: structureList.optional(),
  AutoScalingIps: z.string().optional(),
  AutoProvisionZones: z.string().optional(),
  AttachedAppliances: structureList.optional(),
  ProvisionedBandwidth: structure.optional(),
  CreateTime: time.optional(),
  DeleteTime: time.optional(),
  FailureCode: z.string().optional(),
  FailureMessage: z.string().optional(),
  RouteTableIds: z.array(z.string()).optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
const DescribeRouteTables = batched({
  name: 'DescribeRouteTablesAction',
  permissions: ['ec2:DescribeRouteTables'],
  adds: ['RouteTableIds'],
  size: VALUES_PER_FILTER,
  idOf,
  absent: (): RouteTables => ({ RouteTableIds: [] }),
  async call(items: readonly Item[], context: ActionContext<EC2Client>) {
    const tables = await tablesByGateway(items.map(idOf), context);
    return [...tables].map(([id, ids]) => ({ id, value: { RouteTableIds: [...ids].sort() } }));
  },
});

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html */
export const Ec2NatGateway = defineKind({
  kind: 'AWS::EC2::NatGateway',
  title: 'NAT gateway',
  reach: 'regional',
  client: EC2Client,
  properties: Properties,
  primaryIdentifier: ['NatGatewayId'],
  entity: {
    blueprint: 'ec2NatGateway',
    icon: 'VPC',
    identifier: 'NatGatewayId',
    title: nameTagOr('NatGatewayId'),
    properties: [
      'State',
      'ConnectivityType',
      'AvailabilityMode',
      'SubnetId',
      'PrivateIpAddress',
      'CreateTime',
      'Tags',
    ],
    includeActions: ['DescribeRouteTablesAction'],
    relations: {
      vpc: { to: 'AWS::EC2::VPC', title: 'VPC', by: { VpcId: 'VpcId' } },
      // Undefined for a regional gateway.
      subnet: { to: 'AWS::EC2::Subnet', by: { SubnetId: 'SubnetId' } },
      // Undefined for a private gateway.
      elasticIps: {
        to: 'AWS::EC2::EIP',
        title: 'Elastic IPs',
        by: { AllocationId: { each: '.Properties.NatGatewayAddresses[]?.AllocationId' } },
      },
    },
  },
  list: {
    operation: 'DescribeNatGateways',
    permissions: ['ec2:DescribeNatGateways'],
    pageSize: GATEWAYS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeNatGateways, context, { MaxResults: GATEWAYS_PER_PAGE }),
    items: (page) => page.NatGateways?.filter(isIdentified).filter(isThere),
  },
  get: {
    identifiers: ['NatGatewayId'],
    arn: /^ec2:natgateway\/(?<NatGatewayId>[^/]+)$/,
    of: ({ NatGatewayId }) => [NatGatewayId],
    async find([natGatewayId = ''], { client, signal }) {
      const command = new DescribeNatGatewaysCommand({ NatGatewayIds: [natGatewayId] });
      const { NatGateways = [] } = await client.send(command, { abortSignal: signal });
      const gateway = answered(NatGateways.find(isIdentified), natGatewayId);
      return isThere(gateway) ? gateway : undefined;
    },
  },
  idOf,
  listed: (gateway) => ({ ...gateway, ...addressProperties(gateway) }),
  errors: { notFound: ['NatGatewayNotFound', 'NatGatewayMalformed'] },
  limits: describeLimits('ec2:DescribeNatGateways', 'ec2:DescribeRouteTables'),
  actions: { defaults: [], options: [DescribeRouteTables] },
  liveEvents: {
    source: 'ec2.amazonaws.com',
    events: [
      'CreateNatGateway',
      'AssociateNatGatewayAddress',
      'DisassociateNatGatewayAddress',
      'AssignPrivateNatGatewayAddress',
      'UnassignPrivateNatGatewayAddress',
      'DeleteNatGateway',
      'CreateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteNatGateway'],
    resources: (call) => namedIn(call, 'nat'),
    stub: ([NatGatewayId = '']) => ({ properties: { NatGatewayId } }),
  },
});

function isIdentified(gateway: NatGateway): gateway is Item {
  return gateway.NatGatewayId !== undefined;
}

/** AWS describes a deleted gateway for about an hour. Cloud Control immediately reports it as not found. */
function isThere({ State }: Item): boolean {
  return State !== 'deleted';
}

function addressProperties(gateway: Item): AddressProperties {
  const { NatGatewayAddresses: addresses = [], ConnectivityType, AvailabilityMode } = gateway;
  const primary = addresses.find(({ IsPrimary }) => IsPrimary) ?? addresses[0];
  const secondary = addresses.filter((address) => address !== primary);
  return {
    AllocationId: primary?.AllocationId,
    EniId: primary?.NetworkInterfaceId,
    PrivateIpAddress: primary?.PrivateIp,
    SecondaryAllocationIds: secondary.flatMap(({ AllocationId }) => AllocationId ?? []),
    SecondaryPrivateIpAddresses: secondary.flatMap(({ PrivateIp }) => PrivateIp ?? []),
    ...(ConnectivityType === 'private' && { SecondaryPrivateIpAddressCount: secondary.length }),
    ...(AvailabilityMode === 'regional' && { AvailabilityZoneAddresses: byZone(addresses) }),
  };
}

/** The allocations of a regional gateway, zone by zone. */
function byZone(addresses: readonly NatGatewayAddress[]): readonly object[] {
  const zones = new Set(addresses.map(({ AvailabilityZoneId }) => AvailabilityZoneId));
  return [...zones].map((AvailabilityZoneId) => {
    const those = addresses.filter((address) => address.AvailabilityZoneId === AvailabilityZoneId);
    return {
      AvailabilityZone: those[0]?.AvailabilityZone,
      AvailabilityZoneId,
      AllocationIds: those.flatMap(({ AllocationId }) => AllocationId ?? []),
    };
  });
}

function idOf({ NatGatewayId }: Item): string {
  return NatGatewayId;
}

/** The route tables with a route to one of these gateways. */
async function tablesByGateway(
  gateways: string[],
  context: ActionContext<EC2Client>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  const input = {
    Filters: [{ Name: 'route.nat-gateway-id', Values: gateways }],
    MaxResults: TABLES_PER_PAGE,
  };
  for await (const page of sdkPages(paginateDescribeRouteTables, context, input)) {
    for (const { RouteTableId, Routes = [] } of page.RouteTables ?? []) {
      for (const { NatGatewayId } of Routes) {
        if (NatGatewayId === undefined || RouteTableId === undefined) continue;
        found.set(NatGatewayId, (found.get(NatGatewayId) ?? new Set()).add(RouteTableId));
      }
    }
  }
  return found;
}
