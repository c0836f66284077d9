import type { DescribeNetworkAclsResult, DescribeSubnetsResult } from '@aws-sdk/client-ec2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { filtered } from './filters.ts';
import { vpcIdOf } from './neighbours.ts';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const subnet: SimulatedKind = {
  kind: 'AWS::EC2::Subnet',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidSubnetID.NotFound',
  calls: {
    'ec2:DescribeSubnets': {
      of: { SubnetIds: ['SubnetId'] },
      most: 1_000,
      least: 5,
      unasked: 'all',
      limit: {
        burst: 100,
        refillPerSecond: 20,
        unpaginated: { burst: 50, refillPerSecond: 10 },
      },
    },
    'ec2:DescribeNetworkAcls': {
      most: 1_000,
      least: 5,
      takes: { Filters: [] },
      where: filtered({
        default: () => 'false',
        'vpc-id': vpcIdOf,
        'association.subnet-id': (place) => place.ec2Id('subnet'),
      }),
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const SubnetId = place.ec2Id('subnet');
    const SubnetArn = `arn:aws:ec2:${region}:${accountId}:subnet/${SubnetId}`;
    const VpcId = vpcIdOf(place);
    const CidrBlock = `10.${n % 256}.${draw % 256}.0/24`;
    const hasIpv6 = place.oneIn(3, 'ipv6');
    const Ipv6CidrBlock = `2a05:d018:${place.hex(3)}:${place.hex(3, n)}::/64`;
    const zone = draw % 3;
    const isPublic = place.oneIn(2, 'public');
    const names = {
      HostnameType: 'ip-name' as const,
      EnableResourceNameDnsARecord: isPublic,
      EnableResourceNameDnsAAAARecord: false,
    };
    const AvailableIpAddressCount = 251 - (draw % 200);
    const NetworkAclAssociationId = place.ec2Id('aclassoc');
    const Tags = place.tags();
    return {
      names: { SubnetId },
      replies: {
        'ec2:DescribeSubnets': () =>
          ({
            Subnets: [
              {
                SubnetId,
                SubnetArn,
                VpcId,
                OwnerId: accountId,
                State: 'available',
                CidrBlock,
                AvailabilityZone: `${region}${'abc'.charAt(zone)}`,
                AvailabilityZoneId: `euw1-az${zone + 1}`,
                AvailableIpAddressCount,
                DefaultForAz: false,
                MapPublicIpOnLaunch: isPublic,
                MapCustomerOwnedIpOnLaunch: false,
                AssignIpv6AddressOnCreation: hasIpv6,
                EnableDns64: false,
                Ipv6Native: false,
                Ipv6CidrBlockAssociationSet: hasIpv6
                  ? [
                      {
                        AssociationId: place.ec2Id('subnet-cidr-assoc'),
                        Ipv6CidrBlock,
                        Ipv6CidrBlockState: { State: 'associated' },
                      },
                    ]
                  : [],
                PrivateDnsNameOptionsOnLaunch: names,
                BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
                ...(Tags.length > 0 && { Tags }),
              },
            ],
          }) satisfies DescribeSubnetsResult,
        'ec2:DescribeNetworkAcls': () =>
          ({
            NetworkAcls: [
              {
                NetworkAclId: place.ec2Id('acl').replace('acl-0', 'acl-5'),
                VpcId,
                IsDefault: false,
                Associations: [{ NetworkAclAssociationId, SubnetId }],
              },
            ],
          }) satisfies DescribeNetworkAclsResult,
      },
      items: () => [
        {
          identifiers: [SubnetId],
          trails: [
            { responseElements: { subnet: { subnetId: SubnetId, vpcId: VpcId } } },
            { requestParameters: { subnetId: SubnetId, mapPublicIpOnLaunch: { value: true } } },
            { requestParameters: { AssociateSubnetCidrBlockRequest: { SubnetId } } },
            { requestParameters: { resourcesSet: { items: [{ resourceId: SubnetId }] } } },
          ],
          properties: {
            SubnetId,
            SubnetArn,
            VpcId,
            OwnerId: accountId,
            State: 'available',
            CidrBlock,
            AvailabilityZone: `${region}${'abc'.charAt(zone)}`,
            AvailabilityZoneId: `euw1-az${zone + 1}`,
            AvailableIpAddressCount,
            DefaultForAz: false,
            MapPublicIpOnLaunch: isPublic,
            MapCustomerOwnedIpOnLaunch: false,
            AssignIpv6AddressOnCreation: hasIpv6,
            EnableDns64: false,
            Ipv6Native: false,
            Ipv6CidrBlockAssociationSet: hasIpv6
              ? [
                  {
                    AssociationId: place.ec2Id('subnet-cidr-assoc'),
                    Ipv6CidrBlock,
                    Ipv6CidrBlockState: { State: 'associated' },
                  },
                ]
              : [],
            ...(hasIpv6 && { Ipv6CidrBlock }),
            Ipv6CidrBlocks: hasIpv6 ? [Ipv6CidrBlock] : [],
            PrivateDnsNameOptionsOnLaunch: names,
            BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
            ...(Tags.length > 0 && { Tags }),
            NetworkAclAssociationId,
          },
          model: {
            Identifier: SubnetId,
            Properties: {
              SubnetId,
              VpcId,
              CidrBlock,
              AvailabilityZone: `${region}${'abc'.charAt(zone)}`,
              AvailabilityZoneId: `euw1-az${zone + 1}`,
              MapPublicIpOnLaunch: isPublic,
              AssignIpv6AddressOnCreation: hasIpv6,
              EnableDns64: false,
              Ipv6Native: false,
              ...(hasIpv6 && { Ipv6CidrBlock }),
              Ipv6CidrBlocks: hasIpv6 ? [Ipv6CidrBlock] : [],
              PrivateDnsNameOptionsOnLaunch: names,
              BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
              NetworkAclAssociationId,
              ...(Tags.length > 0 && { Tags }),
            },
          },
        },
      ],
    };
  },
};
