import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { scaledDecimal, scaledDecimalText, withoutTrailingZeros } from '../lib/scaled-decimal.ts';
import { costBudgets, type CostBudget } from './budget-setting.ts';
import { FINDING_SETTINGS } from './finding-settings.generated.ts';
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

const positiveNumber = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
  z
    .number({ error: 'must be an amount above 0' })
    .gt(0, { error: 'must be an amount above 0' })
    .max(1_000_000, { error: 'must be at most 1000000' }),
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

const SOURCE_NAMES = [
  ...EXPORT_TYPE_NAMES,
  'cost-explorer',
  'budgets',
  'cost-optimization-hub',
  'compute-optimizer',
  'anomalies',
  'rightsizing',
  'savings-plans-purchase',
  'reservation-purchase',
] as const;

const costSources = settingList.pipe(
  z
    .array(z.enum(SOURCE_NAMES, { error: `must be among ${SOURCE_NAMES.join(', ')}` }))
    .readonly()
    .optional(),
);

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
  acceptLostAccounts: ownSetting('acceptLostAccounts', {
    env: ['LONGSHORE_ACCEPT_LOST_ACCOUNTS'],
    description:
      'Accept an export of the bill with the charges of one account, where the store has more accounts in the same period. Without it, such an export is refused as that of a member account. Set it for one run.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
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
  costSources: ownSetting('costSources', {
    env: ['LONGSHORE_COST_SOURCES'],
    description:
      'What `cost collect` reads without `--sources`, comma-separated: see its help for the names. Without it, all that is free, and what is paid within the limits.',
    schema: costSources,
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
  usage: ownSetting('usage', {
    env: ['LONGSHORE_USAGE'],
    description:
      'Whether `serve` also reads from CloudWatch how much resources are used, whenever it collects the bill. The command `cost usage` works without it. CloudWatch takes 0.01 USD for 1,000 metrics: nothing is read beyond `LONGSHORE_SPEND_CAP_USD`.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
  usageDays: ownSetting('usageDays', {
    env: ['LONGSHORE_USAGE_DAYS'],
    description: 'How far back the usage of a resource is read the first time, in days.',
    schema: wholeNumber(1, 93).default(14),
    defaultText: '14',
    specType: 'integer',
  }),
  usageEveryDays: ownSetting('usageEveryDays', {
    env: ['LONGSHORE_USAGE_EVERY_DAYS'],
    description:
      'After how many days the usage of a resource is read again. CloudWatch charges for each metric of a call, however many days it asks for.',
    schema: wholeNumber(1, 14).default(1),
    defaultText: '1',
    specType: 'integer',
  }),
  usageRetentionDays: ownSetting('usageRetentionDays', {
    env: ['LONGSHORE_USAGE_RETENTION_DAYS'],
    description: 'How long the store keeps usage, in days. After 35 days, one value a day is kept.',
    schema: wholeNumber(15, 455).default(93),
    defaultText: '93',
    specType: 'integer',
  }),
  costSchedule: ownSetting('costSchedule', {
    env: ['AWS_COLLECTION_SCHEDULE'],
    description:
      'When `serve` collects the bill, as a cron expression in UTC: `0 6 * * *` is every day at six. Needs a store.',
    schema: settingCron.optional(),
  }),
  costBudgets: ownSetting('costBudgets', {
    env: ['LONGSHORE_COST_BUDGETS'],
    description:
      'Budgets that `cost budgets` evaluates, as a list in JSON or YAML: name and amount, and where needed currency, period (monthly, quarterly, yearly), basis, filters and thresholds in percent.',
    schema: costBudgets,
    defaultText: '[]',
    specType: 'array',
  }),
  costAnomalyFloor: ownSetting('costAnomalyFloor', {
    env: ['LONGSHORE_COST_ANOMALY_FLOOR'],
    description:
      "The least change of a day's cost that can be an anomaly, in the bill's currency. Another value starts detection again from the first day.",
    schema: positiveNumber.default(1),
    defaultText: '1',
  }),
  costWebhookUrl: ownSetting('costWebhookUrl', {
    env: ['LONGSHORE_COST_WEBHOOK_URL'],
    description:
      'Where notifications of anomalies, budgets and failed collections are sent, as signed JSON. Needs `LONGSHORE_COST_WEBHOOK_SECRET`.',
    schema: settingUrl.optional(),
    secret: true,
  }),
  costWebhookSecret: ownSetting('costWebhookSecret', {
    env: ['LONGSHORE_COST_WEBHOOK_SECRET'],
    description:
      'The secret that signs notifications: HMAC-SHA256 over the time and the body. At least 16 characters.',
    schema: settingText.min(16, { error: 'must have at least 16 characters' }).optional(),
    secret: true,
  }),
  costApiAnonymous: ownSetting('costApiAnonymous', {
    env: ['LONGSHORE_COST_API_ANONYMOUS'],
    description:
      'Whether programs on the same machine may call the REST API of cost without a token: only over loopback, not through a proxy and not from web pages.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
} as const;

type All = typeof COST_SETTINGS & typeof FINDING_SETTINGS;
type Values = { readonly [Name in keyof All]: z.output<All[Name]['schema']> };

/** How much paid calls may cost, in US dollars, as text. Neither allows none. */
export interface SpendLimitSettings {
  /** In a calendar month in UTC. */
  readonly monthlyUsd: string | undefined;
  /** In a day in UTC. */
  readonly dailyUsd: string | undefined;
}

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
  /** What paid calls may cost in a calendar month at most, in US dollars, as text: 0 makes none. */
  readonly spendCapUsd: string;
  readonly spendLimits: SpendLimitSettings;
  readonly metrics: {
    /** Names of services, or `all`; undefined for none. */
    readonly services: readonly string[] | undefined;
    /** Series have the names of resources. */
    readonly hasNames: boolean;
    readonly inventoryIntervalMs: number;
  };
  /** Billing periods before the current one that the store keeps. */
  readonly retentionMonths: number;
  /** An export with a single account may replace a period that has more. */
  readonly acceptsLostAccounts: boolean;
  /** Where the bill is collected from. */
  readonly collection: {
    /** Undefined: those that AWS lists. */
    readonly exports: readonly CostExport[] | undefined;
    /** Names of sources; undefined: all. */
    readonly sources: readonly string[] | undefined;
    /** Payer accounts; undefined: the one that the settings reach first. */
    readonly accounts: readonly string[] | undefined;
    readonly lookbackDays: number;
    readonly minAgeMs: number;
    /** A cron expression in UTC; undefined: never. */
    readonly schedule: string | undefined;
  };
  /** Longshore's own budgets. */
  readonly budgets: readonly CostBudget[];
  /** The least change of a day that can be an anomaly, in the bill's currency. */
  readonly anomalyFloor: number;
  /** Where notifications are sent; undefined: nowhere. */
  readonly webhook: {
    readonly url: string | undefined;
    readonly secret: string | undefined;
  };
  /** Callers on this machine need no token for the REST API of cost. */
  readonly isApiAnonymous: boolean;
  /** The thresholds of findings, by their environment variables. */
  readonly findingThresholds: Readonly<Record<string, number | readonly string[]>>;
  /** What is read from CloudWatch. */
  readonly usage: {
    /** Scheduled collections read it too. */
    readonly isOn: boolean;
    readonly days: number;
    readonly everyDays: number;
    readonly retentionDays: number;
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
    spendCapUsd: mostInMonth(values.spendCapUsd, values.costApiBudgetUsd),
    spendLimits: { monthlyUsd: values.spendCapUsd, dailyUsd: values.costApiBudgetUsd },
    metrics: {
      services: values.costMetrics,
      hasNames: values.costMetricsNames,
      inventoryIntervalMs: values.inventoryIntervalSeconds * 1_000,
    },
    retentionMonths: values.costRetentionMonths,
    acceptsLostAccounts: values.acceptLostAccounts,
    collection: {
      exports: values.costExports,
      sources: values.costSources,
      accounts: values.costAccounts,
      lookbackDays: values.costLookbackDays,
      minAgeMs: values.costMinAgeHours * HOUR_MS,
      schedule: values.costSchedule,
    },
    budgets: values.costBudgets,
    anomalyFloor: values.costAnomalyFloor,
    webhook: { url: values.costWebhookUrl, secret: values.costWebhookSecret },
    isApiAnonymous: values.costApiAnonymous,
    findingThresholds: thresholdsOf(values),
    usage: {
      isOn: values.usage,
      days: values.usageDays,
      everyDays: values.usageEveryDays,
      retentionDays: values.usageRetentionDays,
    },
  };
}

/** The longest month has this many days. */
const MOST_DAYS = 31n;

/** A budget for days alone allows as much in a month as its days do. */
function mostInMonth(monthly: string | undefined, daily: string | undefined): string {
  if (daily === undefined) return monthly ?? '0';
  const units = scaledDecimal(daily) ?? 0n;
  if (units === 0n) return '0';
  return monthly ?? withoutTrailingZeros(scaledDecimalText(units * MOST_DAYS));
}

function thresholdsOf(values: Values): CostSettings['findingThresholds'] {
  const names = Object.keys(FINDING_SETTINGS) as (keyof typeof FINDING_SETTINGS)[]; // its own keys
  return Object.fromEntries(
    names.map((name) => [FINDING_SETTINGS[name].env[0] ?? name, values[name]]),
  );
}
