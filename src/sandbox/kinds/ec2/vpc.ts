import type {
  DescribeNetworkAclsResult,
  DescribeSecurityGroupsResult,
  DescribeVpcAttributeResult,
  DescribeVpcEncryptionControlsResult,
  DescribeVpcsResult,
  VpcEncryptionControl,
} from '@aws-sdk/client-ec2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { filtered } from './filters.ts';

const UNPAGINATED = { burst: 50, refillPerSecond: 10 };
const LIMIT = { burst: 100, refillPerSecond: 20 };

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const vpc: SimulatedKind = {
  kind: 'AWS::EC2::VPC',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidVpcID.NotFound',
  calls: {
    'ec2:DescribeVpcs': {
      of: { VpcIds: ['VpcId'] },
      most: 1_000,
      least: 5,
      unasked: 'all',
      limit: { ...LIMIT, unpaginated: UNPAGINATED },
    },
    'ec2:DescribeVpcAttribute': {
      of: { VpcId: ['VpcId'] },
      takes: { Attribute: ['enableDnsHostnames', 'enableDnsSupport'] },
      onlyIf: {
        EnableDnsHostnames: ['Attribute', 'enableDnsHostnames'],
        EnableDnsSupport: ['Attribute', 'enableDnsSupport'],
      },
      limit: LIMIT,
    },
    'ec2:DescribeNetworkAcls': {
      most: 1_000,
      least: 5,
      takes: { Filters: [] },
      where: filtered({
        default: () => 'true',
        'vpc-id': (place) => place.ec2Id('vpc'),
        'association.subnet-id': () => '', // those have their own lists
      }),
    },
    // Its default group only: others are separate resources.
    'ec2:DescribeSecurityGroups': {
      most: 1_000,
      least: 5,
      takes: { Filters: [], GroupIds: [] },
      where: filtered(
        { 'group-name': () => 'default', 'vpc-id': (place) => place.ec2Id('vpc') },
        'group-name',
      ),
    },
    'ec2:DescribeVpcEncryptionControls': {
      most: 1_000,
      least: 5,
      takes: { VpcIds: [] },
      where: (place, { VpcIds }) =>
        !Array.isArray(VpcIds) || VpcIds.some((id) => id === place.ec2Id('vpc')),
    },
  },
  at(place) {
    const { accountId, n } = place;
    const draw = place.draw();
    const VpcId = place.ec2Id('vpc');
    const CidrBlock = `10.${n % 256}.0.0/16`;
    const isDefault = n % 5 === 4;
    const AssociationId = place.ec2Id('vpc-cidr-assoc');
    const hasIpv6 = place.oneIn(3, 'ipv6');
    const Ipv6CidrBlock = `2a05:d018:${place.hex(3)}:${place.hex(3, n)}::/56`;
    const Ipv6AssociationId = place.ec2Id('vpc-cidr-assoc').replace('assoc-0', 'assoc-1');
    const isDns = place.oneIn(2, 'dns');
    const DefaultNetworkAcl = place.ec2Id('acl');
    const DefaultSecurityGroup = place.ec2Id('sg').replace('sg-0', 'sg-d');
    const isEncrypted = place.oneIn(4, 'encrypted');
    const control = {
      VpcId,
      VpcEncryptionControlId: place.ec2Id('vpcec'),
      Mode: 'monitor',
      State: 'available',
      ResourceExclusions: { NatGateway: { State: 'disabled' } },
      Tags: [],
    } satisfies VpcEncryptionControl;
    const Tags = place.tags();
    return {
      names: { VpcId },
      replies: {
        'ec2:DescribeVpcs': () =>
          ({
            Vpcs: [
              {
                VpcId,
                OwnerId: accountId,
                State: 'available',
                CidrBlock,
                CidrBlockAssociationSet: [
                  { AssociationId, CidrBlock, CidrBlockState: { State: 'associated' } },
                ],
                ...(hasIpv6 && {
                  Ipv6CidrBlockAssociationSet: [
                    {
                      AssociationId: Ipv6AssociationId,
                      Ipv6CidrBlock,
                      Ipv6CidrBlockState: { State: 'associated' },
                      NetworkBorderGroup: place.region,
                    },
                  ],
                }),
                DhcpOptionsId: `dopt-0${place.hex(16)}`,
                InstanceTenancy: draw % 7 === 0 ? 'dedicated' : 'default',
                IsDefault: isDefault,
                BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
                ...(Tags.length > 0 && { Tags }),
              },
            ],
          }) satisfies DescribeVpcsResult,
        'ec2:DescribeVpcAttribute': () =>
          ({
            VpcId,
            EnableDnsHostnames: { Value: isDns },
            EnableDnsSupport: { Value: true },
          }) satisfies DescribeVpcAttributeResult,
        'ec2:DescribeNetworkAcls': () =>
          ({
            NetworkAcls: [{ NetworkAclId: DefaultNetworkAcl, VpcId, IsDefault: true }],
          }) satisfies DescribeNetworkAclsResult,
        'ec2:DescribeSecurityGroups': () =>
          ({
            SecurityGroups: [{ GroupId: DefaultSecurityGroup, GroupName: 'default', VpcId }],
          }) satisfies DescribeSecurityGroupsResult,
        'ec2:DescribeVpcEncryptionControls': () =>
          ({
            VpcEncryptionControls: isEncrypted ? [control] : [],
          }) satisfies DescribeVpcEncryptionControlsResult,
      },
      items: () => [
        {
          identifiers: [VpcId],
          trails: [
            { responseElements: { vpc: { vpcId: VpcId, cidrBlock: CidrBlock } } },
            { requestParameters: { vpcId: VpcId, enableDnsHostnames: { value: true } } },
            { requestParameters: { AssociateVpcCidrBlockRequest: { VpcId } } },
            { requestParameters: { resourcesSet: { items: [{ resourceId: VpcId }] } } },
          ],
          properties: {
            VpcId,
            OwnerId: accountId,
            State: 'available',
            CidrBlock,
            CidrBlockAssociationSet: [
              { AssociationId, CidrBlock, CidrBlockState: { State: 'associated' } },
            ],
            CidrBlockAssociations: [AssociationId],
            ...(hasIpv6 && {
              Ipv6CidrBlockAssociationSet: [
                {
                  AssociationId: Ipv6AssociationId,
                  Ipv6CidrBlock,
                  Ipv6CidrBlockState: { State: 'associated' },
                  NetworkBorderGroup: place.region,
                },
              ],
            }),
            Ipv6CidrBlocks: hasIpv6 ? [Ipv6CidrBlock] : [],
            DhcpOptionsId: `dopt-0${place.hex(16)}`,
            InstanceTenancy: draw % 7 === 0 ? 'dedicated' : 'default',
            IsDefault: isDefault,
            BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
            ...(Tags.length > 0 && { Tags }),
            EnableDnsHostnames: isDns,
            EnableDnsSupport: true,
            DefaultNetworkAcl,
            DefaultSecurityGroup,
            ...(isEncrypted && { VpcEncryptionControl: control }),
          },
          model: {
            Identifier: VpcId,
            Properties: {
              VpcId,
              CidrBlock,
              CidrBlockAssociations: [AssociationId],
              Ipv6CidrBlocks: hasIpv6 ? [Ipv6CidrBlock] : [],
              InstanceTenancy: draw % 7 === 0 ? 'dedicated' : 'default',
              EnableDnsHostnames: isDns,
              EnableDnsSupport: true,
              DefaultNetworkAcl,
              DefaultSecurityGroup,
              ...(isEncrypted && { VpcEncryptionControl: control }),
              ...(Tags.length > 0 && { Tags }),
            },
          },
        },
      ],
    };
  },
};
