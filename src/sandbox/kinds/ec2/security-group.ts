import type { DescribeSecurityGroupsResult } from '@aws-sdk/client-ec2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { filtered } from './filters.ts';
import { vpcIdOf } from './neighbours.ts';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const securityGroup: SimulatedKind = {
  kind: 'AWS::EC2::SecurityGroup',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidGroup.NotFound',
  calls: {
    'ec2:DescribeSecurityGroups': {
      of: { GroupIds: ['GroupId'] },
      most: 1_000,
      least: 5,
      unasked: 'all',
      takes: { Filters: [] },
      // The default groups belong to their VPCs here.
      where: filtered({ 'group-name': (place) => `app-${place.n}`, 'vpc-id': vpcIdOf }),
      limit: {
        burst: 100,
        refillPerSecond: 20,
        unpaginated: { burst: 50, refillPerSecond: 10 },
      },
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const GroupId = place.ec2Id('sg');
    const SecurityGroupArn = `arn:aws:ec2:${region}:${accountId}:security-group/${GroupId}`;
    const GroupName = `app-${n}`;
    const VpcId = vpcIdOf(place);
    const port = 8_000 + (draw % 1_000);
    const isOpen = place.oneIn(4, 'open');
    const PrefixListId = `pl-0${place.hex(16)}`;
    const Tags = place.tags();
    return {
      names: { GroupId },
      replies: {
        'ec2:DescribeSecurityGroups': () =>
          ({
            SecurityGroups: [
              {
                GroupId,
                SecurityGroupArn,
                GroupName,
                Description: 'orders & payments',
                VpcId,
                OwnerId: accountId,
                IpPermissions: [
                  {
                    IpProtocol: 'tcp',
                    FromPort: port,
                    ToPort: port,
                    IpRanges: [
                      { CidrIp: '10.0.0.0/8', Description: 'offices' },
                      { CidrIp: '192.168.0.0/16' },
                    ],
                    Ipv6Ranges: isOpen ? [{ CidrIpv6: '::/0' }] : [],
                    PrefixListIds: isOpen ? [{ PrefixListId, Description: 'partners' }] : [],
                    UserIdGroupPairs: [{ GroupId, UserId: accountId, Description: 'itself' }],
                  },
                ],
                IpPermissionsEgress: [
                  {
                    IpProtocol: '-1',
                    IpRanges: [{ CidrIp: '0.0.0.0/0' }],
                    Ipv6Ranges: [],
                    PrefixListIds: [],
                    UserIdGroupPairs: [],
                  },
                  ...(isOpen
                    ? [
                        {
                          IpProtocol: 'tcp',
                          FromPort: 443,
                          ToPort: 443,
                          IpRanges: [],
                          Ipv6Ranges: [],
                          PrefixListIds: [{ PrefixListId }],
                          UserIdGroupPairs: [{ GroupId, UserId: accountId }],
                        },
                      ]
                    : []),
                ],
                ...(Tags.length > 0 && { Tags }),
              },
            ],
          }) satisfies DescribeSecurityGroupsResult,
      },
      items() {
        const ingress = { IpProtocol: 'tcp', FromPort: port, ToPort: port };
        const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
        const SecurityGroupIngress = [
          { ...ingress, CidrIp: '10.0.0.0/8', Description: 'offices' },
          { ...ingress, CidrIp: '192.168.0.0/16' },
          ...(isOpen
            ? [
                { ...ingress, CidrIpv6: '::/0' },
                { ...ingress, SourcePrefixListId: PrefixListId, Description: 'partners' },
              ]
            : []),
          {
            ...ingress,
            SourceSecurityGroupId: GroupId,
            SourceSecurityGroupOwnerId: accountId,
            Description: 'itself',
          },
        ];
        const SecurityGroupEgress = [
          { IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIp: '0.0.0.0/0' },
          ...(isOpen
            ? [
                { ...https, DestinationPrefixListId: PrefixListId },
                { ...https, DestinationSecurityGroupId: GroupId },
              ]
            : []),
        ];
        return [
          {
            identifiers: [GroupId],
            trails: [
              { responseElements: { groupId: GroupId } },
              { requestParameters: { groupId: GroupId } },
              { requestParameters: { ModifySecurityGroupRulesRequest: { GroupId } } },
              { requestParameters: { resourcesSet: { items: [{ resourceId: GroupId }] } } },
            ],
            properties: {
              GroupId,
              Id: GroupId,
              SecurityGroupArn,
              GroupName,
              Description: 'orders & payments',
              GroupDescription: 'orders & payments',
              VpcId,
              OwnerId: accountId,
              IpPermissions: [
                {
                  IpProtocol: 'tcp',
                  FromPort: port,
                  ToPort: port,
                  IpRanges: [
                    { CidrIp: '10.0.0.0/8', Description: 'offices' },
                    { CidrIp: '192.168.0.0/16' },
                  ],
                  Ipv6Ranges: isOpen ? [{ CidrIpv6: '::/0' }] : [],
                  PrefixListIds: isOpen ? [{ PrefixListId, Description: 'partners' }] : [],
                  UserIdGroupPairs: [{ GroupId, UserId: accountId, Description: 'itself' }],
                },
              ],
              IpPermissionsEgress: [
                {
                  IpProtocol: '-1',
                  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
                  Ipv6Ranges: [],
                  PrefixListIds: [],
                  UserIdGroupPairs: [],
                },
                ...(isOpen
                  ? [
                      {
                        IpProtocol: 'tcp',
                        FromPort: 443,
                        ToPort: 443,
                        IpRanges: [],
                        Ipv6Ranges: [],
                        PrefixListIds: [{ PrefixListId }],
                        UserIdGroupPairs: [{ GroupId, UserId: accountId }],
                      },
                    ]
                  : []),
              ],
              SecurityGroupIngress,
              SecurityGroupEgress,
              ...(Tags.length > 0 && { Tags }),
            },
            model: {
              Identifier: GroupId,
              Properties: {
                Id: GroupId,
                GroupId,
                GroupName,
                GroupDescription: 'orders & payments',
                VpcId,
                SecurityGroupIngress,
                SecurityGroupEgress,
                ...(Tags.length > 0 && { Tags }),
              },
            },
          },
        ];
      },
    };
  },
};
