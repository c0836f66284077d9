import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Cluster, ClusterField } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { inPages } from '../../actions/parents.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import { CLUSTERS_PER_CALL, clusterArns } from './clusters.ts';
import { deleted, failureOf } from './failure.ts';
import { nameIn } from './names.ts';

const EVERYTHING: ClusterField[] = [
  'TAGS',
  'ATTACHMENTS',
  'SETTINGS',
  'CONFIGURATIONS',
  'STATISTICS',
];

type Source = Omit<PascalKeys<Cluster>, 'Settings'> & { ClusterSettings: Cluster['settings'] };

const Properties = z.object({
  ClusterArn: z.string(),
  ClusterName: z.string().optional(),
  Status: z.string().optional(),
  RunningTasksCount: z.number().int().optional(),
  PendingTasksCount: z.number().int().optional(),
  ActiveServicesCount: z.number().int().optional(),
  RegisteredContainerInstancesCount: z.number().int().optional(),
  Attachments: structureList.optional(),
  AttachmentsStatus: z.string().optional(),
  CapacityProviders: z.array(z.string()).optional(),
  ClusterSettings: structureList.optional(),
  Configuration: structure.optional(),
  DefaultCapacityProviderStrategy: structureList.optional(),
  ServiceConnectDefaults: structure.optional(),
  Statistics: structureList.optional(),
  Tags: structureList.optional(),
} satisfies FieldsOf<Source>);

const DescribeClusters = batched({
  name: 'DescribeClustersAction',
  permissions: ['ecs:DescribeClusters'],
  size: CLUSTERS_PER_CALL,
  idOf: (clusterArn: string) => clusterArn,
  async call(clusters: readonly string[], context: ActionContext<ECSClient>) {
    const { client, signal, isWholeScope } = context;
    const command = new DescribeClustersCommand({ clusters: [...clusters], include: EVERYTHING });
    const answer = await client.send(command, { abortSignal: signal });
    const described = (answer.clusters ?? []).map((cluster) => {
      const id = cluster.clusterArn ?? '';
      if (!isWholeScope && cluster.status === 'INACTIVE') return deleted(id);
      return { id, value: attributesOf(cluster) };
    });
    return [...described, ...(answer.failures ?? []).map(failureOf)];
  },
});

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html */
export const EcsCluster = defineKind({
  kind: 'AWS::ECS::Cluster',
  title: 'ECS cluster',
  reach: 'regional',
  client: ECSClient,
  properties: Properties,
  entity: {
    blueprint: 'ecsCluster',
    icon: 'ECS',
    identifier: 'ClusterArn',
    title: 'ClusterName',
    properties: [
      'Status',
      'RunningTasksCount',
      'PendingTasksCount',
      'ActiveServicesCount',
      'RegisteredContainerInstancesCount',
      'CapacityProviders',
      'Tags',
    ],
    derived: { arn: { title: 'ARN', jq: '.Properties.ClusterArn' } },
  },
  list: {
    operation: 'ListClusters',
    permissions: ['ecs:ListClusters'],
    pageSize: CLUSTERS_PER_CALL,
    pages: (context) => inPages(clusterArns(context), CLUSTERS_PER_CALL),
    items: (page) => page.elements,
  },
  get: {
    identifiers: ['ClusterName'],
    arn: /^ecs:cluster\/(?<ClusterName>[^/]+)$/,
    of: (clusterArn) => [nameIn(clusterArn)],
    find: ([cluster = ''], { account, region }) => arnOf(cluster, account, region),
  },
  idOf: (clusterArn) => clusterArn,
  listed: (clusterArn) => ({ ClusterArn: clusterArn }),
  errors: { notFound: ['ClusterNotFoundException'] },
  limits: [
    {
      operations: ['ecs:ListClusters', 'ecs:DescribeClusters'],
      burst: 50,
      refillPerSecond: 20,
      source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html',
    },
  ],
  actions: { defaults: [DescribeClusters], options: [] },
  liveEvents: {
    source: 'ecs.amazonaws.com',
    events: [
      'CreateCluster',
      'DeleteCluster',
      'UpdateCluster',
      'UpdateClusterSettings',
      'PutClusterCapacityProviders',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeleteCluster'],
    resources: ({ requestParameters, responseElements }) =>
      named(
        textAt(responseElements, 'cluster', 'clusterArn') ??
          textAt(requestParameters, 'cluster') ??
          clusterArnIn(requestParameters),
      ),
    stub: ([cluster = ''], account, region) => {
      const ClusterArn = arnOf(cluster, account, region);
      const ClusterName = ClusterArn.slice(ClusterArn.lastIndexOf('/') + 1);
      return { properties: { ClusterArn, ClusterName } };
    },
  },
});

function arnOf(cluster: string, { partition, id }: Account, region: string): string {
  return cluster.startsWith('arn:')
    ? cluster
    : `arn:${partition}:ecs:${region}:${id}:cluster/${cluster}`;
}

/** Tag calls name any resource of the service by ARN. */
function clusterArnIn(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const arn = textAt(parameters, 'resourceArn');
  return arn?.includes(':cluster/') === true ? arn : undefined;
}

function attributesOf({ settings, ...cluster }: Cluster): object {
  return { ...pascalKeys(cluster), ...(settings !== undefined && { ClusterSettings: settings }) };
}
