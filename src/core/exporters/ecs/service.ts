import { DescribeServicesCommand, ECSClient, paginateListServices } from '@aws-sdk/client-ecs';
import type { Service } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { ofEachParent } from '../../actions/parents.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, time } from '../fields.ts';
import { textAt, type CloudTrailCall } from '../live-event.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import { clusterArns } from './clusters.ts';
import { deleted, failureOf } from './failure.ts';
import { nameIn } from './names.ts';

/** The maximum page size of ListServices. */
const SERVICES_PER_PAGE = 100;
/** The most that DescribeServices takes, all of one cluster. */
const SERVICES_PER_CALL = 10;

/** A service of a cluster: old service ARNs do not contain the cluster. */
interface ListedService {
  readonly clusterArn: string;
  readonly serviceArn: string;
  /** The identifiers of a single fetch: from an old ARN only the name is known. */
  readonly name?: string;
}

/** ListServices omits services in these states, although DescribeServices still describes them. */
const DELETED = ['DRAINING', 'INACTIVE'];

const Properties = z.object({
  ServiceArn: z.string(),
  ServiceName: z.string().optional(),
  ClusterArn: z.string().optional(),
  Status: z.string().optional(),
  DesiredCount: z.number().int().optional(),
  RunningCount: z.number().int().optional(),
  PendingCount: z.number().int().optional(),
  HealthCheckGracePeriodSeconds: z.number().int().optional(),
  LaunchType: z.string().optional(),
  PlatformFamily: z.string().optional(),
  PlatformVersion: z.string().optional(),
  PropagateTags: z.string().optional(),
  RoleArn: z.string().optional(),
  SchedulingStrategy: z.string().optional(),
  TaskDefinition: z.string().optional(),
  AvailabilityZoneRebalancing: z.string().optional(),
  CreatedBy: z.string().optional(),
  EnableECSManagedTags: z.boolean().optional(),
  EnableExecuteCommand: z.boolean().optional(),
  CreatedAt: time.optional(),
  DeploymentConfiguration: structure.optional(),
  DeploymentController: structure.optional(),
  NetworkConfiguration: structure.optional(),
  CapacityProviderStrategy: structureList.optional(),
  Deployments: structureList.optional(),
  Events: structureList.optional(),
  LoadBalancers: structureList.optional(),
  PlacementConstraints: structureList.optional(),
  PlacementStrategy: structureList.optional(),
  ServiceRegistries: structureList.optional(),
  Tags: structureList.optional(),
  TaskSets: structureList.optional(),
} satisfies FieldsOf<PascalKeys<Service>>);

