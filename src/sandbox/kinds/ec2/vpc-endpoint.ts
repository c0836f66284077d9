import type { DescribeVpcEndpointsResult, State } from '@aws-sdk/client-ec2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { securityGroupIdOf, subnetIdOf, subnetOf, vpcIdOf } from './neighbours.ts';

const INTERFACE_SERVICES = ['secretsmanager', 'logs', 'ecr.api', 'kms'] as const;
const POLICY = {
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
} as const;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
export const vpcEndpoint: SimulatedKind = {
  kind: 'AWS::EC2::VPCEndpoint',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidVpcEndpointId.NotFound',
  calls: {
    'ec2:DescribeVpcEndpoints': {
      of: { VpcEndpointIds: ['VpcEndpointId'] },
      most: 1_000,
      unasked: 'all',
      limit: { burst: 100, refillPerSecond: 20 },
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const VpcEndpointId = place.ec2Id('vpce');
    const VpcId = vpcIdOf(subnetOf(place));
    const isGateway = n % 3 === 1;
    const service = isGateway ? 's3' : INTERFACE_SERVICES[draw % INTERFACE_SERVICES.length];
    const ServiceName = `com.amazonaws.${region}.${service}`;
    const isInbound = n !== 0 && draw % 2 === 0;
    const DnsName = `${VpcEndpointId}-${place.hex(8)}.${service}.${region}.vpce.amazonaws.com`;
    const RouteTableId = place.ec2Id('rtb');
    const SubnetIds = [subnetIdOf(place)];
    const NetworkInterfaceIds = [place.ec2Id('eni')];
    const GroupId = securityGroupIdOf(place);
    // Whole seconds: CloudFormation's form of it has no more.
    const CreationTimestamp = new Date(Math.floor(place.time().getTime() / 1_000) * 1_000);
    const created = textOf(CreationTimestamp);
    const isDeleted = n % 40 === 39; // still described for a while
    // EC2 answers in lower case, unlike its model.
    const State = (isDeleted ? 'deleted' : 'available') as State;
    const Tags = place.tags();
    return {
      names: { VpcEndpointId },
      replies: {
        'ec2:DescribeVpcEndpoints': () =>
          ({
            VpcEndpoints: [
              {
                VpcEndpointId,
                VpcEndpointType: isGateway ? 'Gateway' : 'Interface',
                VpcId,
                ServiceName,
                ServiceRegion: region,
                State,
                PolicyDocument: JSON.stringify(POLICY),
                RouteTableIds: isGateway ? [RouteTableId] : [],
                SubnetIds: isGateway ? [] : SubnetIds,
                NetworkInterfaceIds: isGateway ? [] : NetworkInterfaceIds,
                Groups: isGateway ? [] : [{ GroupId, GroupName: 'endpoints' }],
                ...(!isGateway && {
                  IpAddressType: 'ipv4',
                  DnsOptions: {
                    DnsRecordIpType: 'ipv4',
                    PrivateDnsOnlyForInboundResolverEndpoint: isInbound,
                  },
                }),
                DnsEntries: isGateway ? [] : [{ DnsName, HostedZoneId: 'Z38GZ743OKFT7T' }],
                PrivateDnsEnabled: !isGateway,
                RequesterManaged: false,
                CreationTimestamp,
                OwnerId: accountId,
                ...(Tags.length > 0 && { Tags }),
              },
            ],
          }) satisfies DescribeVpcEndpointsResult,
      },
      items: () =>
        isDeleted
          ? []
          : [
              {
                identifiers: [VpcEndpointId],
                trails: [
                  {
                    requestParameters: { CreateVpcEndpointRequest: { VpcId, ServiceName } },
                    responseElements: {
                      CreateVpcEndpointResponse: { vpcEndpoint: { vpcEndpointId: VpcEndpointId } },
                    },
                  },
                  { requestParameters: { ModifyVpcEndpointRequest: { VpcEndpointId } } },
                  {
                    requestParameters: {
                      DeleteVpcEndpointsRequest: {
                        VpcEndpointId: { tag: 1, content: VpcEndpointId },
                      },
                    },
                  },
                  {
                    requestParameters: { resourcesSet: { items: [{ resourceId: VpcEndpointId }] } },
                  },
                ],
                properties: {
                  VpcEndpointId,
                  Id: VpcEndpointId,
                  VpcEndpointType: isGateway ? 'Gateway' : 'Interface',
                  VpcId,
                  ServiceName,
                  ServiceRegion: region,
                  State: 'available',
                  PolicyDocument: POLICY,
                  RouteTableIds: isGateway ? [RouteTableId] : [],
                  SubnetIds: isGateway ? [] : SubnetIds,
                  NetworkInterfaceIds: isGateway ? [] : NetworkInterfaceIds,
                  Groups: isGateway ? [] : [{ GroupId, GroupName: 'endpoints' }],
                  SecurityGroupIds: isGateway ? [] : [GroupId],
                  ...(!isGateway && {
                    IpAddressType: 'ipv4',
                    DnsOptions: {
                      DnsRecordIpType: 'ipv4',
                      PrivateDnsOnlyForInboundResolverEndpoint: isInbound
                        ? 'OnlyInboundResolver'
                        : 'AllResolvers',
                    },
                  }),
                  DnsEntries: isGateway ? [] : [`Z38GZ743OKFT7T:${DnsName}`],
                  PrivateDnsEnabled: !isGateway,
                  RequesterManaged: false,
                  CreationTimestamp: created,
                  OwnerId: accountId,
                  ...(Tags.length > 0 && { Tags }),
                },
                model: {
                  Identifier: VpcEndpointId,
                  Properties: {
                    Id: VpcEndpointId,
                    VpcEndpointType: isGateway ? 'Gateway' : 'Interface',
                    VpcId,
                    ServiceName,
                    ServiceRegion: region,
                    PolicyDocument: POLICY,
                    RouteTableIds: isGateway ? [RouteTableId] : [],
                    SubnetIds: isGateway ? [] : SubnetIds,
                    NetworkInterfaceIds: isGateway ? [] : NetworkInterfaceIds,
                    SecurityGroupIds: isGateway ? [] : [GroupId],
                    ...(!isGateway && {
                      IpAddressType: 'ipv4',
                      DnsOptions: {
                        DnsRecordIpType: 'ipv4',
                        PrivateDnsOnlyForInboundResolverEndpoint: isInbound
                          ? 'OnlyInboundResolver'
                          : 'AllResolvers',
                      },
                    }),
                    DnsEntries: isGateway ? [] : [`Z38GZ743OKFT7T:${DnsName}`],
                    PrivateDnsEnabled: !isGateway,
                    CreationTimestamp: created,
                    ...(Tags.length > 0 && { Tags }),
                  },
                },
              },
            ],
    };
  },
};

/** A time in the format of CloudFormation's documentation: `Fri Sep 28 23:34:36 UTC 2018`. */
function textOf(time: Date): string {
  const day = `${DAYS[time.getUTCDay()]} ${MONTHS[time.getUTCMonth()]}`;
  const clock = time.toISOString().slice(8, 19).replace('T', ' ');
  return `${day} ${clock} UTC ${time.getUTCFullYear()}`;
}
