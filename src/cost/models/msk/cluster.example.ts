import type { CostExample, ExampleRow } from '../cost-example.ts';
import { mskRow } from './example-row.ts';

/** Prices of us-east-1, where MSK has the prefix USE1. */
const ROWS: readonly ExampleRow[] = [
  mskRow('USE1-Kafka.m5.24xlarge', 'hours', '10.0800000000'),
  mskRow('USE1-Kafka.t3.small', 'hours', '0.0456000000'),
  mskRow('USE1-Express.m7g.large', 'hours', '0.4080000000'),
  mskRow('USE1-Kafka.Storage.GP2', 'GB-Mo', '0.1000000000'),
  mskRow('USE1-Kafka.Storage.Tiered', 'GB-Mo', '0.0600000000'),
  mskRow('USE1-Kafka.DataRetrieval.Tiered', 'GB', '0.0015000000'),
  mskRow('USE1-Express.Storage', 'GB-Mo', '0.1000000000'),
];

const CLUSTER = { ClusterArn: 'arn:aws:kafka:us-east-1:210000000001:cluster/orders/1' };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'four brokers with a volume each',
    region: 'us-east-1',
    properties: {
      ...CLUSTER,
      NumberOfBrokerNodes: 4,
      BrokerNodeGroupInfo: {
        InstanceType: 'kafka.m5.24xlarge',
        StorageInfo: { EbsStorageInfo: { VolumeSize: 1_000 } },
      },
      StorageMode: 'LOCAL',
    },
    rows: ROWS,
    monthly: { 'broker hours': '29433.6', storage: '400' },
    plan: {
      terraform: {
        type: 'aws_msk_cluster',
        values: {
          number_of_broker_nodes: 4,
          broker_node_group_info: [
            {
              instance_type: 'kafka.m5.24xlarge',
              storage_info: [{ ebs_storage_info: [{ volume_size: 1_000 }] }],
            },
          ],
        },
      },
      pulumi: {
        type: 'aws:msk/cluster:Cluster',
        values: {
          numberOfBrokerNodes: 4,
          brokerNodeGroupInfo: {
            instanceType: 'kafka.m5.24xlarge',
            storageInfo: { ebsStorageInfo: { volumeSize: 1_000 } },
          },
        },
      },
    },
  },
  {
    title: 'tiered storage, and throughput that no model prices',
    region: 'us-east-1',
    properties: {
      ...CLUSTER,
      NumberOfBrokerNodes: 2,
      BrokerNodeGroupInfo: {
        InstanceType: 'kafka.t3.small',
        StorageInfo: {
          EbsStorageInfo: {
            VolumeSize: 500,
            ProvisionedThroughput: { Enabled: true, VolumeThroughput: 250 },
          },
        },
      },
      StorageMode: 'TIERED',
    },
    usage: { tiered_storage_gb: 2_000 },
    rows: ROWS,
    monthly: { 'broker hours': '66.576', storage: '100', 'tiered storage': '120' },
    unpriced: { throughput: 'no-model', 'tiered retrieval': 'usage' },
  },
  {
    title: 'express brokers, whose storage is what is used',
    region: 'us-east-1',
    properties: {
      ...CLUSTER,
      NumberOfBrokerNodes: 3,
      BrokerNodeGroupInfo: { InstanceType: 'express.m7g.large' },
    },
    usage: { express_storage_gb: 300 },
    rows: ROWS,
    monthly: { 'broker hours': '893.52', storage: '30' },
    unpriced: { 'data in': 'no-model' },
  },
  {
    title: 'a broker type that the price list does not have',
    region: 'us-east-1',
    properties: {
      ...CLUSTER,
      NumberOfBrokerNodes: 3,
      BrokerNodeGroupInfo: { InstanceType: 'kafka.m9x.large' },
    },
    rows: ROWS,
    monthly: {},
    unpriced: { 'broker hours': 'no-price', storage: 'no-property' },
  },
];
