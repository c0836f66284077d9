import type { z } from 'zod';
import { scaledDecimal, scaledDecimalText, withoutTrailingZeros } from '../lib/scaled-decimal.ts';
import { ANALYSIS_SETTINGS } from './analysis-settings.ts';
import { BILL_SETTINGS, type CostExport } from './bill-settings.ts';
import type { CostBudget } from './budget-setting.ts';
import { FINDING_SETTINGS } from './finding-settings.generated.ts';
import { PRICE_SETTINGS } from './price-settings.ts';
import { USAGE_SETTINGS } from './usage-settings.ts';

const HOUR_MS = 3_600_000;

/** The settings of cost. Without them, no price is read and nothing is paid. */
export const COST_SETTINGS = {
  ...PRICE_SETTINGS,
  ...BILL_SETTINGS,
  ...USAGE_SETTINGS,
  ...ANALYSIS_SETTINGS,
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
    /** The bill of the month has the label `account_id`. */
    readonly hasAccounts: boolean;
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
    /** Where usage and Compute Optimizer's advice are read; undefined: in all regions. */
    readonly regions: readonly string[] | undefined;
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
    /** Also what no finding and no cost model needs. */
    readonly allMetrics: boolean;
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
      hasAccounts: values.costMetricsAccounts,
      inventoryIntervalMs: values.inventoryIntervalSeconds * 1_000,
    },
    retentionMonths: values.costRetentionMonths,
    acceptsLostAccounts: values.acceptLostAccounts,
    collection: {
      exports: values.costExports,
      sources: values.costSources,
      accounts: values.costAccounts,
      regions: values.costRegions,
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
      allMetrics: values.usageAllMetrics,
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
