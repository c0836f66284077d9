import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { decimal, dividedBy, times } from '../../money/decimal.ts';
import type { S3Rate, S3Rates } from '../../prices/s3-rates.ts';
import { defineMetric } from '../metric.ts';
import { defineMetricsModule } from '../metrics-module.ts';
import { series, type Series, type Unpriced } from '../series.ts';

const STORAGE = defineMetric({
  name: 'cloudcost_aws_s3_storage_by_location_usd_per_gibyte_hour',
  help: 'What one GiB of S3 storage really cost for an hour, on average of the last 30 days.',
  labels: ['class'],
});
const REQUESTS = defineMetric({
  name: 'cloudcost_aws_s3_operation_by_location_usd_per_krequest',
  help: 'What 1,000 S3 requests really cost, on average of the last 30 days.',
  labels: ['class', 'tier'],
});

const MONTH = decimal(HOURS_PER_MONTH);
const THOUSAND = decimal(1_000);

export const S3_METRICS = defineMetricsModule({
  flag: 'S3',
  collector: 'S3',
  title: 'S3 storage and requests, by what they really cost',
  metrics: [STORAGE, REQUESTS],
  paid: 's3-rates',
  ofS3Rates,
});

function* ofS3Rates(
  rates: S3Rates | undefined,
  account: string,
): Generator<Series | Unpriced, void> {
  if (rates === undefined) {
    const detail =
      'only Cost Explorer has the effective rates: it is asked once a day, within LONGSHORE_SPEND_CAP_USD, which is 0 by default';
    yield { reason: 'paid-source', key: `S3 rates of ${account}`, detail };
    return;
  }
  for (const rate of rates.rates) yield seriesOf(rate);
  for (const [prefix, rows] of rates.unknownPrefixes) {
    const detail = `${rows} rows of the bill of ${account} have the billing prefix ${prefix}`;
    for (let row = 0; row < rows; row += 1) {
      yield { reason: 'unknown-prefix', key: `S3 usage with the prefix ${prefix}`, detail };
    }
  }
}

function seriesOf({ region, usage, rate, currency }: S3Rate): Series | Unpriced {
  if (currency !== 'USD') {
    const key = `${usage.storageType} in ${region}`;
    return { reason: 'currency', key, detail: `the bill is in ${currency}` };
  }
  switch (usage.measure) {
    case 'storage': {
      const labels = { class: usage.storageType };
      return { ...series(STORAGE, labels, dividedBy(rate, MONTH)), region };
    }
    case 'requests': {
      const labels = { class: usage.storageType, tier: usage.tier };
      return { ...series(REQUESTS, labels, times(rate, THOUSAND)), region };
    }
  }
}
