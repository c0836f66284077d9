import type {
  DescribeNatGatewaysResult,
  DescribeRouteTablesResult,
  NatGateway,
  NatGatewayAddress,
} from '@aws-sdk/client-ec2';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { filtered } from './filters.ts';
import { subnetIdOf, subnetOf, vpcIdOf } from './neighbours.ts';
import { publicIpOf } from './public-ip.ts';

const LIMIT = { burst: 100, refillPerSecond: 20 };
/** Without traffic, as the bill has it. */
const IDLE_ONE_IN = 8;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html */
export const natGateway: SimulatedKind = {
  kind: 'AWS::EC2::NatGateway',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'NatGatewayNotFound',
  calls: {
    'ec2:DescribeNatGateways': {
      of: { NatGatewayIds: ['NatGatewayId'] },
      most: 1_000,
      least: 5,
      unasked: 'all',
      limit: LIMIT,
    },
    'ec2:DescribeRouteTables': {
      most: 100,
      least: 5,
      takes: { Filters: [] },
      where: filtered({ 'route.nat-gateway-id': (place) => place.ec2Id('nat') }),
      limit: LIMIT,
    },
  },
  at(place) {
    const { n } = place;
    const NatGatewayId = place.ec2Id('nat');
    const VpcId = vpcIdOf(subnetOf(place));
    const CreateTime = place.time();
    const isDeleted = n % 40 === 39; // still described for an hour
    const RouteTableIds = routeTablesOf(place);
    const Tags = place.tags();
    const { reply, properties, model } = formOf(place);
    return {
      names: { NatGatewayId },
      replies: {
        'ec2:DescribeNatGateways': () =>
          ({
            NatGateways: [
              {
                NatGatewayId,
                VpcId,
                State: isDeleted ? 'deleted' : 'available',
                CreateTime,
                ...(isDeleted && { DeleteTime: place.time('deleted') }),
                ...reply,
                ...(Tags.length > 0 && { Tags }),
              },
            ],
          }) satisfies DescribeNatGatewaysResult,
        'ec2:DescribeRouteTables': () =>
          ({
            RouteTables: RouteTableIds.map((RouteTableId) => ({
              RouteTableId,
              VpcId,
              Routes: [
                { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' },
                { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId, State: 'active' },
              ],
            })),
          }) satisfies DescribeRouteTablesResult,
      },
      items: () =>
        isDeleted
          ? []
          : [
              {
                identifiers: [NatGatewayId],
                trails: [
                  {
                    requestParameters: { CreateNatGatewayRequest: { SubnetId: 'subnet-0a1b2c3d' } },
                    responseElements: {
                      CreateNatGatewayResponse: { natGateway: { natGatewayId: NatGatewayId } },
                    },
                  },
                  { requestParameters: { AssociateNatGatewayAddressRequest: { NatGatewayId } } },
                  { requestParameters: { DeleteNatGatewayRequest: { NatGatewayId } } },
                  {
                    requestParameters: { resourcesSet: { items: [{ resourceId: NatGatewayId }] } },
                  },
                ],
                properties: {
                  NatGatewayId,
                  VpcId,
                  State: 'available',
                  CreateTime,
                  ...reply,
                  ...properties,
                  RouteTableIds,
                  ...(Tags.length > 0 && { Tags }),
                },
                model: {
                  Identifier: NatGatewayId,
                  Properties: {
                    NatGatewayId,
                    VpcId,
                    ...model,
                    ...(Tags.length > 0 && { Tags }),
                  },
                },
              },
            ],
    };
  },
};

/** The parts that depend on a gateway's type: in EC2, added to that, and in CloudFormation. */
interface Form {
  readonly reply: NatGateway;
  readonly properties: object;
  readonly model: object;
}

/** Some of those without traffic have no route either; the others wait for a failover. */
function routeTablesOf(place: Place): readonly string[] {
  const isIdle = place.draw('idle') % IDLE_ONE_IN === 0;
  return isIdle && !place.oneIn(3, 'standby') ? [] : [place.ec2Id('rtb')];
}

/** One in four is private, one is regional, and the others are public in one zone. */
function formOf(place: Place): Form {
  if (place.n % 4 === 2) return privateForm(place);
  return place.n % 4 === 3 ? regionalForm(place) : publicForm(place);
}

function publicForm(place: Place): Form {
  const SubnetId = subnetIdOf(place);
  const NetworkInterfaceId = place.ec2Id('eni');
  const [first, second] = [privateIpOf(place, 'first'), privateIpOf(place, 'second')];
  const [address, other] = [addressOf(place, 0), addressOf(place, 1)];
  const hasSecond = place.oneIn(3, 'second');
  const common = { ConnectivityType: 'public', AvailabilityMode: 'zonal', SubnetId } as const;
  const added = {
    AllocationId: address.AllocationId,
    EniId: NetworkInterfaceId,
    PrivateIpAddress: first,
    SecondaryAllocationIds: hasSecond ? [other.AllocationId] : [],
    SecondaryPrivateIpAddresses: hasSecond ? [second] : [],
  };
  const NatGatewayAddresses: NatGatewayAddress[] = [
    // The secondary one may come first.
    ...(hasSecond
      ? [{ ...other, NetworkInterfaceId, PrivateIp: second, IsPrimary: false, Status: SUCCEEDED }]
      : []),
    { ...address, NetworkInterfaceId, PrivateIp: first, IsPrimary: true, Status: SUCCEEDED },
  ];
  return {
    reply: { ...common, NatGatewayAddresses },
    properties: added,
    model: { ...common, ...added },
  };
}

function privateForm(place: Place): Form {
  const SubnetId = subnetIdOf(place);
  const NetworkInterfaceId = place.ec2Id('eni');
  const [first, second] = [privateIpOf(place, 'first'), privateIpOf(place, 'second')];
  const common = { ConnectivityType: 'private', AvailabilityMode: 'zonal', SubnetId } as const;
  const added = {
    EniId: NetworkInterfaceId,
    PrivateIpAddress: first,
    SecondaryAllocationIds: [],
    SecondaryPrivateIpAddresses: [second],
    SecondaryPrivateIpAddressCount: 1,
  };
  return {
    reply: {
      ...common,
      NatGatewayAddresses: [
        { NetworkInterfaceId, PrivateIp: first, IsPrimary: true, Status: SUCCEEDED },
        { NetworkInterfaceId, PrivateIp: second, IsPrimary: false, Status: SUCCEEDED },
      ],
    },
    properties: added,
    model: { ...common, ...added },
  };
}

function regionalForm(place: Place): Form {
  const { region } = place;
  const [address, other] = [addressOf(place, 0), addressOf(place, 1)];
  const common = {
    ConnectivityType: 'public',
    AvailabilityMode: 'regional',
    AutoProvisionZones: 'enabled',
    AutoScalingIps: 'enabled',
    RouteTableId: place.ec2Id('rtb'),
  } as const;
  const zones = [
    { AvailabilityZone: `${region}a`, AvailabilityZoneId: 'az1' },
    { AvailabilityZone: `${region}b`, AvailabilityZoneId: 'az2' },
  ] as const;
  const AvailabilityZoneAddresses = [
    { ...zones[0], AllocationIds: [address.AllocationId] },
    { ...zones[1], AllocationIds: [other.AllocationId] },
  ];
  return {
    reply: {
      ...common,
      NatGatewayAddresses: [
        { ...address, ...zones[0], Status: SUCCEEDED },
        { ...other, ...zones[1], Status: SUCCEEDED },
      ],
    },
    properties: {
      AllocationId: address.AllocationId,
      SecondaryAllocationIds: [other.AllocationId],
      SecondaryPrivateIpAddresses: [],
      AvailabilityZoneAddresses,
    },
    model: { ...common, AvailabilityZoneAddresses },
  };
}

const SUCCEEDED = 'succeeded' as const;

/** The Elastic IPs of an account and region are reused in turn. */
function addressOf(place: Place, next: number) {
  const addresses = place.count('AWS::EC2::EIP');
  const n = addresses === 0 ? place.n + next : (place.n + next) % addresses;
  const address = place.beside('AWS::EC2::EIP', n);
  return {
    AllocationId: address.ec2Id('eipalloc'),
    PublicIp: publicIpOf(address),
    AssociationId: address.ec2Id('eipassoc'),
  };
}

function privateIpOf(place: Place, what: string): string {
  const draw = place.draw(what);
  return `10.0.${(draw >>> 8) % 250}.${draw % 250}`;
}
