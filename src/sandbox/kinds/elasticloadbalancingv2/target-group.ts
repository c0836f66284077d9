import type {
  DescribeTagsOutput,
  DescribeTargetGroupAttributesOutput,
  DescribeTargetGroupsOutput,
  DescribeTargetHealthOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { vpcIdOf } from '../ec2/neighbours.ts';
import { loadBalancerArn, loadBalancerOf, targetGroupArn } from './attachments.ts';

/** All reading calls share a bucket. */
const LIMIT = { burst: 40, refillPerSecond: 10, group: 'describe' };

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html */
export const targetGroup: SimulatedKind = {
  kind: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  client: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  gone: 'TargetGroupNotFoundException',
  tagged: 'elasticloadbalancing:targetgroup',
  calls: {
    'elasticloadbalancing:DescribeTargetGroups': {
      of: { TargetGroupArns: ['TargetGroupArn'] },
      most: 400,
      takes: { LoadBalancerArn: [] },
      where: (place, { LoadBalancerArn }) => {
        const balancer = loadBalancerOf(place);
        if (LoadBalancerArn === undefined) return true;
        return balancer !== undefined && loadBalancerArn(balancer) === LoadBalancerArn;
      },
      limit: LIMIT,
    },
    'elasticloadbalancing:DescribeTargetGroupAttributes': { limit: LIMIT },
    'elasticloadbalancing:DescribeTargetHealth': { limit: LIMIT },
    'elasticloadbalancing:DescribeTags': {
      of: { ResourceArns: ['TargetGroupArn'] },
      batch: 20,
      claims: (name) => name.includes(':targetgroup/'),
      limit: LIMIT,
    },
  },
  at(place) {
    const { n } = place;
    const TargetGroupName = `orders-${n}`;
    const TargetGroupFullName = `targetgroup/${TargetGroupName}/${place.hex(7)}${place.hex(9, n)}`;
    const TargetGroupArn = targetGroupArn(place);
    const isFunction = n % 5 === 4;
    const isAddress = n % 5 === 2;
    const TargetType = isFunction ? 'lambda' : isAddress ? 'ip' : 'instance';
    const balancer = loadBalancerOf(place);
    const LoadBalancerArns = balancer === undefined ? [] : [loadBalancerArn(balancer)];
    const VpcId = vpcIdOf(balancer ?? place);
    const Tags = place.tags();
    const attributes = [
      { Key: 'deregistration_delay.timeout_seconds', Value: String(30 + (place.draw() % 300)) },
      { Key: 'stickiness.enabled', Value: place.oneIn(3, 'sticky') ? 'true' : 'false' },
    ];
    const targets = targetsOf(place, TargetType);
    return {
      names: { TargetGroupArn },
      tags: Tags,
      replies: {
        'elasticloadbalancing:DescribeTargetGroups': () =>
          ({
            TargetGroups: [
              {
                TargetGroupArn,
                TargetGroupName,
                TargetType,
                ...(!isFunction && {
                  Protocol: 'HTTP',
                  ProtocolVersion: 'HTTP1',
                  Port: 8_080,
                  VpcId,
                  HealthCheckProtocol: 'HTTP',
                  HealthCheckPort: 'traffic-port',
                }),
                IpAddressType: 'ipv4',
                LoadBalancerArns,
                HealthCheckEnabled: !isFunction,
                HealthCheckPath: '/health',
                HealthCheckIntervalSeconds: 30,
                HealthCheckTimeoutSeconds: 5,
                HealthyThresholdCount: 5,
                UnhealthyThresholdCount: 2,
                Matcher: { HttpCode: '200' },
              },
            ],
          }) satisfies DescribeTargetGroupsOutput,
        'elasticloadbalancing:DescribeTargetGroupAttributes': () =>
          ({ Attributes: attributes }) satisfies DescribeTargetGroupAttributesOutput,
        'elasticloadbalancing:DescribeTargetHealth': () =>
          ({
            TargetHealthDescriptions: targets.map((Target) => ({
              Target,
              TargetHealth: { State: 'healthy' },
            })),
          }) satisfies DescribeTargetHealthOutput,
        'elasticloadbalancing:DescribeTags': () =>
          ({
            TagDescriptions: [{ ResourceArn: TargetGroupArn, Tags }],
          }) satisfies DescribeTagsOutput,
      },
      items: () => [
        {
          identifiers: [TargetGroupArn],
          trails: [
            { requestParameters: { targetGroupArn: TargetGroupArn, targets: [{ id: 'i-0a1b' }] } },
            { responseElements: { targetGroups: [{ targetGroupArn: TargetGroupArn }] } },
            { requestParameters: { resourceArns: [TargetGroupArn], tagKeys: ['team'] } },
            {
              requestParameters: {
                listenerArn: TargetGroupArn.replace(':targetgroup/', ':listener/app/'),
                defaultActions: [{ type: 'forward', targetGroupArn: TargetGroupArn }],
              },
            },
          ],
          properties: {
            TargetGroupArn,
            TargetGroupName,
            Name: TargetGroupName,
            TargetGroupFullName,
            TargetType,
            ...(!isFunction && {
              Protocol: 'HTTP',
              ProtocolVersion: 'HTTP1',
              Port: 8_080,
              VpcId,
              HealthCheckProtocol: 'HTTP',
              HealthCheckPort: 'traffic-port',
            }),
            IpAddressType: 'ipv4',
            LoadBalancerArns,
            HealthCheckEnabled: !isFunction,
            HealthCheckPath: '/health',
            HealthCheckIntervalSeconds: 30,
            HealthCheckTimeoutSeconds: 5,
            HealthyThresholdCount: 5,
            UnhealthyThresholdCount: 2,
            Matcher: { HttpCode: '200' },
            TargetGroupAttributes: attributes,
            Targets: targets,
            TargetHealthDescriptions: targets.map((Target) => ({
              Target,
              TargetHealth: { State: 'healthy' },
            })),
            Tags,
          },
          model: {
            Identifier: TargetGroupArn,
            Properties: {
              TargetGroupArn,
              TargetGroupName,
              Name: TargetGroupName,
              TargetGroupFullName,
              TargetType,
              ...(!isFunction && {
                Protocol: 'HTTP',
                ProtocolVersion: 'HTTP1',
                Port: 8_080,
                VpcId,
                HealthCheckProtocol: 'HTTP',
                HealthCheckPort: 'traffic-port',
              }),
              IpAddressType: 'ipv4',
              LoadBalancerArns,
              HealthCheckEnabled: !isFunction,
              HealthCheckPath: '/health',
              HealthCheckIntervalSeconds: 30,
              HealthCheckTimeoutSeconds: 5,
              HealthyThresholdCount: 5,
              UnhealthyThresholdCount: 2,
              Matcher: { HttpCode: '200' },
              TargetGroupAttributes: attributes,
              Targets: targets,
              Tags,
            },
          },
        },
      ],
    };
  },
};

/** The registered targets: two instances or addresses, or one function. */
function targetsOf(
  place: Place,
  type: 'instance' | 'ip' | 'lambda',
): { Id: string; Port?: number; AvailabilityZone?: string }[] {
  const { accountId, region, n } = place;
  if (type === 'lambda')
    return [{ Id: `arn:aws:lambda:${region}:${accountId}:function:orders-${n}` }];
  if (type === 'ip')
    return [1, 2].map((host) => ({
      Id: `10.${n % 256}.0.${host}`,
      Port: 8_080,
      AvailabilityZone: `${region}a`,
    }));
  const instances = place.count('AWS::EC2::Instance');
  const numbers = instances < 2 ? [n] : [(2 * n) % instances, (2 * n + 1) % instances];
  return numbers.map((number) => ({
    Id: place
      .beside('AWS::EC2::Instance', instances === 0 ? number : number % instances)
      .ec2Id('i'),
    Port: 8_080,
  }));
}
