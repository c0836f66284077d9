import { DescribeClustersCommand, ECSClient, paginateListClusters } from '@aws-sdk/client-ecs';
import type { Cluster, ClusterField } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { batched } from '../../actions/batched.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import { failureOf } from './failure.ts';

/** The most that ListClusters gives, and that DescribeClusters takes. */
const CLUSTERS_PER_CALL = 100;

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
  async call(clusters: readonly string[], { client, signal }: ActionContext<ECSClient>) {
    const command = new DescribeClustersCommand({ clusters: [...clusters], include: EVERYTHING });
    const answer = await client.send(command, { abortSignal: signal });
    const described = (answer.clusters ?? []).map((cluster) => ({
      id: cluster.clusterArn ?? '',
      value: attributesOf(cluster),
    }));
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
    properties: ['Status', 'RunningTasksCount', 'ActiveServicesCount', 'CapacityProviders', 'Tags'],
  },
  list: {
    operation: 'ListClusters',
    permissions: ['ecs:ListClusters'],
    pageSize: CLUSTERS_PER_CALL,
    pages: (context) => sdkPages(paginateListClusters, context, { maxResults: CLUSTERS_PER_CALL }),
    items: (page) => page.clusterArns,
  },
  get: {
    identifiers: ['ClusterName'],
    find: ([cluster = ''], { account, region }) =>
      cluster.startsWith('arn:')
        ? cluster
        : `arn:${account.partition}:ecs:${region}:${account.id}:cluster/${cluster}`,
  },
  idOf: (clusterArn) => clusterArn,
  listed: (clusterArn) => ({ ClusterArn: clusterArn }),
  actions: { defaults: [DescribeClusters], options: [] },
});

function attributesOf({ settings, ...cluster }: Cluster): object {
  return { ...pascalKeys(cluster), ...(settings !== undefined && { ClusterSettings: settings }) };
}
