import type { Decimal } from '../money/decimal.ts';
import { isMissing, type MissingPrice, type Price, type UnpricedReason } from '../prices/price.ts';
import type { Metric } from './metric.ts';

/** One value of a metric, for the account and region that it is read for. */
export interface Series {
  readonly metric: Metric;
  /** By the metric's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** In USD. Exact: it becomes a double when the page is rendered. */
  readonly value: Decimal;
  /** Where it is elsewhere than the region that is read. */
  readonly region?: string;
}

/** Why there is no series for something that costs money. */
export type MissingSeriesReason =
  | UnpricedReason
  /** The price is in another currency than USD, which all metrics are in. */
  | 'currency'
  /** A billing prefix that stands for no known region. */
  | 'unknown-prefix';

/** Something that costs money and has no series: it is counted. It never becomes a series with 0. */
export interface Unpriced {
  readonly reason: MissingSeriesReason;
  /** What has no price, the same for all resources that lack it: `m9.large RunInstances`. */
  readonly key: string;
  /** For a person: `no row of AmazonEC2 in eu-west-1 for m9.large`. */
  readonly detail: string;
}

/** A value of this metric. */
export function series<Label extends string>(
  metric: Metric<Label>,
  labels: Readonly<Record<Label, string>>,
  value: Decimal,
): Series {
  return { metric, labels, value };
}

export function isUnpriced(value: object): value is Unpriced {
  return 'reason' in value;
}

/** The price, or why a metric cannot show it. Every metric is in USD: a price in CNY is not one. */
export function inUsd(price: Price | MissingPrice, key: string): Price | Unpriced {
  if (isMissing(price)) return { reason: price.reason, key, detail: price.detail };
  if (price.currency === 'USD') return price;
  return { reason: 'currency', key, detail: `its price is in ${price.currency}` };
}

/** What the first unit costs: further tiers are in the price book. */
export function firstAmount({ tiers }: Price): Decimal {
  return tiers[0].amount;
}
