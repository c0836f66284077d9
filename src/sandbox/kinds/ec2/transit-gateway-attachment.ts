import type {
  DescribeTransitGatewayAttachmentsResult,
  DescribeTransitGatewayVpcAttachmentsResult,
} from '@aws-sdk/client-ec2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { filtered } from './filters.ts';
import { subnetIdOf, subnetOf, vpcIdOf } from './neighbours.ts';

const LIMIT = { burst: 100, refillPerSecond: 20 };

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTransitGatewayVpcAttachments.html */
export const transitGatewayAttachment: SimulatedKind = {
  kind: 'AWS::EC2::TransitGatewayAttachment',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidTransitGatewayAttachmentID.NotFound',
  calls: {
    'ec2:DescribeTransitGatewayVpcAttachments': {
      of: { TransitGatewayAttachmentIds: ['TransitGatewayAttachmentId'] },
      most: 1_000,
      least: 5,
      limit: LIMIT,
    },
    'ec2:DescribeTransitGatewayAttachments': {
      most: 1_000,
      least: 5,
      takes: { Filters: [] },
      where: filtered({
        'resource-type': () => 'vpc',
        'transit-gateway-attachment-id': (place) => place.ec2Id('tgw-attach'),
      }),
      limit: LIMIT,
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const TransitGatewayAttachmentId = place.ec2Id('tgw-attach');
    const hub = place.beside('AWS::EC2::TransitGatewayAttachment', 0); // one gateway for a region
    const TransitGatewayId = hub.ec2Id('tgw');
    const TransitGatewayRouteTableId = hub.ec2Id('tgw-rtb');
    const VpcId = vpcIdOf(subnetOf(place));
    const SubnetIds = [subnetIdOf(place)];
    const CreationTime = place.time();
    const isAppliance = place.oneIn(4, 'appliance');
    const isAssociated = place.oneIn(2, 'associated');
    const isDeleted = n % 40 === 39; // still described for a while
    const State = isDeleted ? 'deleted' : 'available';
    const Tags = [{ Key: 'Name', Value: `${region}-spoke-${n}` }, ...place.tags()];
    return {
      names: { TransitGatewayAttachmentId },
      replies: {
        'ec2:DescribeTransitGatewayVpcAttachments': () =>
          ({
            TransitGatewayVpcAttachments: [
              {
                TransitGatewayAttachmentId,
                TransitGatewayId,
                VpcId,
                VpcOwnerId: accountId,
                State,
                SubnetIds,
                CreationTime,
                Options: {
                  DnsSupport: 'enable',
                  SecurityGroupReferencingSupport: 'enable',
                  Ipv6Support: 'disable',
                  ApplianceModeSupport: isAppliance ? 'enable' : 'disable',
                },
                Tags,
              },
            ],
          }) satisfies DescribeTransitGatewayVpcAttachmentsResult,
        'ec2:DescribeTransitGatewayAttachments': () =>
          ({
            TransitGatewayAttachments: [
              {
                TransitGatewayAttachmentId,
                TransitGatewayId,
                TransitGatewayOwnerId: accountId,
                ResourceOwnerId: accountId,
                ResourceType: 'vpc',
                ResourceId: VpcId,
                State,
                ...(isAssociated && {
                  Association: { TransitGatewayRouteTableId, State: 'associated' },
                }),
                ...(isAppliance && { NatGatewaySupport: 'enabled' }),
                CreationTime,
                Tags,
              },
            ],
          }) satisfies DescribeTransitGatewayAttachmentsResult,
      },
      items: () =>
        isDeleted
          ? []
          : [
              {
                identifiers: [TransitGatewayAttachmentId],
                trails: [
                  {
                    requestParameters: {
                      CreateTransitGatewayVpcAttachmentRequest: { TransitGatewayId, VpcId },
                    },
                    responseElements: {
                      CreateTransitGatewayVpcAttachmentResponse: {
                        transitGatewayVpcAttachment: {
                          transitGatewayAttachmentId: TransitGatewayAttachmentId,
                        },
                      },
                    },
                  },
                  {
                    requestParameters: {
                      ModifyTransitGatewayVpcAttachmentRequest: { TransitGatewayAttachmentId },
                    },
                  },
                  {
                    requestParameters: {
                      resourcesSet: { items: [{ resourceId: TransitGatewayAttachmentId }] },
                    },
                  },
                ],
                properties: {
                  TransitGatewayAttachmentId,
                  Id: TransitGatewayAttachmentId,
                  TransitGatewayId,
                  VpcId,
                  VpcOwnerId: accountId,
                  State: 'available',
                  SubnetIds,
                  CreationTime,
                  Options: {
                    DnsSupport: 'enable',
                    SecurityGroupReferencingSupport: 'enable',
                    Ipv6Support: 'disable',
                    ApplianceModeSupport: isAppliance ? 'enable' : 'disable',
                  },
                  Tags,
                  TransitGatewayOwnerId: accountId,
                  ...(isAssociated && {
                    Association: { TransitGatewayRouteTableId, State: 'associated' },
                  }),
                  ...(isAppliance && { NatGatewaySupport: 'enabled' }),
                },
                model: {
                  Identifier: TransitGatewayAttachmentId,
                  Properties: {
                    Id: TransitGatewayAttachmentId,
                    TransitGatewayId,
                    VpcId,
                    SubnetIds,
                    Options: {
                      DnsSupport: 'enable',
                      SecurityGroupReferencingSupport: 'enable',
                      Ipv6Support: 'disable',
                      ApplianceModeSupport: isAppliance ? 'enable' : 'disable',
                    },
                    Tags,
                  },
                },
              },
            ],
    };
  },
};
