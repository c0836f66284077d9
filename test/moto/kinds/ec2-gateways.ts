import {
  AllocateAddressCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateTagsCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  CreateVpcEndpointCommand,
  DeleteNatGatewayCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { owner, pages, TAGS, type KindContract } from '../contract.ts';
import { given } from '../given.ts';
import type { Place } from '../place.ts';
import { defaultNetwork } from './network.ts';

export const ec2Eip: KindContract = {
  kind: 'AWS::EC2::EIP',
  reach: 'region',
  key: ['AllocationId'],
  async seed(place) {
    await allocate(place);
  },
  async *expected(place) {
    const { Addresses = [] } = await place.of(EC2Client).send(new DescribeAddressesCommand({}));
    for (const address of Addresses) {
      const Identifier = `${address.PublicIp}|${address.AllocationId}`;
      yield { properties: { ...address }, context: { ...owner(place), Identifier } };
    }
  },
  identifiers: ({ properties }) => [String(properties['AllocationId'])],
  missing: () => ['eipalloc-00000000000000000'],
};

export const ec2NatGateway: KindContract = {
  kind: 'AWS::EC2::NatGateway',
  after: ['AWS::EC2::EIP'],
  reach: 'region',
  key: ['NatGatewayId'],
  async seed(place) {
    const ec2 = place.of(EC2Client);
    const { subnetIds } = await defaultNetwork(place);
    const SubnetId = given(subnetIds[0], 'subnet');
    const routed = await ec2.send(
      new CreateNatGatewayCommand({
        SubnetId,
        AllocationId: await allocate(place),
        TagSpecifications: [{ ResourceType: 'natgateway', Tags: [...TAGS] }],
      }),
    );
    const { RouteTables: [table] = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
    await ec2.send(
      new CreateRouteCommand({
        RouteTableId: given(table?.RouteTableId, 'route table'),
        DestinationCidrBlock: '192.0.2.0/24',
        NatGatewayId: given(routed.NatGateway?.NatGatewayId, 'NAT gateway'),
      }),
    );
    await ec2.send(new CreateNatGatewayCommand({ SubnetId, ConnectivityType: 'private' }));
    // AWS returns a deleted one for some time.
    const { NatGateway } = await ec2.send(
      new CreateNatGatewayCommand({ SubnetId, ConnectivityType: 'private' }),
    );
    const NatGatewayId = given(NatGateway?.NatGatewayId, 'NAT gateway');
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
  },
  async *expected(place) {
    const ec2 = place.of(EC2Client);
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
    const lists = pages(
      (NextToken) => ec2.send(new DescribeNatGatewaysCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { NatGateways = [] } of lists) {
      for (const gateway of NatGateways.filter(({ State }) => State !== 'deleted')) {
        const [address] = gateway.NatGatewayAddresses ?? []; // moto returns one
        yield {
          properties: {
            ...gateway,
            AllocationId: address?.AllocationId,
            EniId: address?.NetworkInterfaceId,
            PrivateIpAddress: address?.PrivateIp,
            SecondaryAllocationIds: [],
            SecondaryPrivateIpAddresses: [],
            ...(gateway.ConnectivityType === 'private' && { SecondaryPrivateIpAddressCount: 0 }),
            RouteTableIds: RouteTables.filter(({ Routes = [] }) =>
              Routes.some(({ NatGatewayId }) => NatGatewayId === gateway.NatGatewayId),
            )
              .map(({ RouteTableId }) => RouteTableId)
              .sort(),
          },
          context: { ...owner(place), Identifier: gateway.NatGatewayId },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['NatGatewayId'])],
  missing: () => ['nat-00000000000000000'],
};

export const ec2VpcEndpoint: KindContract = {
  kind: 'AWS::EC2::VPCEndpoint',
  reach: 'region',
  key: ['VpcEndpointId'],
  async seed(place) {
    const ec2 = place.of(EC2Client);
    const { vpcId: VpcId, subnetIds, securityGroupId } = await defaultNetwork(place);
    await ec2.send(
      new CreateVpcEndpointCommand({
        VpcId,
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${place.region}.secretsmanager`,
        SubnetIds: subnetIds.slice(0, 2),
        SecurityGroupIds: [securityGroupId],
        TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [...TAGS] }],
      }),
    );
    await ec2.send(
      new CreateVpcEndpointCommand({
        VpcId,
        VpcEndpointType: 'Gateway',
        ServiceName: `com.amazonaws.${place.region}.s3`,
      }),
    );
  },
  async *expected(place) {
    const ec2 = place.of(EC2Client);
    const lists = pages(
      (NextToken) => ec2.send(new DescribeVpcEndpointsCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { VpcEndpoints = [] } of lists) {
      for (const endpoint of VpcEndpoints) {
        const { VpcEndpointId, Groups, DnsEntries, PolicyDocument, CreationTimestamp } = endpoint;
        const names = DnsEntries?.map(({ HostedZoneId, DnsName }) => `${HostedZoneId}:${DnsName}`);
        yield {
          properties: {
            ...endpoint,
            Id: VpcEndpointId,
            SecurityGroupIds: Groups?.map(({ GroupId }) => GroupId),
            DnsEntries: names,
            PolicyDocument: JSON.parse(given(PolicyDocument, 'policy')) as unknown,
            CreationTimestamp: textOf(given(CreationTimestamp, 'time')),
          },
          context: { ...owner(place), Identifier: VpcEndpointId },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['VpcEndpointId'])],
  missing: () => ['vpce-00000000000000000'],
};

export const ec2TransitGatewayAttachment: KindContract = {
  kind: 'AWS::EC2::TransitGatewayAttachment',
  reach: 'region',
  key: ['TransitGatewayAttachmentId'],
  async seed(place) {
    const ec2 = place.of(EC2Client);
    const { vpcId: VpcId, subnetIds } = await defaultNetwork(place);
    for (const Description of ['orders', 'payments']) {
      const { TransitGateway } = await ec2.send(new CreateTransitGatewayCommand({ Description }));
      const { TransitGatewayVpcAttachment } = await ec2.send(
        new CreateTransitGatewayVpcAttachmentCommand({
          TransitGatewayId: given(TransitGateway?.TransitGatewayId, 'transit gateway'),
          VpcId,
          SubnetIds: subnetIds.slice(0, 2),
          Options: { ApplianceModeSupport: 'enable' },
        }),
      );
      const id = given(TransitGatewayVpcAttachment?.TransitGatewayAttachmentId, 'attachment');
      if (Description === 'orders')
        await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [...TAGS] }));
    }
  },
  async *expected(place) {
    const ec2 = place.of(EC2Client);
    const attached = await ec2.send(new DescribeTransitGatewayVpcAttachmentsCommand({}));
    const all = await ec2.send(new DescribeTransitGatewayAttachmentsCommand({}));
    for (const attachment of attached.TransitGatewayVpcAttachments ?? []) {
      const Id = attachment.TransitGatewayAttachmentId;
      const told = all.TransitGatewayAttachments?.find(
        (one) => one.TransitGatewayAttachmentId === Id,
      );
      yield {
        properties: {
          ...attachment,
          Id,
          TransitGatewayOwnerId: told?.TransitGatewayOwnerId,
          Association: told?.Association,
        },
        context: { ...owner(place), Identifier: Id },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['TransitGatewayAttachmentId'])],
  missing: () => ['tgw-attach-00000000000000000'],
};

async function allocate(place: Place): Promise<string> {
  const { AllocationId } = await place.of(EC2Client).send(
    new AllocateAddressCommand({
      Domain: 'vpc',
      TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [...TAGS] }],
    }),
  );
  return given(AllocationId, 'allocation');
}

/** A time in CloudFormation's format: `Fri Sep 28 23:34:36 UTC 2018`. */
function textOf(time: Date): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(time);
  const day = `${part({ weekday: 'short' })} ${part({ month: 'short' })}`;
  const clock = time.toISOString().slice(8, 19).replace('T', ' ');
  return `${day} ${clock} UTC ${part({ year: 'numeric' })}`;
}
