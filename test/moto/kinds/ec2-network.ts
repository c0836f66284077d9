import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeNetworkAclsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { owner, pages, TAGS, type KindContract } from '../contract.ts';
import { given } from '../given.ts';
import type { Place } from '../place.ts';

export const ec2Vpc: KindContract = {
  kind: 'AWS::EC2::VPC',
  reach: 'region',
  key: ['VpcId'],
  async seed(place) {
    const ec2 = place.of(EC2Client);
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({
        CidrBlock: '10.7.0.0/16',
        AmazonProvidedIpv6CidrBlock: true,
        TagSpecifications: [{ ResourceType: 'vpc', Tags: [...TAGS] }],
      }),
    );
    const VpcId = given(Vpc?.VpcId, 'VPC');
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  },
  async *expected(place) {
    const ec2 = place.of(EC2Client);
    const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({}));
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    for (const vpc of Vpcs) {
      const { VpcId, CidrBlockAssociationSet = [], Ipv6CidrBlockAssociationSet = [] } = vpc;
      const attribute = async (Attribute: 'enableDnsHostnames' | 'enableDnsSupport') =>
        ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }));
      const acl = NetworkAcls.find((one) => one.VpcId === VpcId && one.IsDefault === true);
      const group = SecurityGroups.find(
        (one) => one.VpcId === VpcId && one.GroupName === 'default',
      );
      yield {
        properties: {
          ...vpc,
          CidrBlockAssociations: CidrBlockAssociationSet.map((one) => one.AssociationId),
          Ipv6CidrBlocks: Ipv6CidrBlockAssociationSet.map((one) => one.Ipv6CidrBlock),
          EnableDnsHostnames: (await attribute('enableDnsHostnames')).EnableDnsHostnames?.Value,
          EnableDnsSupport: (await attribute('enableDnsSupport')).EnableDnsSupport?.Value,
          DefaultNetworkAcl: acl?.NetworkAclId,
          DefaultSecurityGroup: group?.GroupId,
        },
        context: { ...owner(place), Identifier: VpcId },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['VpcId'])],
  missing: () => ['vpc-00000000000000000'],
};

export const ec2Subnet: KindContract = {
  kind: 'AWS::EC2::Subnet',
  after: ['AWS::EC2::VPC'],
  reach: 'region',
  key: ['SubnetId'],
  async seed(place) {
    await place.of(EC2Client).send(
      new CreateSubnetCommand({
        VpcId: await ownVpc(place),
        CidrBlock: '10.7.1.0/24',
        AvailabilityZone: `${place.region}a`,
        TagSpecifications: [{ ResourceType: 'subnet', Tags: [...TAGS] }],
      }),
    );
  },
  async *expected(place) {
    const ec2 = place.of(EC2Client);
    const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({}));
    const associations = NetworkAcls.flatMap(({ Associations = [] }) => Associations);
    const lists = pages(
      (NextToken) => ec2.send(new DescribeSubnetsCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { Subnets = [] } of lists) {
      for (const subnet of Subnets) {
        const { SubnetId, Ipv6CidrBlockAssociationSet = [] } = subnet;
        const blocks = Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock);
        const association = associations.find((one) => one.SubnetId === SubnetId);
        yield {
          properties: {
            ...subnet,
            ...(blocks.length > 0 && { Ipv6CidrBlock: blocks[0] }),
            Ipv6CidrBlocks: blocks,
            NetworkAclAssociationId: association?.NetworkAclAssociationId,
          },
          context: { ...owner(place), Identifier: SubnetId },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['SubnetId'])],
  missing: () => ['subnet-00000000000000000'],
};

export const ec2SecurityGroup: KindContract = {
  kind: 'AWS::EC2::SecurityGroup',
  after: ['AWS::EC2::VPC'],
  reach: 'region',
  key: ['GroupId'],
  async seed(place) {
    const ec2 = place.of(EC2Client);
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: 'orders',
        Description: 'orders and payments',
        VpcId: await ownVpc(place),
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [...TAGS] }],
      }),
    );
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'offices' }, { CidrIp: '10.9.0.0/16' }],
            Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }],
            UserIdGroupPairs: [{ GroupId }],
          },
        ],
      }),
    );
  },
  async *expected(place) {
    const ec2 = place.of(EC2Client);
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    for (const group of SecurityGroups) {
      yield {
        properties: {
          ...group,
          Id: group.GroupId,
          GroupDescription: group.Description,
          SecurityGroupIngress: rules(group.IpPermissions, 'Source'),
          SecurityGroupEgress: rules(group.IpPermissionsEgress, 'Destination'),
        },
        context: { ...owner(place), Identifier: group.GroupId },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['GroupId'])],
  missing: () => ['sg-00000000000000000'],
};

/** The VPC that this suite created, not the default one. */
async function ownVpc(place: Place): Promise<string> {
  const { Vpcs = [] } = await place.of(EC2Client).send(new DescribeVpcsCommand({}));
  return given(Vpcs.find(({ CidrBlock }) => CidrBlock === '10.7.0.0/16')?.VpcId, 'VPC');
}

/** CloudFormation's rules, one for each peer. */
function rules(
  permissions: readonly IpPermission[] = [],
  side: 'Source' | 'Destination',
): object[] {
  return permissions.flatMap(
    ({ IpProtocol, FromPort = -1, ToPort = -1, IpRanges, Ipv6Ranges, UserIdGroupPairs }) => {
      const ports = { IpProtocol, FromPort, ToPort };
      return [
        ...(IpRanges ?? []).map((range) => ({ ...ports, ...range })),
        ...(Ipv6Ranges ?? []).map((range) => ({ ...ports, ...range })),
        ...(UserIdGroupPairs ?? []).map(({ GroupId, UserId }) => ({
          ...ports,
          [`${side}SecurityGroupId`]: GroupId,
          ...(side === 'Source' && { SourceSecurityGroupOwnerId: UserId }),
        })),
      ];
    },
  );
}
