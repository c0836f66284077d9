import type { DescribeAddressesResult } from '@aws-sdk/client-ec2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { publicIpOf } from './public-ip.ts';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html */
export const eip: SimulatedKind = {
  kind: 'AWS::EC2::EIP',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidAllocationID.NotFound',
  calls: {
    'ec2:DescribeAddresses': {
      of: { AllocationIds: ['AllocationId'] },
      most: Number.POSITIVE_INFINITY,
      limit: { burst: 100, refillPerSecond: 20 },
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const AllocationId = place.ec2Id('eipalloc');
    const PublicIp = publicIpOf(place);
    const isOfInstance = n === 0 || draw % 4 === 1;
    const isIdle = !isOfInstance && draw % 4 === 0;
    const instances = place.count('AWS::EC2::Instance');
    const holder = place.beside('AWS::EC2::Instance', instances === 0 ? n : n % instances);
    const InstanceId = holder.ec2Id('i');
    const AssociationId = place.ec2Id('eipassoc');
    const NetworkInterfaceId = place.ec2Id('eni');
    const PrivateIpAddress = `10.0.${(draw >>> 8) % 250}.${draw % 250}`;
    const Tags = place.tags();
    return {
      names: { AllocationId },
      replies: {
        'ec2:DescribeAddresses': () =>
          ({
            Addresses: [
              {
                AllocationId,
                PublicIp,
                Domain: 'vpc',
                PublicIpv4Pool: 'amazon',
                NetworkBorderGroup: region,
                ...(isOfInstance && { InstanceId }),
                ...(!isIdle && {
                  AssociationId,
                  NetworkInterfaceId,
                  NetworkInterfaceOwnerId: accountId,
                  PrivateIpAddress,
                }),
                ...(Tags.length > 0 && { Tags }),
              },
            ],
          }) satisfies DescribeAddressesResult,
      },
      items: () => [
        {
          identifiers: [AllocationId],
          trails: [
            {
              requestParameters: { domain: 'vpc' },
              responseElements: { publicIp: PublicIp, domain: 'vpc', allocationId: AllocationId },
            },
            {
              requestParameters: { allocationId: AllocationId, instanceId: InstanceId },
              responseElements: { associationId: AssociationId },
            },
            {
              requestParameters: {
                CreateNatGatewayRequest: { AllocationId, SubnetId: 'subnet-0a1b2c3d' },
              },
            },
            { requestParameters: { allocationId: AllocationId } },
            { requestParameters: { resourcesSet: { items: [{ resourceId: AllocationId }] } } },
          ],
          properties: {
            AllocationId,
            PublicIp,
            Domain: 'vpc',
            PublicIpv4Pool: 'amazon',
            NetworkBorderGroup: region,
            ...(isOfInstance && { InstanceId }),
            ...(!isIdle && {
              AssociationId,
              NetworkInterfaceId,
              NetworkInterfaceOwnerId: accountId,
              PrivateIpAddress,
            }),
            ...(Tags.length > 0 && { Tags }),
          },
          model: {
            Identifier: `${PublicIp}|${AllocationId}`,
            Properties: {
              PublicIp,
              AllocationId,
              Domain: 'vpc',
              NetworkBorderGroup: region,
              PublicIpv4Pool: 'amazon',
              ...(isOfInstance && { InstanceId }),
              ...(Tags.length > 0 && { Tags }),
            },
          },
        },
      ],
    };
  },
};
