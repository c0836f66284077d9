import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { Component } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { includedPerformance } from './gp3.ts';
import { plannedCluster, plannedVolumes } from './planned-domain.ts';

const SERVICE = 'AmazonES';

const NodeOptions = z.object({
  NodeType: z.string().optional(),
  NodeConfig: z
    .object({
      Enabled: z.boolean().optional(),
      Type: z.string().optional(),
      Count: z.number().optional(),
    })
    .optional(),
});

const ClusterConfig = z.object({
  InstanceType: z.string().optional(),
  InstanceCount: z.number().optional(),
  DedicatedMasterEnabled: z.boolean().optional(),
  DedicatedMasterType: z.string().optional(),
  DedicatedMasterCount: z.number().optional(),
  WarmEnabled: z.boolean().optional(),
  WarmType: z.string().optional(),
  WarmCount: z.number().optional(),
  NodeOptions: z.array(NodeOptions).optional(),
});

/** The volume of each data node. */
const EbsOptions = z.object({
  EBSEnabled: z.boolean().optional(),
  VolumeType: z.string().optional(),
  /** GiB */
  VolumeSize: z.number().optional(),
  Iops: z.number().optional(),
  /** MiB/s */
  Throughput: z.number().optional(),
});

const Properties = z.object({
  Deleted: z.boolean().optional(),
  ClusterConfig: ClusterConfig.optional(),
  EBSOptions: EbsOptions.optional(),
});

const STORAGE_MEDIA: ReadonlyMap<string, string> = new Map(
  Object.entries({
    gp2: 'GP2',
    gp3: 'GP3',
    io1: 'PIOPS-Storage',
    standard: 'Magnetic',
  }),
);

const VOLUME = {
  service: SERVICE,
  family: 'Amazon OpenSearch Service Volume',
  key: ['storageMedia'],
} as const;

/** @see https://aws.amazon.com/opensearch-service/pricing/ */
export const OpenSearchDomainCost = defineCostModel({
  kind: 'AWS::OpenSearchService::Domain',
  pricing: 'https://aws.amazon.com/opensearch-service/pricing/',
  properties: Properties,
  prices: {
    nodes: {
      service: SERVICE,
      family: 'Amazon OpenSearch Service Instance',
      usageType: /^ESInstance:[\w.-]+$/,
      key: ['instanceType'],
      unit: 'Hrs',
    },
    storage: {
      ...VOLUME,
      usageType: /^ES:[\w-]+-Storage$/,
      where: { storageMedia: [...STORAGE_MEDIA.values(), 'Managed-Storage'] },
      unit: 'GB-Mo',
    },
    iops: {
      ...VOLUME,
      usageType: /^ES:(GP3-)?PIOPS$/,
      where: { storageMedia: ['PIOPS', 'GP3-PIOPS-Storage'] },
      unit: 'IOPS-Mo',
    },
    throughput: {
      ...VOLUME,
      usageType: /^ES:GP3-[\w-]+$/,
      where: { storageMedia: 'GP3-ThroughPut-Storage' },
      unit: 'MiBps-Mo',
    },
  },
  usage: { managed_storage_gb: 'GB of managed storage, of UltraWarm nodes' },
  plan: {
    terraform: ['aws_opensearch_domain', 'aws_elasticsearch_domain'],
    pulumi: ['aws:opensearch/domain:Domain', 'aws:elasticsearch/domain:Domain'],
    properties: (values) => ({
      ClusterConfig: plannedCluster(values.block('cluster_config')),
      EBSOptions: plannedVolumes(values.block('ebs_options')),
    }),
  },
  components({ Deleted, ClusterConfig: config = {}, EBSOptions: volumes = {} }, { price, usage }) {
    if (Deleted === true) return [];
    const nodes = (
      name: string,
      type: string | undefined,
      count: number | undefined,
    ): Component => ({
      name,
      price: price('nodes', type?.replace(/\.elasticsearch$/, '.search')),
      quantity: count === undefined ? undefined : count * HOURS_PER_MONTH,
    });
    const others = (config.NodeOptions ?? []).flatMap(({ NodeType = 'other', NodeConfig }) =>
      NodeConfig?.Enabled === true
        ? [nodes(`${NodeType} nodes`, NodeConfig.Type, NodeConfig.Count)]
        : [],
    );
    const managed: Component = {
      name: 'managed storage',
      price: price('storage', 'Managed-Storage'),
      quantity: usage('managed_storage_gb'),
    };
    return [
      nodes('data nodes', config.InstanceType, config.InstanceCount),
      ...(config.DedicatedMasterEnabled === true
        ? [nodes('master nodes', config.DedicatedMasterType, config.DedicatedMasterCount)]
        : []),
      ...(config.WarmEnabled === true
        ? [nodes('UltraWarm nodes', config.WarmType, config.WarmCount), managed]
        : []),
      ...others,
      ...(volumes.EBSEnabled === true
        ? volumeComponents(volumes, config.InstanceCount, price)
        : []),
    ];
  },
});

type Volumes = z.output<typeof EbsOptions>;
type Price = (
  name: 'storage' | 'iops' | 'throughput',
  media: string | undefined,
) => Component['price'];

/** What the volumes of all data nodes are charged for. */
function volumeComponents(
  { VolumeType, VolumeSize, Iops, Throughput }: Volumes,
  nodes: number | undefined,
  price: Price,
): readonly Component[] {
  const ofAll = (each: number | undefined): number | undefined =>
    each === undefined || nodes === undefined ? undefined : each * nodes;
  const storage: Component = {
    name: 'storage',
    price: price('storage', VolumeType && STORAGE_MEDIA.get(VolumeType)),
    quantity: ofAll(VolumeSize),
  };
  if (VolumeType === 'io1') {
    return [storage, { name: 'IOPS', price: price('iops', 'PIOPS'), quantity: ofAll(Iops) }];
  }
  if (VolumeType !== 'gp3' || VolumeSize === undefined) return [storage];
  const included = includedPerformance(VolumeSize);
  const furtherIops = Math.max(0, (Iops ?? 0) - included.iops);
  const furtherThroughput = Math.max(0, (Throughput ?? 0) - included.throughput);
  const iops: Component = {
    name: 'IOPS',
    price: price('iops', 'GP3-PIOPS-Storage'),
    quantity: ofAll(furtherIops),
  };
  const throughput: Component = {
    name: 'throughput',
    price: price('throughput', 'GP3-ThroughPut-Storage'),
    quantity: ofAll(furtherThroughput),
  };
  return [
    storage,
    ...(furtherIops > 0 ? [iops] : []),
    ...(furtherThroughput > 0 ? [throughput] : []),
  ];
}
