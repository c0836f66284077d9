import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { owner, pages, pascal, range, type KindContract } from '../contract.ts';
import type { Place } from '../place.ts';
import { defaultNetwork } from './network.ts';

const TAGS = [
  { key: 'team', value: 'orders' },
  { key: 'tier', value: '1' },
];

async function* clusterArns(place: Place): AsyncGenerator<string, void> {
  const ecs = place.of(ECSClient);
  const lists = pages(
    (nextToken) => ecs.send(new ListClustersCommand({ nextToken })),
    (page) => page.nextToken,
  );
  for await (const { clusterArns: arns = [] } of lists) yield* arns;
}

export const ecsCluster: KindContract = {
  kind: 'AWS::ECS::Cluster',
  reach: 'region',
  key: ['ClusterArn'],
  async seed(place) {
    const ecs = place.of(ECSClient);
    await ecs.send(
      new CreateClusterCommand({
        clusterName: 'orders',
        tags: TAGS,
        settings: [{ name: 'containerInsights', value: 'enabled' }],
        configuration: { executeCommandConfiguration: { kmsKeyId: 'orders', logging: 'DEFAULT' } },
        capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
        defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 1 }],
        serviceConnectDefaults: { namespace: 'orders' },
      }),
    );
    await ecs.send(new CreateClusterCommand({ clusterName: 'bare' }));
    if (!place.isLarge) return;
    for (const index of range(100)) {
      await ecs.send(new CreateClusterCommand({ clusterName: `more-${index}` }));
    }
  },
  async *expected(place) {
    for await (const arn of clusterArns(place)) {
      const { clusters = [] } = await place.of(ECSClient).send(
        new DescribeClustersCommand({
          clusters: [arn],
          include: ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'],
        }),
      );
      const { settings, ...cluster } = clusters[0] ?? {};
      const properties = { ...pascal(cluster), ClusterSettings: settings };
      yield { properties, context: owner(place) };
    }
  },
  identifiers: ({ properties }) => [String(properties['ClusterName'])],
  missing: () => ['not-there'],
};

export const ecsTaskDefinition: KindContract = {
  kind: 'AWS::ECS::TaskDefinition',
  after: ['AWS::ECS::Cluster'],
  reach: 'region',
  key: ['TaskDefinitionArn'],
  async seed(place) {
    const ecs = place.of(ECSClient);
    const family = 'orders';
    for (const revision of range(3)) {
      await ecs.send(
        new RegisterTaskDefinitionCommand({
          family,
          cpu: '256',
          memory: '512',
          networkMode: 'awsvpc',
          taskRoleArn: `arn:aws:iam::${place.accountId}:role/task`,
          executionRoleArn: `arn:aws:iam::${place.accountId}:role/execution`,
          requiresCompatibilities: ['FARGATE'],
          runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
          ephemeralStorage: { sizeInGiB: 30 },
          pidMode: 'task',
          ipcMode: 'none',
          volumes: [{ name: 'data', host: { sourcePath: '/data' } }],
          placementConstraints: [{ type: 'memberOf', expression: 'attribute:x == y' }],
          proxyConfiguration: {
            type: 'APPMESH',
            containerName: 'envoy',
            properties: [{ name: 'ProxyIngressPort', value: '15000' }],
          },
          tags: TAGS,
          containerDefinitions: [
            {
              name: 'main',
              image: `orders:${revision}`,
              cpu: 10,
              memory: 128,
              essential: true,
              environment: [{ name: 'LOG', value: 'debug' }],
              portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }],
              logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'orders' } },
              healthCheck: { command: ['CMD', 'true'], interval: 10 },
            },
          ],
        }),
      );
    }
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: `${family}:1` }));
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'bare',
        containerDefinitions: [{ name: 'main', image: 'bare', memory: 64 }],
      }),
    );
  },
  async *expected(place) {
    const ecs = place.of(ECSClient);
    const lists = pages(
      (nextToken) => ecs.send(new ListTaskDefinitionsCommand({ nextToken, status: 'ACTIVE' })),
      (page) => page.nextToken,
    );
    for await (const { taskDefinitionArns = [] } of lists) {
      for (const arn of taskDefinitionArns) {
        const { taskDefinition, tags } = await ecs.send(
          new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ['TAGS'] }),
        );
        yield { properties: { ...pascal(taskDefinition), Tags: tags }, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['TaskDefinitionArn'])],
  missing: ({ region, accountId }) => [
    `arn:aws:ecs:${region}:${accountId}:task-definition/not-there:1`,
  ],
};

export const ecsService: KindContract = {
  kind: 'AWS::ECS::Service',
  after: ['AWS::ECS::Cluster', 'AWS::ECS::TaskDefinition'],
  reach: 'region',
  key: ['ServiceArn'],
  async seed(place) {
    const ecs = place.of(ECSClient);
    const network = await defaultNetwork(place);
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'orders',
        serviceName: 'api',
        taskDefinition: 'orders',
        desiredCount: 2,
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        propagateTags: 'SERVICE',
        enableECSManagedTags: true,
        enableExecuteCommand: true,
        healthCheckGracePeriodSeconds: 30,
        schedulingStrategy: 'REPLICA',
        availabilityZoneRebalancing: 'ENABLED',
        deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 50 },
        deploymentController: { type: 'ECS' },
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: network.subnetIds.slice(0, 2),
            securityGroups: [network.securityGroupId],
            assignPublicIp: 'DISABLED',
          },
        },
        loadBalancers: [
          {
            targetGroupArn: 'arn:aws:elasticloadbalancing:x',
            containerName: 'main',
            containerPort: 80,
          },
        ],
        serviceRegistries: [{ registryArn: 'arn:aws:servicediscovery:x' }],
        placementStrategy: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
        placementConstraints: [{ type: 'distinctInstance' }],
        tags: TAGS,
      }),
    );
    for (const index of range(12)) {
      const serviceName = `worker-${index}`;
      await ecs.send(
        new CreateServiceCommand({
          cluster: 'orders',
          serviceName,
          taskDefinition: 'bare',
          desiredCount: 1,
        }),
      );
    }
    await ecs.send(
      new CreateServiceCommand({
        cluster: 'bare',
        serviceName: 'api',
        taskDefinition: 'bare',
        desiredCount: 1,
      }),
    );
  },
  async *expected(place) {
    const ecs = place.of(ECSClient);
    for await (const cluster of clusterArns(place)) {
      const lists = pages(
        (nextToken) => ecs.send(new ListServicesCommand({ cluster, nextToken })),
        (page) => page.nextToken,
      );
      for await (const { serviceArns = [] } of lists) {
        for (const arn of serviceArns) {
          const { services = [] } = await ecs.send(
            new DescribeServicesCommand({ cluster, services: [arn], include: ['TAGS'] }),
          );
          const properties = pascal(services[0]);
          yield { properties, context: { ...owner(place), ClusterArn: cluster } };
        }
      }
    }
  },
  identifiers: ({ properties }) => [
    String(properties['ClusterArn']).split('/').at(-1) ?? '',
    String(properties['ServiceName']),
  ],
  missing: () => ['orders', 'not-there'],
};
