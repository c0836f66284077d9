import { z } from 'zod';
import {
  ownSetting,
  settingFlag,
  settingList,
  settingText,
  settingUrl,
  wholeNumber,
} from './setting.ts';

/** US dollars, as text: it stays exact. */
const dollars = z.preprocess(
  (amount) => (typeof amount === 'number' ? String(amount) : amount),
  z
    .string()
    .regex(/^\d{1,7}(\.\d{1,6})?$/, { error: 'must be an amount in US dollars: 5 or 2.50' }),
);

/** What prices are read from, what paid calls may cost, and what cost metrics show. */
export const PRICE_SETTINGS = {
  cost: ownSetting('cost', {
    env: ['LONGSHORE_COST'],
    description:
      'Whether `serve` and `resync` into a store also price what they read, by list prices. The commands `cost` and `prices` work without it.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
  pricesFile: ownSetting('pricesFile', {
    env: ['LONGSHORE_PRICES_FILE'],
    flag: 'prices',
    description:
      'A file of prices that `longshore prices export` wrote: no price is read from AWS. Without it, prices come from the store, from the Price List API, or from its public files.',
    schema: settingText.optional(),
  }),
  priceMaxAgeHours: ownSetting('priceMaxAgeHours', {
    env: ['LONGSHORE_PRICE_MAX_AGE_HOURS'],
    description: 'Prices that are older are read again, in hours.',
    schema: wholeNumber(1, 8_760).default(24),
    defaultText: '24',
    specType: 'integer',
  }),
  priceListUrl: ownSetting('priceListUrl', {
    env: ['LONGSHORE_PRICE_LIST_URL'],
    description:
      "Where AWS's public price files are downloaded from, if not from AWS: a mirror, or the sandbox.",
    schema: settingUrl.optional(),
  }),
  acceptLostPrices: ownSetting('acceptLostPrices', {
    env: ['LONGSHORE_ACCEPT_LOST_PRICES'],
    description:
      'Accept a price list that has lost more than 20 % of the prices of a region. Without it, such a list is refused as truncated, and the last prices stay. Set it for one run, after a look at the source.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
  spendCapUsd: ownSetting('spendCapUsd', {
    env: ['LONGSHORE_SPEND_CAP_USD'],
    description:
      'The most that paid API calls of AWS may cost in a calendar month (UTC), in US dollars: Cost Explorer takes 0.01 for a request, CloudWatch 0.01 for 1,000 metrics. 0 makes none. Without it, only `LONGSHORE_COST_API_BUDGET_USD` allows paid calls.',
    schema: dollars.optional(),
  }),
  costApiBudgetUsd: ownSetting('costApiBudgetUsd', {
    env: ['LONGSHORE_COST_API_BUDGET_USD'],
    description:
      'The most that paid API calls of AWS may cost in a day (UTC), in US dollars: 1.00, for example. 0 makes none. Without it, a day has no limit of its own. With `LONGSHORE_SPEND_CAP_USD`, both limits count.',
    schema: dollars.optional(),
  }),
  costMetrics: ownSetting('costMetrics', {
    env: ['LONGSHORE_COST_METRICS'],
    description:
      'The services whose costs `/metrics` shows, comma-separated, or `all`: `longshore exporter -list-services` names them. For `serve`, which then needs a store and `LONGSHORE_COST`, and for `exporter` without `-aws.services`.',
    schema: settingList,
    specType: 'array',
  }),
  costMetricsNames: ownSetting('costMetricsNames', {
    env: ['LONGSHORE_COST_METRICS_NAMES'],
    description:
      'Whether cost metrics have the names of resources. `false` puts short hashes in their place, which stay the same.',
    schema: settingFlag.default(true),
    defaultText: 'true',
    specType: 'boolean',
  }),
  costMetricsAccounts: ownSetting('costMetricsAccounts', {
    env: ['LONGSHORE_COST_METRICS_ACCOUNTS'],
    description:
      'Whether `aws_total_monthly_cost_usd` has the label `account_id`: a series for each account, service and region.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
  inventoryIntervalSeconds: ownSetting('inventoryIntervalSeconds', {
    env: ['LONGSHORE_INVENTORY_INTERVAL_SECONDS'],
    description:
      'How often `exporter` lists the resources whose costs it shows, in seconds. The calls are free, but share their rate limits with everything else in the account.',
    schema: wholeNumber(1, 86_400).default(300),
    defaultText: '300',
    specType: 'integer',
  }),
} as const;
