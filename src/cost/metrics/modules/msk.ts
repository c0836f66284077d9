import { z } from 'zod';
import { hourlyOf } from '../../models/estimate.ts';
import { MskClusterCost } from '../../models/msk/cluster.ts';
import type { PricedResource } from '../../resources/price-resources.ts';
import { componentPrice } from '../component-prices.ts';
import { defineMetric } from '../metric.ts';
import { defineMetricsModule, type MetricsContext } from '../metrics-module.ts';
import { isUnpriced, series, type Series, type Unpriced } from '../series.ts';

const COMPUTE = defineMetric({
  name: 'cloudcost_aws_msk_compute_hourly_rate_usd_per_hour',
  help: 'The hourly price of all brokers of an MSK cluster.',
  labels: ['cluster_name', 'cluster_arn', 'instance_type'],
});
const STORAGE = defineMetric({
  name: 'cloudcost_aws_msk_storage_hourly_rate_usd_per_hour',
  help: 'The hourly cost of the storage of all brokers of an MSK cluster.',
  labels: ['cluster_name', 'cluster_arn'],
});

const text = z.string().optional().catch(undefined);
const Cluster = z.object({
  ClusterName: text,
  StorageMode: text,
  BrokerNodeGroupInfo: z
    .object({
      InstanceType: text,
      StorageInfo: z
        .object({
          EbsStorageInfo: z
            .object({
              ProvisionedThroughput: z.object({ Enabled: z.boolean().optional() }).optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional()
    .catch(undefined),
});

export const MSK_METRICS = defineMetricsModule({
  flag: 'MSK',
  collector: 'aws_msk',
  title: 'MSK clusters with standard brokers',
  metrics: [COMPUTE, STORAGE],
  models: [MskClusterCost],
  ofResource,
});

function* ofResource(
  { resource, estimate }: PricedResource,
  { region }: MetricsContext,
): Generator<Series | Unpriced, void> {
  const cluster = Cluster.parse(resource.properties);
  const type = cluster.BrokerNodeGroupInfo?.InstanceType ?? '';
  const feature = chargedElsewhere(cluster);
  if (feature !== undefined) {
    const detail = 'its two series would not be its whole cost';
    yield { reason: 'no-model', key: `${feature} in ${region}`, detail };
    return;
  }
  const labels = {
    cluster_name: cluster.ClusterName ?? resource.name ?? '',
    cluster_arn: resource.arn ?? resource.id,
    instance_type: type,
  };
  const components = [
    [COMPUTE, 'broker hours', type],
    [STORAGE, 'storage', 'Kafka.Storage.GP2'],
  ] as const;
  for (const [metric, name, what] of components) {
    const key = `${what} in ${region}`;
    const found = componentPrice(estimate, name, key);
    if (found === undefined) continue;
    if (isUnpriced(found)) yield found;
    else if (found.component !== undefined) {
      yield series(metric, labels, hourlyOf(found.component.monthly));
    } else {
      yield { reason: 'no-property', key, detail: `AWS did not tell its ${name}` };
    }
  }
}

/** What is charged for in ways that the two metrics do not show. */
function chargedElsewhere({
  StorageMode,
  BrokerNodeGroupInfo: brokers,
}: z.output<typeof Cluster>): string | undefined {
  const type = brokers?.InstanceType ?? '';
  if (type.startsWith('express.')) return type;
  if (StorageMode === 'TIERED') return 'MSK tiered storage';
  const { ProvisionedThroughput } = brokers?.StorageInfo?.EbsStorageInfo ?? {};
  return ProvisionedThroughput?.Enabled === true ? 'MSK provisioned throughput' : undefined;
}
