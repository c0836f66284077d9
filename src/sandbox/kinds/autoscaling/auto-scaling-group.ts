import type {
  AutoScalingGroupsType,
  DescribeLifecycleHooksAnswer,
  DescribeNotificationConfigurationsAnswer,
} from '@aws-sdk/client-auto-scaling';
import type { Place } from '../../simulation/place.ts';
import { subnetIdsOf } from '../ec2/neighbours.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { leastSize, membersOf } from './group-members.ts';
import { targetGroupArn } from '../elasticloadbalancingv2/attachments.ts';

const GONE = 'ValidationError 400: AutoScalingGroup name not found - AutoScalingGroup not found';
const METRICS = ['GroupMinSize', 'GroupMaxSize'];
const LAUNCHED = 'autoscaling:EC2_INSTANCE_LAUNCH';
const TERMINATED = 'autoscaling:EC2_INSTANCE_TERMINATE';

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
export const autoScalingGroup: SimulatedKind = {
  kind: 'AWS::AutoScaling::AutoScalingGroup',
  client: () => import('@aws-sdk/client-auto-scaling'),
  gone: GONE,
  calls: {
    'autoscaling:DescribeAutoScalingGroups': {
      of: { AutoScalingGroupNames: ['AutoScalingGroupName'] },
      most: 100,
      unasked: 50,
      batch: 50,
      missing: () => ({}), // an unknown name is missing in the list
    },
    'autoscaling:DescribeLifecycleHooks': {},
    'autoscaling:DescribeNotificationConfigurations': {
      of: { AutoScalingGroupNames: ['AutoScalingGroupName'] },
      most: 100,
      unasked: 50,
      missing: () => ({}),
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const AutoScalingGroupName = `workers-${n}`;
    const AutoScalingGroupARN = `arn:aws:autoscaling:${region}:${accountId}:autoScalingGroup:${place.uuid()}:autoScalingGroupName/${AutoScalingGroupName}`;
    const most = 2 + (draw % 8);
    const least = leastSize(place);
    const specification = {
      LaunchTemplateId: place.ec2Id('lt'),
      LaunchTemplateName: `workers-${n}`,
      Version: '$Latest',
    };
    const isMixed = place.oneIn(3, 'mixed');
    const isOld = !isMixed && n % 4 === 3;
    const mixed = {
      LaunchTemplate: {
        LaunchTemplateSpecification: specification,
        Overrides: [{ InstanceType: 't3.large', WeightedCapacity: '2' }],
      },
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandBaseCapacity: 1,
        OnDemandPercentageAboveBaseCapacity: 50,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
    };
    const launched = {
      ...(isMixed && { MixedInstancesPolicy: mixed }),
      ...(isOld && { LaunchConfigurationName: `workers-${n}` }),
      ...(!isMixed && !isOld && { LaunchTemplate: specification }),
    };
    const Instances = instanceIds(place).map((InstanceId, index) => ({
      InstanceId,
      InstanceType: 't3.large',
      AvailabilityZone: `${region}${'ab'.charAt(index)}`,
      LifecycleState: 'InService' as const,
      HealthStatus: 'Healthy',
      ProtectedFromScaleIn: false,
    }));
    const subnets = [...subnetIdsOf(place)];
    const TargetGroupARNs = targetGroupArns(place);
    const TrafficSources = TargetGroupARNs.map((Identifier) => ({ Identifier, Type: 'elbv2' }));
    const isMeasured = place.oneIn(2, 'measured');
    const isHooked = place.oneIn(2, 'hooked');
    const hook = {
      LifecycleHookName: 'drain',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      HeartbeatTimeout: 300,
      DefaultResult: 'CONTINUE',
    };
    const isLoud = place.oneIn(2, 'loud');
    const TopicARN = `arn:aws:sns:${region}:${accountId}:alerts-${n}`;
    const CreatedTime = place.time();
    const Tags = place.tags().map((tag) => ({ ...tag, PropagateAtLaunch: true }));
    const common = {
      AvailabilityZones: [`${region}a`, `${region}b`],
      LoadBalancerNames: [],
      TargetGroupARNs,
      TrafficSources,
      HealthCheckType: 'ELB',
      HealthCheckGracePeriod: 300,
      TerminationPolicies: ['Default'],
      NewInstancesProtectedFromScaleIn: false,
      CapacityRebalance: isMixed,
      ServiceLinkedRoleARN: `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
      ...(isMeasured && { MaxInstanceLifetime: 604_800, DefaultInstanceWarmup: 120 }),
    };
    return {
      names: { AutoScalingGroupName },
      replies: {
        'autoscaling:DescribeAutoScalingGroups': () =>
          ({
            AutoScalingGroups: [
              {
                AutoScalingGroupName,
                AutoScalingGroupARN,
                MinSize: least,
                MaxSize: most,
                DesiredCapacity: 2,
                DefaultCooldown: 300,
                CreatedTime,
                ...launched,
                ...common,
                Instances,
                SuspendedProcesses: [],
                VPCZoneIdentifier: subnets.join(','),
                EnabledMetrics: isMeasured
                  ? METRICS.map((Metric) => ({ Metric, Granularity: '1Minute' }))
                  : [],
                Tags: Tags.map((tag) => ({
                  ResourceId: AutoScalingGroupName,
                  ResourceType: 'auto-scaling-group',
                  ...tag,
                })),
              },
            ],
          }) satisfies AutoScalingGroupsType,
        'autoscaling:DescribeLifecycleHooks': () =>
          ({
            LifecycleHooks: isHooked
              ? [{ AutoScalingGroupName, ...hook, GlobalTimeout: 30_000 }]
              : [],
          }) satisfies DescribeLifecycleHooksAnswer,
        'autoscaling:DescribeNotificationConfigurations': () =>
          ({
            NotificationConfigurations: isLoud
              ? [LAUNCHED, TERMINATED].map((NotificationType) => ({
                  AutoScalingGroupName,
                  TopicARN,
                  NotificationType,
                }))
              : [],
          }) satisfies DescribeNotificationConfigurationsAnswer,
      },
      items: () => [
        {
          identifiers: [AutoScalingGroupName],
          trails: [
            { requestParameters: { autoScalingGroupName: AutoScalingGroupName, minSize: 1 } },
            { requestParameters: { tags: [{ resourceId: AutoScalingGroupName, key: 'team' }] } },
            {
              requestParameters: { instanceId: 'i-0a1b' },
              responseElements: { activity: { autoScalingGroupName: AutoScalingGroupName } },
            },
          ],
          properties: {
            AutoScalingGroupName,
            AutoScalingGroupARN,
            MinSize: String(least),
            MaxSize: String(most),
            DesiredCapacity: '2',
            Cooldown: '300',
            DefaultCooldown: 300,
            CreatedTime,
            ...launched,
            ...common,
            Instances,
            SuspendedProcesses: [],
            VPCZoneIdentifier: subnets,
            EnabledMetrics: isMeasured
              ? METRICS.map((Metric) => ({ Metric, Granularity: '1Minute' }))
              : [],
            MetricsCollection: isMeasured ? [{ Granularity: '1Minute', Metrics: METRICS }] : [],
            LifecycleHooks: isHooked
              ? [{ AutoScalingGroupName, ...hook, GlobalTimeout: 30_000 }]
              : [],
            LifecycleHookSpecificationList: isHooked ? [hook] : [],
            NotificationConfigurations: isLoud
              ? [{ TopicARN, NotificationTypes: [LAUNCHED, TERMINATED] }]
              : [],
            Tags,
          },
          model: {
            Identifier: AutoScalingGroupName,
            Properties: {
              AutoScalingGroupName,
              AutoScalingGroupARN,
              MinSize: String(least),
              MaxSize: String(most),
              DesiredCapacity: '2',
              Cooldown: '300',
              ...launched,
              ...common,
              VPCZoneIdentifier: subnets,
              MetricsCollection: isMeasured ? [{ Granularity: '1Minute', Metrics: METRICS }] : [],
              LifecycleHookSpecificationList: isHooked ? [hook] : [],
              NotificationConfigurations: isLoud
                ? [{ TopicARN, NotificationTypes: [LAUNCHED, TERMINATED] }]
                : [],
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
  return membersOf(place).map((member) => member.ec2Id('i'));
}

/** A target group of instances of the region, if there is one: see its kind about types. */
function targetGroupArns(place: Place): string[] {
  const groups = place.count('AWS::ElasticLoadBalancingV2::TargetGroup');
  if (groups === 0) return [];
  const near = place.n % groups;
  const number = near % 5 === 2 || near % 5 === 4 ? near - 1 : near;
  return [targetGroupArn(place.beside('AWS::ElasticLoadBalancingV2::TargetGroup', number))];
}
