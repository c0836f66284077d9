import type { CostExample, ExampleRow } from '../cost-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonEKS',
    family: 'Compute',
    attributes: { usagetype: 'USE1-AmazonEKS-Hours:perCluster' },
    unit: 'Hours',
    price: '0.1000000000',
  },
  {
    service: 'AmazonEKS',
    family: 'Compute',
    attributes: { usagetype: 'USE1-AmazonEKS-Hours:extendedSupport' },
    unit: 'Hours',
    price: '0.5000000000',
  },
];

const CLUSTER = { Name: 'shop', Arn: 'arn:aws:eks:us-east-1:210000000000:cluster/shop' };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'a version in standard support',
    region: 'us-east-1',
    properties: { ...CLUSTER, Version: '1.35', UpgradePolicy: { supportType: 'EXTENDED' } },
    rows: ROWS,
    monthly: { cluster: '73' },
    plan: {
      terraform: { type: 'aws_eks_cluster', values: { name: 'shop', version: '1.35' } },
      pulumi: { type: 'aws:eks/cluster:Cluster', values: { name: 'shop', version: '1.35' } },
    },
  },
  {
    title: 'a version in extended support',
    region: 'us-east-1',
    properties: { ...CLUSTER, Version: '1.31', UpgradePolicy: { supportType: 'EXTENDED' } },
    rows: ROWS,
    monthly: { cluster: '73', 'extended support': '365' },
    plan: {
      terraform: {
        type: 'aws_eks_cluster',
        values: { version: '1.31', upgrade_policy: [{ support_type: 'EXTENDED' }] },
      },
      pulumi: {
        type: 'aws:eks/cluster:Cluster',
        values: { version: '1.31', upgradePolicy: { supportType: 'EXTENDED' } },
      },
    },
  },
  {
    title: 'an old version that AWS upgrades instead',
    region: 'us-east-1',
    properties: { ...CLUSTER, Version: '1.31', UpgradePolicy: { supportType: 'STANDARD' } },
    rows: ROWS,
    monthly: { cluster: '73' },
  },
  {
    title: 'a provisioned control plane, for which there is no model',
    region: 'us-east-1',
    properties: { ...CLUSTER, Version: '1.35', ControlPlaneScalingConfig: { tier: 'tier-xl' } },
    rows: ROWS,
    monthly: { cluster: '73' },
    unpriced: { 'provisioned control plane': 'no-model' },
  },
  {
    title: 'a local cluster on an Outpost',
    region: 'us-east-1',
    properties: {
      ...CLUSTER,
      Version: '1.35',
      OutpostConfig: { outpostArns: ['arn:aws:outposts:us-east-1:210000000000:outpost/op-1'] },
    },
    rows: ROWS,
    monthly: {},
    unpriced: { cluster: 'no-model' },
    plan: {
      terraform: {
        type: 'aws_eks_cluster',
        values: { outpost_config: [{ control_plane_instance_type: 'm5.large' }] },
      },
      pulumi: {
        type: 'aws:eks/cluster:Cluster',
        values: { outpostConfig: { controlPlaneInstanceType: 'm5.large' } },
      },
    },
  },
  {
    title: 'a cluster outside AWS that is shown in EKS',
    region: 'us-east-1',
    properties: { ...CLUSTER, ConnectorConfig: { provider: 'OTHER' } },
    rows: ROWS,
    monthly: {},
  },
];
