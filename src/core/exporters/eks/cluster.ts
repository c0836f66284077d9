import { DescribeClusterCommand, EKSClient, paginateListClusters } from '@aws-sdk/client-eks';
import type { Cluster } from '@aws-sdk/client-eks';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, time } from '../fields.ts';
import { arnAt, named, textAt } from '../live-event.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';

/** The maximum page size of ListClusters. */
const CLUSTERS_PER_PAGE = 100;

type Source = PascalKeys<Cluster>;

const Properties = z.object({
  Arn: z.string(),
  Name: z.string(),
  Id: z.string().optional(),
  Status: z.string().optional(),
  Version: z.string().optional(),
  PlatformVersion: z.string().optional(),
  Endpoint: z.string().optional(),
  RoleArn: z.string().optional(),
  CreatedAt: time.optional(),
  ClientRequestToken: z.string().optional(),
  DeletionProtection: z.boolean().optional(),
  AccessConfig: structure.optional(),
  CertificateAuthority: structure.optional(),
  ComputeConfig: structure.optional(),
  ConnectorConfig: structure.optional(),
  ControlPlaneScalingConfig: structure.optional(),
  EncryptionConfig: structureList.optional(),
  Health: structure.optional(),
  Identity: structure.optional(),
  KubernetesNetworkConfig: structure.optional(),
  Logging: structure.optional(),
  OutpostConfig: structure.optional(),
  RemoteNetworkConfig: structure.optional(),
  ResourcesVpcConfig: structure.optional(),
  StorageConfig: structure.optional(),
  UpgradePolicy: structure.optional(),
  ZonalShiftConfig: structure.optional(),
  Tags: z.record(z.string(), z.string()).optional(),
} satisfies FieldsOf<Source>);

const DescribeCluster = perItem({
  name: 'DescribeClusterAction',
  permissions: ['eks:DescribeCluster'],
  async call(name: string, { client, signal }: ActionContext<EKSClient>) {
    const command = new DescribeClusterCommand({ name });
    const { cluster } = await client.send(command, { abortSignal: signal });
    return pascalKeys(cluster ?? {});
  },
});

/** @see https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
export const EksCluster = defineKind({
  kind: 'AWS::EKS::Cluster',
  title: 'EKS cluster',
  reach: 'regional',
  client: EKSClient,
  properties: Properties,
  entity: {
    blueprint: 'eksCluster',
    identifier: 'Arn',
    title: 'Name',
    properties: [
      'Status',
      'Version',
      'PlatformVersion',
      'Endpoint',
      'CreatedAt',
      'RoleArn',
      'ResourcesVpcConfig',
      'Tags',
    ],
  },
  list: {
    operation: 'ListClusters',
    permissions: ['eks:ListClusters'],
    pageSize: CLUSTERS_PER_PAGE,
    pages: (context) => sdkPages(paginateListClusters, context, { maxResults: CLUSTERS_PER_PAGE }),
    items: (page) => page.clusters,
  },
  get: {
    identifiers: ['ClusterName'],
    arn: /^eks:cluster\/(?<ClusterName>[^/]+)$/,
    of: (name) => [name],
    find: ([clusterName]) => clusterName,
  },
  idOf: (name) => name,
  listed: (name, { account, region }) => ({ Arn: arnOf(name, account, region), Name: name }),
  actions: { defaults: [DescribeCluster], options: [] },
  liveEvents: {
    source: 'eks.amazonaws.com',
    events: [
      'CreateCluster',
      'DeleteCluster',
      'UpdateClusterConfig',
      'UpdateClusterVersion',
      'AssociateEncryptionConfig',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeleteCluster'],
    resources: ({ requestParameters }) =>
      named(
        // Older events, and those of calls on a cluster's resources, have `clusterName`.
        textAt(requestParameters, 'name') ??
          textAt(requestParameters, 'clusterName') ??
          taggedName(requestParameters),
      ),
    stub: ([name = ''], account, region) => ({
      properties: { Arn: arnOf(name, account, region), Name: name },
    }),
  },
});

function arnOf(name: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:eks:${region}:${id}:cluster/${name}`;
}

/** Tag calls name any resource of the service by ARN. */
function taggedName(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const arn = arnAt(parameters, 'resourceArn') ?? '';
  return /^arn:[^:]+:eks:[^:]*:\d*:cluster\/([^/]+)$/.exec(arn)?.[1];
}
