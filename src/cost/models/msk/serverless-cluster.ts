import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { PriceNeed } from '../../prices/price-need.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { usageTimes } from '../usage-times.ts';

const HOURS: PriceNeed = {
  service: 'AmazonMSK',
  family: 'Managed Streaming for Apache Kafka (MSK)',
  usageType: ['KafkaServerless-ClusterHours', 'KafkaServerless-PartitionHours'],
  key: ['usagetype'],
  unit: 'Hrs',
};

/** @see https://aws.amazon.com/msk/pricing/ */
export const MskServerlessClusterCost = defineCostModel({
  kind: 'AWS::MSK::ServerlessCluster',
  pricing: 'https://aws.amazon.com/msk/pricing/',
  properties: z.object({}),
  prices: {
    hours: HOURS,
    storage: { ...HOURS, usageType: 'KafkaServerless-StorageHours', key: [], unit: 'GB-Mo' },
    data: {
      ...HOURS,
      usageType: ['KafkaServerless-In-Bytes', 'KafkaServerless-Out-Bytes'],
      unit: 'GB',
    },
  },
  usage: {
    partitions: 'partitions, on average',
    storage_gb: 'GB of storage',
    monthly_data_in_gb: 'GB written a month',
    monthly_data_out_gb: 'GB read a month',
  },
  plan: {
    terraform: ['aws_msk_serverless_cluster'],
    pulumi: ['aws:msk/serverlessCluster:ServerlessCluster'],
    properties: {},
  },
  components: (_, { price, usage }) => [
    {
      name: 'cluster hours',
      price: price('hours', 'KafkaServerless-ClusterHours'),
      quantity: HOURS_PER_MONTH,
    },
    {
      name: 'partition hours',
      price: price('hours', 'KafkaServerless-PartitionHours'),
      quantity: usageTimes(usage('partitions'), HOURS_PER_MONTH),
    },
    { name: 'storage', price: price('storage'), quantity: usage('storage_gb') },
    {
      name: 'data in',
      price: price('data', 'KafkaServerless-In-Bytes'),
      quantity: usage('monthly_data_in_gb'),
    },
    {
      name: 'data out',
      price: price('data', 'KafkaServerless-Out-Bytes'),
      quantity: usage('monthly_data_out_gb'),
    },
  ],
});
