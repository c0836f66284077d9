import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import {
  ownSetting,
  settingCron,
  settingFlag,
  settingList,
  settingText,
  settingUrl,
  wholeNumber,
} from './setting.ts';

const HOUR_MS = 3_600_000;

/** US dollars, as text: it stays exact. */
const dollars = z.preprocess(
  (amount) => (typeof amount === 'number' ? String(amount) : amount),
  z
    .string()
    .regex(/^\d{1,7}(\.\d{1,6})?$/, { error: 'must be an amount in US dollars: 5 or 2.50' }),
);

const EXPORT_TYPE_NAMES = ['focus-1.2', 'focus-1.1', 'focus-1.0', 'cur-2.0', 'cur-legacy'] as const;

/** An export of the bill in S3, as the settings name it. */
const CostExport = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,128}$/, { error: 'must be the name of the export at AWS' }),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be a bucket' }),
  prefix: z
    .string()
    .default('')
    .transform((prefix) => prefix.replace(/^\/+|\/+$/g, ''))
    .pipe(z.string()),
  region: z.string().regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, { error: 'must be a region' }),
  role: z
    .string()
    .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/, { error: 'must be the ARN of a role' })
    .optional(),
  type: z.enum(EXPORT_TYPE_NAMES, { error: `must be ${EXPORT_TYPE_NAMES.join(', ')}` }).optional(),
});
export type CostExport = z.output<typeof CostExport>;

const costExports = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    try {
      const parsed: unknown = parseYaml(value); // JSON is YAML
      return parsed;
    } catch {
      return value;
    }
  },
  z
    .array(CostExport, { error: 'must be a list of exports, each with name, bucket and region' })
    .readonly()
    .optional(),
);

/** The settings of cost. Without them, no price is read and nothing is paid. */
export const COST_SETTINGS = {
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
      'The most that paid API calls of AWS may cost in a calendar month, in US dollars: Cost Explorer takes 0.01 for a request. 0 makes none.',
    schema: dollars.default('0'),
    defaultText: '0',
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
  inventoryIntervalSeconds: ownSetting('inventoryIntervalSeconds', {
    env: ['LONGSHORE_INVENTORY_INTERVAL_SECONDS'],
    description:
      'How often `exporter` lists the resources whose costs it shows, in seconds. The calls are free, but share their rate limits with everything else in the account.',
    schema: wholeNumber(1, 86_400).default(300),
    defaultText: '300',
    specType: 'integer',
  }),
  costRetentionMonths: ownSetting('costRetentionMonths', {
    env: ['LONGSHORE_COST_RETENTION'],
    description:
      'Billing periods that the store keeps, in months before the current one. Older ones are removed by the next import, and not imported.',
    schema: wholeNumber(1, 1_200).default(37),
    defaultText: '37',
    specType: 'integer',
  }),
  costExports: ownSetting('costExports', {
    env: ['LONGSHORE_COST_EXPORTS'],
    description:
      'Exports of the bill in S3 that `cost collect` reads, as a list in JSON or YAML: name, bucket, region, and where needed prefix, role and type. Without it, those of Data Exports are found.',
    schema: costExports,
    specType: 'array',
  }),
  costAccounts: ownSetting('costAccounts', {
    env: ['LONGSHORE_COST_ACCOUNTS'],
    description:
      'The payer accounts whose bills `cost collect` reads. Without it, the management account that is read, or else the first account.',
    schema: settingList,
    specType: 'array',
  }),
  costLookbackDays: ownSetting('costLookbackDays', {
    env: ['AWS_COST_LOOKBACK_DAYS'],
    description:
      'How far back `cost collect` asks Cost Explorer without `--from`, in days. Whole months are read.',
    schema: wholeNumber(1, 425).default(30),
    defaultText: '30',
    specType: 'integer',
  }),
  costMinAgeHours: ownSetting('costMinAgeHours', {
    env: ['LONGSHORE_COST_MIN_AGE_HOURS'],
    description:
      'A month that was read from Cost Explorer is not asked for again before, in hours: AWS refreshes it up to three times a day.',
    schema: wholeNumber(1, 720).default(8),
    defaultText: '8',
    specType: 'integer',
  }),
  costSchedule: ownSetting('costSchedule', {
    env: ['AWS_COLLECTION_SCHEDULE'],
    description:
      'When `serve` collects the bill, as a cron expression in UTC: `0 6 * * *` is every day at six. Needs a store.',
    schema: settingCron.optional(),
  }),
} as const;

type Values = {
  readonly [Name in keyof typeof COST_SETTINGS]: z.output<(typeof COST_SETTINGS)[Name]['schema']>;
};

/** What cost may read and spend. */
export interface CostSettings {
  /** Resyncs price what they read. */
  readonly isOn: boolean;
  readonly pricesFile: string | undefined;
  readonly priceMaxAgeMs: number;
  /** Instead of AWS's own hosts. */
  readonly priceListUrl: string | undefined;
  /** A price list that has lost many prices is used. */
  readonly acceptsLostPrices: boolean;
  /** For a calendar month, in US dollars, as text. */
  readonly spendCapUsd: string;
  readonly metrics: {
    /** Names of services, or `all`; undefined for none. */
    readonly services: readonly string[] | undefined;
    /** Series have the names of resources. */
    readonly hasNames: boolean;
    readonly inventoryIntervalMs: number;
  };
  /** Billing periods before the current one that the store keeps. */
  readonly retentionMonths: number;
  /** Where the bill is collected from. */
  readonly collection: {
    /** Undefined: those that AWS lists. */
    readonly exports: readonly CostExport[] | undefined;
    /** Payer accounts; undefined: the one that the settings reach first. */
    readonly accounts: readonly string[] | undefined;
    readonly lookbackDays: number;
    readonly minAgeMs: number;
    /** A cron expression in UTC; undefined: never. */
    readonly schedule: string | undefined;
  };
}

/** The cost part of the settings. */
export function costSettingsOf(values: Values): CostSettings {
  return {
    isOn: values.cost,
    pricesFile: values.pricesFile,
    priceMaxAgeMs: values.priceMaxAgeHours * HOUR_MS,
    priceListUrl: values.priceListUrl,
    acceptsLostPrices: values.acceptLostPrices,
    spendCapUsd: values.spendCapUsd,
    metrics: {
      services: values.costMetrics,
      hasNames: values.costMetricsNames,
      inventoryIntervalMs: values.inventoryIntervalSeconds * 1_000,
    },
    retentionMonths: values.costRetentionMonths,
    collection: {
      exports: values.costExports,
      accounts: values.costAccounts,
      lookbackDays: values.costLookbackDays,
      minAgeMs: values.costMinAgeHours * HOUR_MS,
      schedule: values.costSchedule,
    },
  };
}
