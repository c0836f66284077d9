import type {
  DescribeAccessPointsOutput,
  DescribeLoadBalancerAttributesOutput,
  DescribeLoadBalancerPoliciesOutput,
  DescribeTagsOutput,
} from '@aws-sdk/client-elastic-load-balancing';
import type { Place } from '../../simulation/place.ts';
import { securityGroupIdOf, subnetIdsOf, subnetOf, vpcIdOf } from '../ec2/neighbours.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** All reading calls share a bucket. */
const LIMIT = { burst: 40, refillPerSecond: 10, group: 'describe' };

/** @see https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancers.html */
export const loadBalancer: SimulatedKind = {
  kind: 'AWS::ElasticLoadBalancing::LoadBalancer',
  client: () => import('@aws-sdk/client-elastic-load-balancing'),
  gone: 'AccessPointNotFoundException',
  tagged: 'elasticloadbalancing:loadbalancer',
  calls: {
    'elasticloadbalancing@2012-06-01:DescribeLoadBalancers': {
      of: { LoadBalancerNames: ['LoadBalancerName'] },
      most: 400,
      limit: LIMIT,
    },
    'elasticloadbalancing@2012-06-01:DescribeLoadBalancerAttributes': { limit: LIMIT },
    'elasticloadbalancing@2012-06-01:DescribeLoadBalancerPolicies': {
      of: { LoadBalancerName: ['LoadBalancerName'] },
      limit: LIMIT,
    },
    'elasticloadbalancing@2012-06-01:DescribeTags': {
      of: { LoadBalancerNames: ['LoadBalancerName'] },
      batch: 20,
      limit: LIMIT,
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const LoadBalancerName = `legacy-${n}`;
    const LoadBalancerArn = `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/${LoadBalancerName}`;
    const Scheme = n > 0 && place.draw() % 3 === 0 ? 'internal' : 'internet-facing';
    const DNSName = `${LoadBalancerName}-${place.hex(8)}.${region}.elb.amazonaws.com`;
    const zoneId = `Z${place.hex(8, place.draw('zone')).toUpperCase()}`;
    const VPCId = vpcIdOf(subnetOf(place));
    const AvailabilityZones = [`${region}a`, `${region}b`];
    const Subnets = [...subnetIdsOf(place)];
    const SecurityGroups = [securityGroupIdOf(place)];
    const SourceSecurityGroup = { OwnerAlias: accountId, GroupName: 'default' };
    const instances = instanceIds(place);
    const isSecure = place.oneIn(2, 'secure');
    const SSLCertificateId = `arn:aws:acm:${region}:${accountId}:certificate/${place.uuid()}`;
    const isSticky = place.oneIn(3, 'sticky');
    const isLogged = place.oneIn(3, 'logged');
    const AccessLog = isLogged
      ? { Enabled: true, S3BucketName: `logs-${n}`, EmitInterval: 60, S3BucketPrefix: 'elb' }
      : { Enabled: false };
    const ConnectionDraining = { Enabled: true, Timeout: 300 };
    const ConnectionSettings = { IdleTimeout: 60 };
    const CreatedTime = place.time();
    const Tags = place.tags();
    const http = { Protocol: 'HTTP', InstanceProtocol: 'HTTP' };
    const https = { Protocol: 'HTTPS', InstanceProtocol: 'HTTP', SSLCertificateId };
    const ListenerDescriptions = [
      {
        Listener: { ...http, LoadBalancerPort: 80, InstancePort: 8_080 },
        PolicyNames: isSticky ? ['by-app', 'by-age'] : [],
      },
      ...(isSecure
        ? [
            {
              Listener: { ...https, LoadBalancerPort: 443, InstancePort: 8_080 },
              PolicyNames: ['tls'],
            },
          ]
        : []),
    ];
    const BackendServerDescriptions = [{ InstancePort: 8_080, PolicyNames: ['proxy'] }];
    const tls = { AttributeName: 'Protocol-TLSv1.2', AttributeValue: 'true' };
    const proxy = { AttributeName: 'ProxyProtocol', AttributeValue: 'true' };
    const sticky = { AttributeName: 'CookieName', AttributeValue: 'session' };
    const aged = { AttributeName: 'CookieExpirationPeriod', AttributeValue: '3600' };
    const described = (name: string, type: string, attribute: typeof tls) => ({
      PolicyName: name,
      PolicyTypeName: type,
      PolicyAttributeDescriptions: [attribute],
    });
    const PolicyDescriptions = [
      ...(isSticky
        ? [
            described('by-app', 'AppCookieStickinessPolicyType', sticky),
            described('by-age', 'LBCookieStickinessPolicyType', aged),
          ]
        : []),
      ...(isSecure ? [described('tls', 'SSLNegotiationPolicyType', tls)] : []),
      described('proxy', 'ProxyProtocolPolicyType', proxy),
    ];
    const modelled = {
      HealthCheck: {
        Target: 'HTTP:8080/health',
        Interval: '30',
        Timeout: '5',
        UnhealthyThreshold: '2',
        HealthyThreshold: '10',
      },
      Listeners: [
        {
          ...http,
          LoadBalancerPort: '80',
          InstancePort: '8080',
          PolicyNames: isSticky ? ['by-app', 'by-age'] : [],
        },
        ...(isSecure
          ? [{ ...https, LoadBalancerPort: '443', InstancePort: '8080', PolicyNames: ['tls'] }]
          : []),
      ],
      AppCookieStickinessPolicy: isSticky ? [{ PolicyName: 'by-app', CookieName: 'session' }] : [],
      LBCookieStickinessPolicy: isSticky
        ? [{ PolicyName: 'by-age', CookieExpirationPeriod: '3600' }]
        : [],
      Policies: [
        ...(isSecure
          ? [
              {
                PolicyName: 'tls',
                PolicyType: 'SSLNegotiationPolicyType',
                Attributes: [{ Name: 'Protocol-TLSv1.2', Value: 'true' }],
                LoadBalancerPorts: ['443'],
              },
            ]
          : []),
        {
          PolicyName: 'proxy',
          PolicyType: 'ProxyProtocolPolicyType',
          Attributes: [{ Name: 'ProxyProtocol', Value: 'true' }],
          InstancePorts: ['8080'],
        },
      ],
    };
    return {
      names: { LoadBalancerName, LoadBalancerArn },
      tags: Tags,
      replies: {
        'elasticloadbalancing@2012-06-01:DescribeLoadBalancers': () =>
          ({
            LoadBalancerDescriptions: [
              {
                LoadBalancerName,
                DNSName,
                CanonicalHostedZoneName: DNSName,
                CanonicalHostedZoneNameID: zoneId,
                ListenerDescriptions,
                Policies: {
                  AppCookieStickinessPolicies: isSticky
                    ? [{ PolicyName: 'by-app', CookieName: 'session' }]
                    : [],
                  LBCookieStickinessPolicies: isSticky
                    ? [{ PolicyName: 'by-age', CookieExpirationPeriod: 3_600 }]
                    : [],
                  OtherPolicies: isSecure ? ['tls', 'proxy'] : ['proxy'],
                },
                BackendServerDescriptions,
                AvailabilityZones,
                Subnets,
                VPCId,
                Instances: instances.map((InstanceId) => ({ InstanceId })),
                HealthCheck: {
                  Target: 'HTTP:8080/health',
                  Interval: 30,
                  Timeout: 5,
                  UnhealthyThreshold: 2,
                  HealthyThreshold: 10,
                },
                SourceSecurityGroup,
                SecurityGroups,
                CreatedTime,
                Scheme,
              },
            ],
          }) satisfies DescribeAccessPointsOutput,
        'elasticloadbalancing@2012-06-01:DescribeLoadBalancerAttributes': () =>
          ({
            LoadBalancerAttributes: {
              CrossZoneLoadBalancing: { Enabled: true },
              AccessLog,
              ConnectionDraining,
              ConnectionSettings,
              AdditionalAttributes: [],
            },
          }) satisfies DescribeLoadBalancerAttributesOutput,
        'elasticloadbalancing@2012-06-01:DescribeLoadBalancerPolicies': () =>
          ({ PolicyDescriptions }) satisfies DescribeLoadBalancerPoliciesOutput,
        'elasticloadbalancing@2012-06-01:DescribeTags': () =>
          ({ TagDescriptions: [{ LoadBalancerName, Tags }] }) satisfies DescribeTagsOutput,
      },
      items: () => [
        {
          identifiers: [LoadBalancerName],
          trails: [
            { requestParameters: { loadBalancerName: LoadBalancerName, instances: [] } },
            { requestParameters: { loadBalancerNames: [LoadBalancerName], tags: [] } },
          ],
          properties: {
            LoadBalancerName,
            DNSName,
            CanonicalHostedZoneName: DNSName,
            CanonicalHostedZoneNameID: zoneId,
            Scheme,
            CreatedTime,
            VPCId,
            AvailabilityZones,
            Subnets,
            SecurityGroups,
            SourceSecurityGroup,
            Instances: instances,
            ListenerDescriptions,
            BackendServerDescriptions,
            OtherPolicies: isSecure ? ['tls', 'proxy'] : ['proxy'],
            ...modelled,
            PolicyDescriptions,
            LoadBalancerAttributes: {
              CrossZoneLoadBalancing: { Enabled: true },
              AccessLog,
              ConnectionDraining,
              ConnectionSettings,
              AdditionalAttributes: [],
            },
            AccessLoggingPolicy: AccessLog,
            ConnectionDrainingPolicy: ConnectionDraining,
            ConnectionSettings,
            CrossZone: true,
            Tags,
          },
          model: {
            Identifier: LoadBalancerName,
            Properties: {
              LoadBalancerName,
              DNSName,
              CanonicalHostedZoneName: DNSName,
              CanonicalHostedZoneNameID: zoneId,
              Scheme,
              AvailabilityZones,
              Subnets,
              SecurityGroups,
              SourceSecurityGroup,
              Instances: instances,
              ...modelled,
              AccessLoggingPolicy: AccessLog,
              ConnectionDrainingPolicy: ConnectionDraining,
              ConnectionSettings,
              CrossZone: true,
              Tags,
            },
          },
        },
      ],
    };
  },
};

/** Two instances of the region, if it has that many. */
function instanceIds(place: Place): string[] {
  const instances = place.count('AWS::EC2::Instance');
  const numbers = instances < 2 ? [0] : [(2 * place.n) % instances, (2 * place.n + 1) % instances];
  return numbers.map((number) => place.beside('AWS::EC2::Instance', number).ec2Id('i'));
}
