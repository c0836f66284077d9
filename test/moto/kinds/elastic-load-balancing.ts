import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateAppCookieStickinessPolicyCommand,
  CreateLoadBalancerCommand as CreateClassicCommand,
  CreateLoadBalancerPolicyCommand,
  CreateLBCookieStickinessPolicyCommand,
  ConfigureHealthCheckCommand,
  DescribeLoadBalancerAttributesCommand as DescribeClassicAttributesCommand,
  DescribeLoadBalancerPoliciesCommand,
  DescribeLoadBalancersCommand as DescribeClassicCommand,
  DescribeTagsCommand as DescribeClassicTagsCommand,
  ElasticLoadBalancingClient,
  RegisterInstancesWithLoadBalancerCommand,
  SetLoadBalancerPoliciesOfListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeCapacityReservationCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { owner, pages, TAGS, type KindContract } from '../contract.ts';
import { given } from '../given.ts';
import type { Place } from '../place.ts';
import { defaultNetwork } from './network.ts';

const NOT_THERE = '0123456789abcdef';

/** The ids of the place's running instances. */
async function runningInstances(place: Place): Promise<readonly string[]> {
  const { Reservations = [] } = await place.of(EC2Client).send(
    new DescribeInstancesCommand({
      Filters: [{ Name: 'instance-state-name', Values: ['running'] }],
    }),
  );
  return Reservations.flatMap(({ Instances = [] }) =>
    Instances.map(({ InstanceId }) => given(InstanceId, 'instance')),
  );
}

export const targetGroup: KindContract = {
  kind: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  after: ['AWS::EC2::Instance'],
  reach: 'region',
  key: ['TargetGroupArn'],
  async seed(place) {
    const elb = place.of(ElasticLoadBalancingV2Client);
    const { vpcId: VpcId } = await defaultNetwork(place);
    const { TargetGroups = [] } = await elb.send(
      new CreateTargetGroupCommand({
        Name: 'orders',
        Protocol: 'HTTP',
        ProtocolVersion: 'HTTP1',
        Port: 8080,
        VpcId,
        TargetType: 'instance',
        HealthCheckPath: '/health',
        Matcher: { HttpCode: '200-204' },
        Tags: [...TAGS],
      }),
    );
    const [instance] = await runningInstances(place);
    await elb.send(
      new RegisterTargetsCommand({
        TargetGroupArn: TargetGroups[0]?.TargetGroupArn,
        Targets: [{ Id: given(instance, 'instance'), Port: 8081 }],
      }),
    );
    await elb.send(new CreateTargetGroupCommand({ Name: 'function', TargetType: 'lambda' }));
  },
  async *expected(place) {
    const elb = place.of(ElasticLoadBalancingV2Client);
    const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
    for (const group of TargetGroups) {
      const TargetGroupArn = given(group.TargetGroupArn, 'target group');
      const { Attributes } = await elb.send(
        new DescribeTargetGroupAttributesCommand({ TargetGroupArn }),
      );
      const { TargetHealthDescriptions = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn }),
      );
      yield {
        properties: {
          ...group,
          Name: group.TargetGroupName,
          TargetGroupFullName: TargetGroupArn.split(':')[5],
          TargetGroupAttributes: Attributes,
          TargetHealthDescriptions,
          Targets: TargetHealthDescriptions.map(({ Target }) => Target),
          Tags: await tagsOf(place, TargetGroupArn),
        },
        context: { ...owner(place), Identifier: TargetGroupArn },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['TargetGroupArn'])],
  missing: ({ accountId, region }) => [
    `arn:aws:elasticloadbalancing:${region}:${accountId}:targetgroup/not-there/${NOT_THERE}`,
  ],
};

export const loadBalancer: KindContract = {
  kind: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  after: ['AWS::ElasticLoadBalancingV2::TargetGroup'],
  reach: 'region',
  key: ['LoadBalancerArn'],
  async seed(place) {
    const elb = place.of(ElasticLoadBalancingV2Client);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    const { LoadBalancers = [] } = await elb.send(
      new CreateLoadBalancerCommand({
        Name: 'shop',
        Type: 'application',
        Scheme: 'internal',
        Subnets: subnetIds.slice(0, 2),
        SecurityGroups: [securityGroupId],
        Tags: [...TAGS],
      }),
    );
    const { TargetGroups = [] } = await elb.send(
      new DescribeTargetGroupsCommand({ Names: ['orders'] }),
    );
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: TargetGroups[0]?.TargetGroupArn }],
      }),
    );
    await elb.send(
      new CreateLoadBalancerCommand({
        Name: 'stream',
        Type: 'network',
        Subnets: subnetIds.slice(0, 1),
      }),
    );
  },
  async *expected(place) {
    const elb = place.of(ElasticLoadBalancingV2Client);
    const lists = pages(
      (Marker) => elb.send(new DescribeLoadBalancersCommand({ Marker })),
      (page) => page.NextMarker,
    );
    for await (const { LoadBalancers = [] } of lists) {
      for (const balancer of LoadBalancers) {
        const LoadBalancerArn = given(balancer.LoadBalancerArn, 'load balancer');
        const { Attributes } = await elb.send(
          new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }),
        );
        const { CapacityReservationState } = await elb.send(
          new DescribeCapacityReservationCommand({ LoadBalancerArn }),
        );
        const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
        const subnets = balancer.AvailabilityZones?.map(({ SubnetId }) => SubnetId);
        yield {
          properties: {
            ...balancer,
            Name: balancer.LoadBalancerName,
            LoadBalancerFullName: LoadBalancerArn.split(':loadbalancer/')[1],
            CanonicalHostedZoneID: balancer.CanonicalHostedZoneId,
            Subnets: subnets,
            SubnetMappings: subnets?.map((SubnetId) => ({ SubnetId })),
            LoadBalancerAttributes: Attributes,
            CapacityReservationState,
            TargetGroupArns: TargetGroups.filter(({ LoadBalancerArns = [] }) =>
              LoadBalancerArns.includes(LoadBalancerArn),
            ).map(({ TargetGroupArn }) => TargetGroupArn),
            Tags: await tagsOf(place, LoadBalancerArn),
          },
          context: { ...owner(place), Identifier: LoadBalancerArn },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['LoadBalancerArn'])],
  missing: ({ accountId, region }) => [
    `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/app/not-there/${NOT_THERE}`,
  ],
};

