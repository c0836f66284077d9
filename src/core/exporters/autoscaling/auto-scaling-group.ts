import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeLifecycleHooksCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribeNotificationConfigurations,
} from '@aws-sdk/client-auto-scaling';
import type { AutoScalingGroup, LifecycleHook } from '@aws-sdk/client-auto-scaling';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toSubnets } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { integer, structure, structureList, tagList, time } from '../fields.ts';
import { textAt, textsIn } from '../live-event.ts';
import {
  formOfModel,
  hookOfModel,
  notificationsByGroup,
  type NotificationsOfTopic,
} from './model-form.ts';

/** The maximum page size of groups and of notifications. */
const PER_PAGE = 100;
/** The maximum number of names per call. */
const NAMES_PER_CALL = 50;

type Context = ActionContext<AutoScalingClient>;
type Item = AutoScalingGroup & { readonly AutoScalingGroupName: string };

/**
 * The fields of AWS's own type and of CloudFormation's model; those with the same name have CloudFormation's
 * form.
 */
type Source = Omit<AutoScalingGroup, keyof ReturnType<typeof formOfModel>> &
  ReturnType<typeof formOfModel> & {
    LifecycleHooks: readonly LifecycleHook[];
    LifecycleHookSpecificationList: readonly object[];
    NotificationConfigurations: readonly NotificationsOfTopic[];
  };

