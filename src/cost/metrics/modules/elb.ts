import { z } from 'zod';
import { ElbV2LoadBalancerCost } from '../../models/elasticloadbalancingv2/load-balancer.ts';
import type { PricedResource } from '../../resources/price-resources.ts';
import { componentPrice } from '../component-prices.ts';
import { defineMetric } from '../metric.ts';
import { defineMetricsModule, type MetricsContext } from '../metrics-module.ts';
import { firstAmount, isUnpriced, series, type Series, type Unpriced } from '../series.ts';

const LABELS = ['name', 'type'] as const;

const HOURLY = defineMetric({
  name: 'cloudcost_aws_elb_loadbalancer_usage_total_usd_per_hour',
  help: 'The hourly price of a load balancer, without its capacity units.',
  labels: LABELS,
});
const CAPACITY_UNIT = defineMetric({
  name: 'cloudcost_aws_elb_loadbalancer_capacity_units_total_usd_per_hour',
  help: 'The price of one capacity unit for an hour, whatever the load balancer uses.',
  labels: LABELS,
});

const TYPES: readonly string[] = ['application', 'network'];

const text = z.string().optional().catch(undefined);
const LoadBalancer = z.object({ LoadBalancerName: text, Type: text });

export const ELB_METRICS = defineMetricsModule({
  flag: 'ELB',
  collector: 'aws_elb',
  title: 'Application and network load balancers',
  metrics: [HOURLY, CAPACITY_UNIT],
  models: [ElbV2LoadBalancerCost],
  ofResource,
});

function* ofResource(
  { resource, estimate }: PricedResource,
  { region }: MetricsContext,
): Generator<Series | Unpriced, void> {
  const { LoadBalancerName, Type: type = '' } = LoadBalancer.parse(resource.properties);
  if (!TYPES.includes(type)) return;
  const labels = { name: LoadBalancerName ?? resource.name ?? resource.id, type };
  const components = [
    [HOURLY, 'load balancer'],
    [CAPACITY_UNIT, 'capacity units'],
  ] as const;
  for (const [metric, name] of components) {
    const found = componentPrice(estimate, name, `${type} ${name} in ${region}`);
    if (found === undefined) continue;
    yield isUnpriced(found) ? found : series(metric, labels, firstAmount(found.price));
  }
}
