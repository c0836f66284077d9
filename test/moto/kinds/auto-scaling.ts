import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeLifecycleHooksCommand,
  EnableMetricsCollectionCommand,
  PutLifecycleHookCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { owner, pages, range, TAGS, without, type KindContract } from '../contract.ts';
import { given } from '../given.ts';
import { defaultNetwork } from './network.ts';

export const autoScalingGroup: KindContract = {
  kind: 'AWS::AutoScaling::AutoScalingGroup',
  after: ['AWS::EC2::Instance'],
  reach: 'region',
  key: ['AutoScalingGroupName'],
  async seed(place) {
    const autoScaling = place.of(AutoScalingClient);
    const { subnetIds } = await defaultNetwork(place);
    const { Images = [] } = await place
      .of(EC2Client)
      .send(new DescribeImagesCommand({ Filters: [{ Name: 'name', Values: ['amzn2-ami-hvm*'] }] }));
    const LaunchConfigurationName = 'workers';
    await autoScaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName,
        ImageId: given(Images[0]?.ImageId, 'image'),
        InstanceType: 't3.micro',
      }),
    );
    const AutoScalingGroupName = 'workers';
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        LaunchConfigurationName,
        MinSize: 1,
        MaxSize: 3,
        DesiredCapacity: 1,
        DefaultCooldown: 120,
        VPCZoneIdentifier: subnetIds.slice(0, 2).join(','),
        HealthCheckType: 'EC2',
        Tags: TAGS.map((tag) => ({ ...tag, PropagateAtLaunch: true })),
      }),
    );
    await autoScaling.send(
      new EnableMetricsCollectionCommand({
        AutoScalingGroupName,
        Granularity: '1Minute',
        Metrics: ['GroupMinSize', 'GroupMaxSize'],
      }),
    );
    await autoScaling.send(
      new PutLifecycleHookCommand({
        AutoScalingGroupName,
        LifecycleHookName: 'drain',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 300,
        DefaultResult: 'CONTINUE',
      }),
    );
    for (const index of range(place.isLarge ? 101 : 1)) {
      await autoScaling.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: `idle-${index}`,
          LaunchConfigurationName,
          MinSize: 0,
          MaxSize: 1,
          AvailabilityZones: [`${place.region}a`],
        }),
      );
    }
  },
  async *expected(place) {
    const autoScaling = place.of(AutoScalingClient);
    const lists = pages(
      (NextToken) => autoScaling.send(new DescribeAutoScalingGroupsCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { AutoScalingGroups = [] } of lists) {
      for (const group of AutoScalingGroups) {
        const { AutoScalingGroupName } = group;
        const { LifecycleHooks = [] } = await autoScaling.send(
          new DescribeLifecycleHooksCommand({ AutoScalingGroupName }),
        );
        const isMeasured = AutoScalingGroupName === 'workers';
        yield {
          properties: {
            ...group,
            MinSize: String(group.MinSize),
            MaxSize: String(group.MaxSize),
            DesiredCapacity: String(group.DesiredCapacity),
            Cooldown: String(group.DefaultCooldown),
            VPCZoneIdentifier: group.VPCZoneIdentifier?.split(','),
            MetricsCollection: isMeasured
              ? [{ Granularity: '1Minute', Metrics: ['GroupMinSize', 'GroupMaxSize'] }]
              : [],
            Tags: group.Tags?.map(({ Key, Value, PropagateAtLaunch }) => ({
              Key,
              Value,
              PropagateAtLaunch,
            })),
            LifecycleHooks,
            LifecycleHookSpecificationList: LifecycleHooks.map((hook) =>
              without({ ...hook }, 'AutoScalingGroupName', 'GlobalTimeout'),
            ),
          },
          context: { ...owner(place), Identifier: AutoScalingGroupName },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['AutoScalingGroupName'])],
  missing: () => ['not-there'],
};