const Properties = z.object({
  AutoScalingGroupName: z.string(),
  AutoScalingGroupARN: z.string().optional(),
  Status: z.string().optional(),
  CreatedTime: time.optional(),
  MinSize: z.string().optional(),
  MaxSize: z.string().optional(),
  DesiredCapacity: z.string().optional(),
  DesiredCapacityType: z.string().optional(),
  PredictedCapacity: integer.optional(),
  Cooldown: z.string().optional(),
  DefaultCooldown: integer.optional(),
  DefaultInstanceWarmup: integer.optional(),
  LaunchConfigurationName: z.string().optional(),
  LaunchTemplate: structure.optional(),
  MixedInstancesPolicy: structure.optional(),
  Instances: structureList.optional(),
  AvailabilityZones: z.array(z.string()).optional(),
  AvailabilityZoneIds: z.array(z.string()).optional(),
  AvailabilityZoneDistribution: structure.optional(),
  AvailabilityZoneImpairmentPolicy: structure.optional(),
  VPCZoneIdentifier: z.array(z.string()).optional(),
  LoadBalancerNames: z.array(z.string()).optional(),
  TargetGroupARNs: z.array(z.string()).optional(),
  TrafficSources: structureList.optional(),
  HealthCheckType: z.string().optional(),
  HealthCheckGracePeriod: integer.optional(),
  PlacementGroup: z.string().optional(),
  TerminationPolicies: z.array(z.string()).optional(),
  NewInstancesProtectedFromScaleIn: z.boolean().optional(),
  DeletionProtection: z.string().optional(),
  CapacityRebalance: z.boolean().optional(),
  CapacityReservationSpecification: structure.optional(),
  InstanceLifecyclePolicy: structure.optional(),
  InstanceMaintenancePolicy: structure.optional(),
  MaxInstanceLifetime: integer.optional(),
  SuspendedProcesses: structureList.optional(),
  EnabledMetrics: structureList.optional(),
  MetricsCollection: structureList.optional(),
  WarmPoolConfiguration: structure.optional(),
  WarmPoolSize: integer.optional(),
  ServiceLinkedRoleARN: z.string().optional(),
  Context: z.string().optional(),
  Operator: structure.optional(),
  LifecycleHooks: structureList.optional(),
  LifecycleHookSpecificationList: structureList.optional(),
  NotificationConfigurations: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const LifecycleHooks = perItem({
  name: 'DescribeLifecycleHooksAction',
  permissions: ['autoscaling:DescribeLifecycleHooks'],
  adds: ['LifecycleHooks', 'LifecycleHookSpecificationList'],
  async call({ AutoScalingGroupName }: Item, { client, signal }: Context) {
    const command = new DescribeLifecycleHooksCommand({ AutoScalingGroupName });
    const { LifecycleHooks: hooks = [] } = await client.send(command, { abortSignal: signal });
    return { LifecycleHooks: hooks, LifecycleHookSpecificationList: hooks.map(hookOfModel) };
  },
});

/** One listing for the region. It has an entry for each event type of each topic, not sorted by group. */
const Notifications = paged({
  name: 'DescribeNotificationConfigurationsAction',
  permissions: ['autoscaling:DescribeNotificationConfigurations'],
  adds: ['NotificationConfigurations'],
  size: PER_PAGE,
  idOf: ({ AutoScalingGroupName }: Item) => AutoScalingGroupName,
  async *pages(_, context: Context) {
    // A group may have entries on several pages, so all pages are read first.
    const groups = await notificationsIn(context, { MaxRecords: PER_PAGE });
    yield [...groups].map(
      ([name, topics]) => [name, { NotificationConfigurations: topics }] as const,
    );
  },
  absent: () => ({ NotificationConfigurations: [] }), // most groups have no notifications
  single: perItem({
    name: 'DescribeNotificationConfigurationsAction',
    permissions: ['autoscaling:DescribeNotificationConfigurations'],
    async call({ AutoScalingGroupName }: Item, context: Context) {
      const input = { AutoScalingGroupNames: [AutoScalingGroupName] };
      const groups = await notificationsIn(context, input);
      return { NotificationConfigurations: groups.get(AutoScalingGroupName) ?? [] };
    },
  }),
});

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
export const AutoScalingAutoScalingGroup = defineKind({
  kind: 'AWS::AutoScaling::AutoScalingGroup',
  title: 'Auto Scaling group',
  reach: 'regional',
  client: AutoScalingClient,
  properties: Properties,
  primaryIdentifier: ['AutoScalingGroupName'],
  entity: {
    blueprint: 'autoScalingGroup',
    // Its ARN contains an id that is unknown after deletion.
    identifier: ['__ExtraContext.AccountId', '__ExtraContext.Region', 'AutoScalingGroupName'],
    title: 'AutoScalingGroupName',
    properties: [
      'MinSize',
      'MaxSize',
      'DesiredCapacity',
      'HealthCheckType',
      'AvailabilityZones',
      'AutoScalingGroupARN',
      'CreatedTime',
      'Tags',
    ],
    relations: {
      subnets: toSubnets('VPCZoneIdentifier'),
      instances: {
        to: 'AWS::EC2::Instance',
        by: { InstanceId: { each: '.Properties.Instances[]?.InstanceId' } },
      },
      targetGroups: {
        to: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        by: { TargetGroupArn: { each: '.Properties.TargetGroupARNs[]?' } },
      },
    },
  },
  list: {
    operation: 'DescribeAutoScalingGroups',
    permissions: ['autoscaling:DescribeAutoScalingGroups'],
    pageSize: PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeAutoScalingGroups, context, { MaxRecords: PER_PAGE }),
    items: (page) => page.AutoScalingGroups?.filter(isIdentified),
  },
  get: {
    identifiers: ['AutoScalingGroupName'],
    arn: /^autoscaling:autoScalingGroup:[^:]*:autoScalingGroupName\/(?<AutoScalingGroupName>.+)$/,
    of: ({ AutoScalingGroupName }) => [AutoScalingGroupName],
    find: async ([name = ''], context) => (await groupsNamed([name], context))[0],
    findMany: {
      size: NAMES_PER_CALL,
      find: (identifiers, context) =>
        groupsNamed(
          identifiers.map(([name = '']) => name),
          context,
        ),
    },
  },
  idOf: ({ AutoScalingGroupName }) => AutoScalingGroupName,
  listed: (group) => ({ ...group, ...formOfModel(group) }),
  errors: { notFound: ['ValidationError: AutoScalingGroup name not found'] },
  actions: { defaults: [], options: [LifecycleHooks, Notifications] },
  liveEvents: {
    source: 'autoscaling.amazonaws.com',
    events: [
      'CreateAutoScalingGroup',
      'UpdateAutoScalingGroup',
      'DeleteAutoScalingGroup',
      'SetDesiredCapacity',
      'AttachInstances',
      'DetachInstances',
      'EnterStandby',
      'ExitStandby',
      'SetInstanceProtection',
      'TerminateInstanceInAutoScalingGroup',
      'AttachLoadBalancers',
      'DetachLoadBalancers',
      'AttachLoadBalancerTargetGroups',
      'DetachLoadBalancerTargetGroups',
      'AttachTrafficSources',
      'DetachTrafficSources',
      'SuspendProcesses',
      'ResumeProcesses',
      'EnableMetricsCollection',
      'DisableMetricsCollection',
      'PutLifecycleHook',
      'DeleteLifecycleHook',
      'PutNotificationConfiguration',
      'DeleteNotificationConfiguration',
      'PutWarmPool',
      'DeleteWarmPool',
      'CreateOrUpdateTags',
      'DeleteTags',
    ],
    deletions: ['DeleteAutoScalingGroup'],
    resources({ requestParameters, responseElements }) {
      const name =
        textAt(requestParameters, 'autoScalingGroupName') ??
        textAt(responseElements, 'activity', 'autoScalingGroupName') ??
        [];
      const names = [name, textsIn(requestParameters, ['tags'], 'resourceId')].flat();
      return [...new Set(names)].map((one) => [one]);
    },
    stub: ([AutoScalingGroupName = '']) => ({ properties: { AutoScalingGroupName } }),
  },
});

/** AWS returns no error for an unknown name: it is missing from the list. */
async function groupsNamed(
  AutoScalingGroupNames: string[],
  { client, signal }: Context,
): Promise<readonly Item[]> {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames });
  const { AutoScalingGroups } = await client.send(command, { abortSignal: signal });
  return answered(AutoScalingGroups, AutoScalingGroupNames.join()).filter(isIdentified);
}

async function notificationsIn(
  context: Context,
  input: { AutoScalingGroupNames?: string[]; MaxRecords?: number },
): Promise<ReadonlyMap<string, readonly NotificationsOfTopic[]>> {
  const pages = sdkPages(paginateDescribeNotificationConfigurations, context, input);
  const entries = [];
  for await (const { NotificationConfigurations = [] } of pages)
    entries.push(...NotificationConfigurations);
  return notificationsByGroup(entries);
}

function isIdentified(group: AutoScalingGroup): group is Item {
  return group.AutoScalingGroupName !== undefined;
}
