import type {
  GetHostedZoneResponse,
  HostedZone,
  ListHostedZonesResponse,
  ListQueryLoggingConfigsResponse,
  ListTagsForResourcesResponse,
} from '@aws-sdk/client-route-53';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** One bucket for all calls of an account. @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html */
const limit = { group: 'route53', burst: 5, refillPerSecond: 5 };

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZones.html */
export const hostedZone: SimulatedKind = {
  kind: 'AWS::Route53::HostedZone',
  client: () => import('@aws-sdk/client-route-53'),
  listedBy: 'account',
  gone: 'NoSuchHostedZone',
  tagged: 'route53:hostedzone',
  taggedIn: 'us-east-1',
  calls: {
    'route53:ListHostedZones': {
      most: 100,
      shape: (output, { Marker = '', MaxItems = 100 }) => ({
        ...output,
        Marker,
        MaxItems,
        IsTruncated: 'NextMarker' in output,
      }),
      limit,
    },
    'route53:GetHostedZone': { limit },
    'route53:ListTagsForResources': {
      of: { ResourceIds: ['Id'] },
      batch: 10,
      takes: { ResourceType: ['hostedzone'] },
      limit,
    },
    'route53:ListQueryLoggingConfigs': {
      most: 100,
      takes: { HostedZoneId: [] },
      where: (place, { HostedZoneId = idOf(place) }) => HostedZoneId === idOf(place),
      limit,
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const Id = idOf(place);
    const isPrivate = n % 3 === 1;
    const Name = isPrivate ? `internal-${n}.example.com.` : `shop-${n}.example.com.`;
    const CallerReference = place.uuid('caller');
    const hasComment = place.oneIn(2, 'comment');
    const Comment = `Orders & more ${draw % 100}`;
    const isRecovered = !isPrivate && place.oneIn(4, 'recovery');
    const ResourceRecordSetCount = 2 + (draw % 50);
    const vpcs = place.count('AWS::EC2::VPC');
    const VPCId = place.beside('AWS::EC2::VPC', vpcs === 0 ? n : n % vpcs).ec2Id('vpc');
    const VPCs = isPrivate ? [{ VPCRegion: region as 'eu-west-1', VPCId }] : [];
    const isReusable = !isPrivate && place.oneIn(5, 'reusable');
    const setId = `N${place.hex(8).toUpperCase()}`;
    const NameServers = [
      `ns-${draw % 512}.awsdns-01.com`,
      `ns-${512 + (draw % 512)}.awsdns-02.net`,
    ];
    const isLogged = !isPrivate && place.oneIn(3, 'logged');
    const configId = place.uuid('logging');
    const CloudWatchLogsLogGroupArn = `arn:aws:logs:us-east-1:${accountId}:log-group:/aws/route53/${Name}`;
    const Tags = place.tags();
    const zone = (): HostedZone => ({
      Id: `/hostedzone/${Id}`,
      Name,
      CallerReference,
      Config: { ...(hasComment && { Comment }), PrivateZone: isPrivate },
      ResourceRecordSetCount,
      ...(isRecovered && { Features: { AcceleratedRecoveryStatus: 'ENABLED' } }),
    });
    return {
      names: { Id, Arn: `arn:aws:route53:::hostedzone/${Id}` },
      tags: Tags,
      replies: {
        'route53:ListHostedZones': () =>
          ({
            HostedZones: [zone()],
            Marker: '',
            IsTruncated: false,
            MaxItems: 100,
          }) satisfies ListHostedZonesResponse,
        'route53:GetHostedZone': () =>
          ({
            HostedZone: zone(),
            ...(isPrivate
              ? { VPCs }
              : {
                  DelegationSet: {
                    ...(isReusable && {
                      Id: `/delegationset/${setId}`,
                      CallerReference: 'reusable',
                    }),
                    NameServers,
                  },
                }),
          }) satisfies GetHostedZoneResponse,
        'route53:ListTagsForResources': () =>
          ({
            ResourceTagSets: [{ ResourceType: 'hostedzone', ResourceId: Id, Tags }],
          }) satisfies ListTagsForResourcesResponse,
        'route53:ListQueryLoggingConfigs': () =>
          ({
            QueryLoggingConfigs: isLogged
              ? [{ Id: configId, HostedZoneId: Id, CloudWatchLogsLogGroupArn }]
              : [],
          }) satisfies ListQueryLoggingConfigsResponse,
      },
      items: () => [
        {
          identifiers: [Id],
          trails: [
            {
              requestParameters: { name: Name },
              responseElements: { hostedZone: { id: `/hostedzone/${Id}`, name: Name } },
            },
            { requestParameters: { id: Id, comment: Comment } },
            { requestParameters: { hostedZoneId: Id, vPC: { vPCId: VPCId, vPCRegion: region } } },
            { requestParameters: { resourceType: 'hostedzone', resourceId: Id } },
          ],
          properties: {
            Id,
            Name,
            CallerReference,
            Config: { ...(hasComment && { Comment }), PrivateZone: isPrivate },
            ...(hasComment && { HostedZoneConfig: { Comment } }),
            ResourceRecordSetCount,
            ...(isRecovered && {
              Features: { AcceleratedRecoveryStatus: 'ENABLED' },
              HostedZoneFeatures: { EnableAcceleratedRecovery: true },
            }),
            VPCs,
            NameServers: isPrivate ? [] : NameServers,
            ...(!isPrivate && {
              DelegationSet: {
                ...(isReusable && { Id: `/delegationset/${setId}`, CallerReference: 'reusable' }),
                NameServers,
              },
            }),
            ...(isReusable && { DelegationSetId: setId }),
            HostedZoneTags: Tags,
            Tags,
            ...(isLogged && {
              QueryLoggingConfig: { Id: configId, HostedZoneId: Id, CloudWatchLogsLogGroupArn },
            }),
          },
          model: {
            Identifier: Id,
            Properties: {
              Id,
              Name,
              ...(hasComment && { HostedZoneConfig: { Comment } }),
              ...(isRecovered && { HostedZoneFeatures: { EnableAcceleratedRecovery: true } }),
              ...(isPrivate ? { VPCs } : { NameServers }),
              ...(isReusable && { DelegationSetId: setId }),
              HostedZoneTags: Tags,
              ...(isLogged && { QueryLoggingConfig: { CloudWatchLogsLogGroupArn } }),
            },
          },
        },
      ],
    };
  },
};

/** In AWS these ids contain no account and region; here they encode the zone's place. */
function idOf({ accountId, region, n }: Place): string {
  return `Z${accountId}-${region}-${n}`;
}
