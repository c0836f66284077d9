import { BEDROCK_METRICS } from './modules/bedrock.ts';
import { EC2_METRICS } from './modules/ec2.ts';
import { ELB_METRICS } from './modules/elb.ts';
import { MSK_METRICS } from './modules/msk.ts';
import { NAT_GATEWAY_METRICS } from './modules/natgateway.ts';
import { RDS_METRICS } from './modules/rds.ts';
import { S3_METRICS } from './modules/s3.ts';
import { VPC_METRICS } from './modules/vpc.ts';
import type { PriceNeeds } from '../prices/price-need.ts';
import type { NeedsByKind } from '../prices/price-selection.ts';
import { ownerOf } from '../models/listed-price.ts';
import type { MetricsModule } from './metrics-module.ts';

/** All modules, by flag. */
export const METRICS_MODULES: readonly MetricsModule[] = [
  BEDROCK_METRICS,
  EC2_METRICS,
  ELB_METRICS,
  MSK_METRICS,
  NAT_GATEWAY_METRICS,
  RDS_METRICS,
  S3_METRICS,
  VPC_METRICS,
];

/** The kinds that the inventory must have for these modules: their own, and those that their cost depends on. */
export function kindsOf(modules: readonly MetricsModule[]): readonly string[] {
  const models = modules.flatMap(({ ofResource, models: own }) =>
    ofResource === undefined ? [] : own,
  );
  return [...new Set(models.flatMap(({ kind, related }) => [kind, ...Object.values(related)]))];
}

/** What these modules need of the price lists. */
export function priceNeedsOf(modules: readonly MetricsModule[]): NeedsByKind {
  const owners = modules.flatMap(({ models, rates }) => [...models, ...rates]);
  return new Map(owners.map((of): [string, PriceNeeds] => [ownerOf(of), of.prices]));
}