const DescribeServices = batched({
  name: 'DescribeServicesAction',
  permissions: ['ecs:DescribeServices'],
  size: SERVICES_PER_CALL,
  idOf: ({ serviceArn }: ListedService) => serviceArn,
  async call(items: readonly ListedService[], context: ActionContext<ECSClient>) {
    const { client, signal, isWholeScope } = context;
    const [first] = items;
    const command = new DescribeServicesCommand({
      cluster: first?.clusterArn,
      services: items.map(({ serviceArn, name }) => name ?? serviceArn),
      include: ['TAGS'],
    });
    const { services = [], failures = [] } = await client.send(command, { abortSignal: signal });
    const described = services.map((service) => {
      const id = service.serviceArn ?? '';
      const isDeleted = DELETED.includes(service.status ?? '');
      return !isWholeScope && isDeleted ? deleted(id) : { id, value: pascalKeys(service) };
    });
    const answers = [...described, ...failures.map(failureOf)];
    // A request by name may return an ARN of the old form.
    const one = first?.serviceArn ?? '';
    return isWholeScope ? answers : answers.map((answer) => ({ ...answer, id: one }));
  },
});

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
export const EcsService = defineKind({
  kind: 'AWS::ECS::Service',
  title: 'ECS service',
  reach: 'regional',
  client: ECSClient,
  properties: Properties,
  entity: {
    blueprint: 'ecsService',
    icon: 'ECS',
    identifier: 'ServiceArn',
    title: 'ServiceName',
    properties: [
      'Status',
      'DesiredCount',
      'RunningCount',
      'LaunchType',
      'TaskDefinition',
      'CreatedAt',
      'Tags',
    ],
    relations: {
      cluster: { to: 'AWS::ECS::Cluster', by: { ClusterArn: 'ClusterArn' } },
      taskDefinition: {
        to: 'AWS::ECS::TaskDefinition',
        by: { TaskDefinitionArn: 'TaskDefinition' },
      },
      targetGroups: {
        to: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        by: { TargetGroupArn: { each: '.Properties.LoadBalancers[]?.targetGroupArn' } },
      },
    },
  },
  list: {
    operation: 'ListServices',
    permissions: ['ecs:ListClusters', 'ecs:ListServices'],
    pageSize: SERVICES_PER_PAGE,
    perParent: {
      parent: 'cluster',
      parentsListedBy: 'ecs:ListClusters',
      operation: 'ecs:ListServices',
    },
    pages: (context) =>
      ofEachParent(clusterArns(context), context, (clusterArn) => servicesOf(clusterArn, context)),
    items: (page) => page.services,
  },
  get: {
    identifiers: ['ClusterName', 'ServiceName'],
    arn: /^ecs:service\/(?<ClusterName>[^/]+)\/(?<ServiceName>[^/]+)$/,
    of: ({ clusterArn, serviceArn }) => [nameIn(clusterArn), nameIn(serviceArn)],
    find: ([cluster = '', service = ''], { account, region }) => ({
      clusterArn: clusterArnOf(cluster, account, region),
      serviceArn: serviceArnOf(cluster, service, account, region),
      name: service,
    }),
  },
  idOf: ({ serviceArn }) => serviceArn,
  listed: ({ clusterArn, serviceArn }) => ({ ServiceArn: serviceArn, ClusterArn: clusterArn }),
  extraContext: ({ clusterArn }, { account, region }) => ({
    AccountId: account.id,
    Region: region,
    ClusterArn: clusterArn,
  }),
  actions: { defaults: [DescribeServices], options: [] },
  liveEvents: {
    source: 'ecs.amazonaws.com',
    events: ['CreateService', 'DeleteService', 'UpdateService', 'TagResource', 'UntagResource'],
    deletions: ['DeleteService'],
    resources: changedServices,
    stub([cluster = '', service = ''], account, region) {
      const ClusterArn = clusterArnOf(cluster, account, region);
      const ServiceArn = serviceArnOf(cluster, service, account, region);
      const ServiceName = ServiceArn.slice(ServiceArn.lastIndexOf('/') + 1);
      return {
        properties: { ServiceArn, ServiceName, ClusterArn },
        extraContext: { AccountId: account.id, Region: region, ClusterArn },
      };
    },
  },
});

async function* servicesOf(
  clusterArn: string,
  context: ActionContext<ECSClient>,
): AsyncGenerator<{ readonly services: readonly ListedService[] }, void> {
  const input = { cluster: clusterArn, maxResults: SERVICES_PER_PAGE };
  for await (const { serviceArns = [] } of sdkPages(paginateListServices, context, input)) {
    yield { services: serviceArns.map((serviceArn) => ({ clusterArn, serviceArn })) };
  }
}

function clusterArnOf(cluster: string, { partition, id }: Account, region: string): string {
  return cluster.startsWith('arn:')
    ? cluster
    : `arn:${partition}:ecs:${region}:${id}:cluster/${cluster}`;
}

function serviceArnOf(
  cluster: string,
  service: string,
  { partition, id }: Account,
  region: string,
): string {
  if (service.startsWith('arn:')) return service;
  const name = cluster.slice(cluster.lastIndexOf('/') + 1);
  return `arn:${partition}:ecs:${region}:${id}:service/${name}/${service}`;
}

function changedServices({
  requestParameters,
  responseElements,
}: CloudTrailCall): readonly (readonly string[])[] {
  const arn =
    textAt(responseElements, 'service', 'serviceArn') ?? textAt(requestParameters, 'resourceArn');
  const [, cluster, name] = /:service\/([^/]+)\/([^/]+)$/.exec(arn ?? '') ?? [];
  if (cluster !== undefined && name !== undefined) return [[cluster, name]];
  const service = textAt(requestParameters, 'service') ?? textAt(requestParameters, 'serviceName');
  if (service === undefined) return [];
  return [[textAt(requestParameters, 'cluster') ?? 'default', service]];
}
