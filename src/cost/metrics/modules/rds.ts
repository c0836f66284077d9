import { z } from 'zod';
import { RdsDbClusterCost } from '../../models/rds/db-cluster.ts';
import { RdsDbInstanceCost } from '../../models/rds/db-instance.ts';
import type { PricedResource } from '../../resources/price-resources.ts';
import { componentPrice } from '../component-prices.ts';
import { defineMetric } from '../metric.ts';
import { defineMetricsModule, type MetricsContext } from '../metrics-module.ts';
import { firstAmount, isUnpriced, series, type Series, type Unpriced } from '../series.ts';

const HOURLY = defineMetric({
  name: 'cloudcost_aws_rds_hourly_rate_usd_per_hour',
  help: 'The hourly price of an RDS instance, with all copies of its deployment.',
  labels: ['tier', 'id', 'arn_name'],
});

const text = z.string().optional().catch(undefined);
const Database = z.object({
  DBInstanceClass: text,
  DBClusterInstanceClass: text,
  DbiResourceId: text,
  DbClusterResourceId: text,
  Engine: text,
  MultiAZ: z.boolean().optional().catch(undefined),
});

export const RDS_METRICS = defineMetricsModule({
  flag: 'RDS',
  collector: 'aws_rds',
  title: 'RDS and Aurora instances',
  metrics: [HOURLY],
  models: [RdsDbInstanceCost, RdsDbClusterCost],
  ofResource,
});

/** The instances of a cluster with readable standbys are the cluster's, and have one price. */
function* ofResource(
  { resource, estimate }: PricedResource,
  { region }: MetricsContext,
): Generator<Series | Unpriced, void> {
  const database = Database.parse(resource.properties);
  const { Engine = '', MultiAZ = false } = database;
  const tier = database.DBInstanceClass ?? database.DBClusterInstanceClass ?? '';
  const key = `${tier} ${Engine}${MultiAZ ? ' Multi-AZ' : ''} in ${region}`;
  const isInstance = resource.kind === RdsDbInstanceCost.kind;
  // A serverless instance is charged by its capacity units: it has no price for an hour.
  const found =
    componentPrice(estimate, 'instance hours', key) ??
    (isInstance ? serverless(componentPrice(estimate, 'capacity units', key), key) : undefined);
  if (found === undefined) return;
  if (isUnpriced(found)) {
    yield found;
    return;
  }
  const id = isInstance ? database.DbiResourceId : database.DbClusterResourceId;
  const labels = { tier, id: id ?? resource.id, arn_name: resource.arn ?? '' };
  yield series(HOURLY, labels, firstAmount(found.price));
}

function serverless(units: ReturnType<typeof componentPrice>, key: string): Unpriced | undefined {
  if (units === undefined || isUnpriced(units)) return units;
  return { reason: 'usage', key, detail: 'charged by its capacity units, which are not measured' };
}
