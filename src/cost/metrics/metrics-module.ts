import type { Rates } from '../models/define-rates.ts';
import type { CostModel } from '../models/define-cost-model.ts';
import type { AmbiguousPrice } from '../prices/price-book.ts';
import type { MissingPrice, Price } from '../prices/price.ts';
import type { S3Rates } from '../prices/s3-rates.ts';
import type { PricedResource } from '../resources/price-resources.ts';
import type { Metric } from './metric.ts';
import type { Series, Unpriced } from './series.ts';

/** What series are made from, besides the resource. */
export interface MetricsContext {
  readonly account: string;
  readonly region: string;
  /** The price under this name of a cost model or of rates, for these values of its key. */
  price(
    of: CostModel | Rates,
    name: string,
    ...values: readonly (string | undefined)[]
  ): Price | MissingPrice;
  /** Every price of these rates in the region. Undefined when it has no price book. */
  rates(of: Rates): readonly RegionRate[] | undefined;
  readonly options: MetricsOptions;
}

/** A price of rates. */
export interface RegionRate {
  /** In the `prices` of the rates. */
  readonly name: string;
  /** Of the key of that need. */
  readonly values: readonly string[];
  readonly price: Price | AmbiguousPrice;
}

/** What a module can be told. */
export interface MetricsOptions {
  /** Which families of Bedrock's models have series. @default all */
  readonly bedrockFamilies?: RegExp;
}

/** The metrics of one AWS service. */
export interface MetricsModule {
  /** Its name in the list of services: `EC2`. */
  readonly flag: string;
  /** Its name in the labels of operational metrics: `aws_ec2`. */
  readonly collector: string;
  /** For a person: `EC2 instances and EBS volumes`. */
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** Reads one resource. Those of all kinds that have one of the `models` are read. */
  readonly models: readonly CostModel[];
  ofResource?(priced: PricedResource, context: MetricsContext): Iterable<Series | Unpriced>;
  /** Other prices that it shows. */
  readonly rates: readonly Rates[];
  /** Reads the rates of one region for one account. */
  ofPlace?(context: MetricsContext): Iterable<Series | Unpriced>;
  /** What it needs that AWS charges for. It is read only where the user enabled it, and within the cap. */
  readonly paid?: 's3-rates' | 'capacity-blocks';
  /** Reads the effective S3 rates of an account; undefined until they are known. */
  ofS3Rates?(rates: S3Rates | undefined, account: string): Iterable<Series | Unpriced>;
}

/** Creates a module from its definition. */
export function defineMetricsModule(
  definition: Omit<MetricsModule, 'models' | 'rates'> &
    Partial<Pick<MetricsModule, 'models' | 'rates'>>,
): MetricsModule {
  return { models: [], rates: [], ...definition };
}