async function tagsOf(place: Place, arn: string): Promise<unknown> {
  const { TagDescriptions } = await place
    .of(ElasticLoadBalancingV2Client)
    .send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  return TagDescriptions?.[0]?.Tags;
}

export const classicLoadBalancer: KindContract = {
  kind: 'AWS::ElasticLoadBalancing::LoadBalancer',
  after: ['AWS::EC2::Instance'],
  reach: 'region',
  key: ['LoadBalancerName'],
  async seed(place) {
    const elb = place.of(ElasticLoadBalancingClient);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    const LoadBalancerName = 'legacy';
    await elb.send(
      new CreateClassicCommand({
        LoadBalancerName,
        Listeners: [
          { Protocol: 'HTTP', LoadBalancerPort: 80, InstanceProtocol: 'HTTP', InstancePort: 8080 },
        ],
        Subnets: subnetIds.slice(0, 1),
        SecurityGroups: [securityGroupId],
        Tags: [...TAGS],
      }),
    );
    await elb.send(
      new ConfigureHealthCheckCommand({
        LoadBalancerName,
        HealthCheck: {
          Target: 'HTTP:8080/health',
          Interval: 30,
          Timeout: 5,
          UnhealthyThreshold: 2,
          HealthyThreshold: 10,
        },
      }),
    );
    const [InstanceId] = await runningInstances(place);
    await elb.send(
      new RegisterInstancesWithLoadBalancerCommand({
        LoadBalancerName,
        Instances: [{ InstanceId }],
      }),
    );
    await elb.send(
      new CreateAppCookieStickinessPolicyCommand({
        LoadBalancerName,
        PolicyName: 'by-app',
        CookieName: 'session',
      }),
    );
    await elb.send(
      new CreateLBCookieStickinessPolicyCommand({
        LoadBalancerName,
        PolicyName: 'by-age',
        CookieExpirationPeriod: 3600,
      }),
    );
    await elb.send(
      new CreateLoadBalancerPolicyCommand({
        LoadBalancerName,
        PolicyName: 'proxy',
        PolicyTypeName: 'ProxyProtocolPolicyType',
        PolicyAttributes: [{ AttributeName: 'ProxyProtocol', AttributeValue: 'true' }],
      }),
    );
    await elb.send(
      new SetLoadBalancerPoliciesOfListenerCommand({
        LoadBalancerName,
        LoadBalancerPort: 80,
        PolicyNames: ['proxy'],
      }),
    );
  },
  async *expected(place) {
    const elb = place.of(ElasticLoadBalancingClient);
    const { LoadBalancerDescriptions = [] } = await elb.send(new DescribeClassicCommand({}));
    for (const { Policies, Instances, HealthCheck, ...balancer } of LoadBalancerDescriptions) {
      const LoadBalancerName = given(balancer.LoadBalancerName, 'load balancer');
      const { LoadBalancerAttributes } = await elb.send(
        new DescribeClassicAttributesCommand({ LoadBalancerName }),
      );
      const { PolicyDescriptions = [] } = await elb.send(
        new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName }),
      );
      const { TagDescriptions } = await elb.send(
        new DescribeClassicTagsCommand({ LoadBalancerNames: [LoadBalancerName] }),
      );
      yield {
        properties: {
          ...balancer,
          Instances: Instances?.map(({ InstanceId }) => InstanceId),
          HealthCheck: {
            Target: HealthCheck?.Target,
            Interval: String(HealthCheck?.Interval),
            Timeout: String(HealthCheck?.Timeout),
            UnhealthyThreshold: String(HealthCheck?.UnhealthyThreshold),
            HealthyThreshold: String(HealthCheck?.HealthyThreshold),
          },
          Listeners: balancer.ListenerDescriptions?.map(({ Listener, PolicyNames }) => ({
            ...Listener,
            LoadBalancerPort: '80',
            InstancePort: '8080',
            PolicyNames,
          })),
          AppCookieStickinessPolicy: Policies?.AppCookieStickinessPolicies,
          LBCookieStickinessPolicy: [{ PolicyName: 'by-age', CookieExpirationPeriod: '3600' }],
          OtherPolicies: Policies?.OtherPolicies,
          Policies: [
            {
              PolicyName: 'proxy',
              PolicyType: 'ProxyProtocolPolicyType',
              Attributes: [{ Name: 'ProxyProtocol', Value: 'true' }],
              LoadBalancerPorts: ['80'],
            },
          ],
          PolicyDescriptions,
          LoadBalancerAttributes,
          AccessLoggingPolicy: LoadBalancerAttributes?.AccessLog,
          ConnectionDrainingPolicy: LoadBalancerAttributes?.ConnectionDraining,
          ConnectionSettings: LoadBalancerAttributes?.ConnectionSettings,
          CrossZone: LoadBalancerAttributes?.CrossZoneLoadBalancing?.Enabled,
          Tags: TagDescriptions?.[0]?.Tags,
        },
        context: { ...owner(place), Identifier: LoadBalancerName },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['LoadBalancerName'])],
  missing: () => ['not-there'],
};
