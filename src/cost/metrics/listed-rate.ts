import type { CostModel } from '../models/define-cost-model.ts';
import type { Rates } from '../models/define-rates.ts';
import type { Metric } from './metric.ts';
import type { MetricsContext } from './metrics-module.ts';
import { firstAmount, inUsd, isUnpriced, series, type Series, type Unpriced } from './series.ts';

/** The price under this name of a cost model or of rates, as a series. */
export function listedRate<Label extends string>(
  metric: Metric<Label>,
  labels: Readonly<Record<Label, string>>,
  { price, region }: MetricsContext,
  of: CostModel | Rates,
  name: string,
  ...values: readonly string[]
): Series | Unpriced {
  const key = `${metric.name} in ${region}`;
  const found = inUsd(price(of, name, ...values), key);
  return isUnpriced(found) ? found : series(metric, labels, firstAmount(found));
}
