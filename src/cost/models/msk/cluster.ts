import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { Component } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import type { PlanValues } from '../plan-values.ts';
import { withoutModel } from '../without-model.ts';

const SERVICE = 'AmazonMSK';
const FAMILY = 'Managed Streaming for Apache Kafka (MSK)';

const Throughput = z.object({ Enabled: z.boolean().optional() });

const Brokers = z.object({
  /** `kafka.m5.large`, `express.m7g.large` */
  InstanceType: z.string().optional(),
  StorageInfo: z
    .object({
      EbsStorageInfo: z
        .object({
          /** GiB of each broker. */
          VolumeSize: z.number().optional(),
          ProvisionedThroughput: Throughput.optional(),
        })
        .optional(),
    })
    .optional(),
});

const Properties = z.object({
  NumberOfBrokerNodes: z.number().optional(),
  BrokerNodeGroupInfo: Brokers.optional(),
  StorageMode: z.string().optional(),
});

/** @see https://aws.amazon.com/msk/pricing/ */
export const MskClusterCost = defineCostModel({
  kind: 'AWS::MSK::Cluster',
  pricing: 'https://aws.amazon.com/msk/pricing/',
  properties: Properties,
  prices: {
    brokers: {
      service: SERVICE,
      family: FAMILY,
      usageType: /^(Kafka|Express)\.[a-z][\w-]*\.\w+$/,
      key: ['usagetype'],
      unit: 'Hrs',
    },
    storage: {
      service: SERVICE,
      family: FAMILY,
      usageType: ['Kafka.Storage.GP2', 'Kafka.Storage.Tiered', 'Express.Storage'],
      key: ['usagetype'],
      unit: 'GB-Mo',
    },
    retrieval: {
      service: SERVICE,
      family: FAMILY,
      usageType: 'Kafka.DataRetrieval.Tiered',
      key: [],
      unit: 'GB',
    },
  },
  usage: {
    tiered_storage_gb: 'GB of tiered storage',
    monthly_tiered_retrieval_gb: 'GB read a month, from tiered storage',
    express_storage_gb: 'GB of storage, of express brokers',
  },
  plan: {
    terraform: ['aws_msk_cluster'],
    pulumi: ['aws:msk/cluster:Cluster'],
    properties: (values) => ({
      NumberOfBrokerNodes: values.number('number_of_broker_nodes'),
      BrokerNodeGroupInfo: plannedBrokers(values.block('broker_node_group_info')),
      StorageMode: values.text('storage_mode'),
    }),
  },
  components({ NumberOfBrokerNodes: brokers, BrokerNodeGroupInfo, StorageMode }, context) {
    const { price, usage } = context;
    const type = BrokerNodeGroupInfo?.InstanceType;
    const hours: Component = {
      name: 'broker hours',
      price: price('brokers', type && usageTypeOf(type)),
      quantity: brokers === undefined ? undefined : brokers * HOURS_PER_MONTH,
    };
    if (type?.startsWith('express.') === true) {
      const storage: Component = {
        name: 'storage',
        price: price('storage', 'Express.Storage'),
        quantity: usage('express_storage_gb'),
      };
      const detail = 'no cost model of the data that express brokers take in';
      return [hours, storage, withoutModel('data in', detail, 'GB')];
    }
    const { VolumeSize, ProvisionedThroughput } =
      BrokerNodeGroupInfo?.StorageInfo?.EbsStorageInfo ?? {};
    const storage: Component = {
      name: 'storage',
      price: price('storage', 'Kafka.Storage.GP2'),
      quantity:
        brokers === undefined || VolumeSize === undefined ? undefined : brokers * VolumeSize,
    };
    const throughput = withoutModel(
      'throughput',
      'no cost model of provisioned throughput',
      'MiBps-Mo',
    );
    const tiered: readonly Component[] = [
      {
        name: 'tiered storage',
        price: price('storage', 'Kafka.Storage.Tiered'),
        quantity: usage('tiered_storage_gb'),
      },
      {
        name: 'tiered retrieval',
        price: price('retrieval'),
        quantity: usage('monthly_tiered_retrieval_gb'),
      },
    ];
    return [
      hours,
      storage,
      ...(ProvisionedThroughput?.Enabled === true ? [throughput] : []),
      ...(StorageMode === 'TIERED' ? tiered : []),
    ];
  },
});

/** `Kafka.m5.large` for `kafka.m5.large`. */
function usageTypeOf(instanceType: string): string {
  return instanceType.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

function plannedBrokers(group: PlanValues | undefined): z.output<typeof Brokers> | undefined {
  if (group === undefined) return undefined;
  const volume = group.block('storage_info')?.block('ebs_storage_info');
  const Enabled = volume?.block('provisioned_throughput')?.flag('enabled');
  return {
    InstanceType: group.text('instance_type'),
    StorageInfo: {
      EbsStorageInfo: {
        VolumeSize: volume?.number('volume_size') ?? group.number('ebs_volume_size'),
        ProvisionedThroughput: { Enabled },
      },
    },
  };
}
