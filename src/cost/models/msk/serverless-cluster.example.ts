import type { CostExample, ExampleRow } from '../cost-example.ts';
import { mskRow } from './example-row.ts';

/** Prices of ap-southeast-1. */
const ROWS: readonly ExampleRow[] = [
  mskRow('APS1-KafkaServerless-ClusterHours', 'hours', '0.9375000000'),
  mskRow('APS1-KafkaServerless-PartitionHours', 'hours', '0.0018750000'),
  mskRow('APS1-KafkaServerless-StorageHours', 'GB-Mo', '0.1200000000'),
  mskRow('APS1-KafkaServerless-In-Bytes', 'GB', '0.1250000000'),
  mskRow('APS1-KafkaServerless-Out-Bytes', 'GB', '0.0625000000'),
];

const PROPERTIES = {
  ClusterArn: 'arn:aws:kafka:ap-southeast-1:210000000001:cluster/clicks/1',
  ClusterType: 'SERVERLESS',
};

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'a serverless cluster, by what it used',
    region: 'ap-southeast-1',
    properties: PROPERTIES,
    usage: { partitions: 40, storage_gb: 50, monthly_data_in_gb: 800, monthly_data_out_gb: 1_600 },
    rows: ROWS,
    monthly: {
      'cluster hours': '684.375',
      'partition hours': '54.75',
      storage: '6',
      'data in': '100',
      'data out': '100',
    },
  },
  {
    title: 'a serverless cluster without usage, which still pays for its hours',
    region: 'ap-southeast-1',
    properties: PROPERTIES,
    rows: ROWS,
    monthly: { 'cluster hours': '684.375' },
    unpriced: {
      'partition hours': 'usage',
      storage: 'usage',
      'data in': 'usage',
      'data out': 'usage',
    },
    plan: {
      terraform: { type: 'aws_msk_serverless_cluster', values: { cluster_name: 'clicks' } },
      pulumi: {
        type: 'aws:msk/serverlessCluster:ServerlessCluster',
        values: { clusterName: 'clicks' },
      },
    },
  },
];
