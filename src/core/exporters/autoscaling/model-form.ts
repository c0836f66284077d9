import type {
  AutoScalingGroup,
  LifecycleHook,
  NotificationConfiguration,
} from '@aws-sdk/client-auto-scaling';

/** Fields of a lifecycle hook that CloudFormation does not have. */
const NOT_IN_HOOKS = ['AutoScalingGroupName', 'GlobalTimeout'];

/** A group's notifications by topic, as in CloudFormation. */
export interface NotificationsOfTopic {
  readonly TopicARN: string;
  readonly NotificationTypes: readonly string[];
}

/** A listed group in CloudFormation's form: sizes are strings, subnets a list. */
export function formOfModel(group: AutoScalingGroup) {
  const { MinSize, MaxSize, DesiredCapacity, DefaultCooldown, VPCZoneIdentifier, Tags } = group;
  return {
    MinSize: textOf(MinSize),
    MaxSize: textOf(MaxSize),
    DesiredCapacity: textOf(DesiredCapacity),
    Cooldown: textOf(DefaultCooldown),
    VPCZoneIdentifier: VPCZoneIdentifier?.split(',')
      .map((subnet) => subnet.trim())
      .filter((subnet) => subnet !== ''),
    MetricsCollection: metricsCollection(group.EnabledMetrics ?? []),
    Tags: Tags?.map(({ Key = '', Value = '', PropagateAtLaunch }) => ({
      Key,
      Value,
      PropagateAtLaunch,
    })),
  };
}

/** A lifecycle hook in CloudFormation's form, without the group and the total timeout. */
export function hookOfModel(hook: LifecycleHook): object {
  return Object.fromEntries(Object.entries(hook).filter(([name]) => !NOT_IN_HOOKS.includes(name)));
}

/** The topics of each group, by its name, from a list with an entry for each event type of each topic. */
export function notificationsByGroup(
  entries: readonly NotificationConfiguration[],
): ReadonlyMap<string, readonly NotificationsOfTopic[]> {
  const groups = new Map<string, Map<string, string[]>>();
  for (const { AutoScalingGroupName = '', TopicARN = '', NotificationType } of entries) {
    const topics = groups.get(AutoScalingGroupName) ?? new Map<string, string[]>();
    groups.set(AutoScalingGroupName, topics);
    topics.set(TopicARN, [...(topics.get(TopicARN) ?? []), ...[NotificationType ?? []].flat()]);
  }
  return new Map(
    [...groups].map(([name, topics]) => [
      name,
      [...topics].map(([TopicARN, NotificationTypes]) => ({ TopicARN, NotificationTypes })),
    ]),
  );
}

function textOf(number: number | undefined): string | undefined {
  return number === undefined ? undefined : String(number);
}

function metricsCollection(metrics: NonNullable<AutoScalingGroup['EnabledMetrics']>): object[] {
  const granularities = new Set(metrics.map(({ Granularity }) => Granularity));
  return [...granularities].map((Granularity) => ({
    Granularity,
    Metrics: metrics
      .filter((metric) => metric.Granularity === Granularity)
      .flatMap(({ Metric }) => Metric ?? []),
  }));
}
