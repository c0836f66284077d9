import { describe, expect, test } from '@jest/globals';
import { loadSettings, type Settings } from '../../src/config/settings.ts';

function cost(env: Readonly<Record<string, string>>): Settings['cost'] {
  return loadSettings({ env }).cost;
}

test('upgrading spends nothing: cost is off, and no paid call is allowed', () => {
  expect(cost({})).toEqual({
    isOn: false,
    pricesFile: undefined,
    priceMaxAgeMs: 24 * 3_600_000,
    priceListUrl: undefined,
    acceptsLostPrices: false,
    acceptsLostAccounts: false,
    spendCapUsd: '0',
    spendLimits: { monthlyUsd: undefined, dailyUsd: undefined },
    metrics: {
      services: undefined,
      hasNames: true,
      hasAccounts: false,
      inventoryIntervalMs: 300_000,
    },
    retentionMonths: 37,
    collection: {
      exports: undefined,
      sources: undefined,
      accounts: undefined,
      regions: undefined,
      lookbackDays: 30,
      minAgeMs: 8 * 3_600_000,
      schedule: undefined,
    },
    budgets: [],
    anomalyFloor: 1,
    webhook: { url: undefined, secret: undefined },
    isApiAnonymous: false,
    findingThresholds: expect.objectContaining({ AWS_IDLE_CPU_THRESHOLD: 5 }),
    usage: { isOn: false, allMetrics: false, days: 14, everyDays: 1, retentionDays: 93 },
  });
});

test('every variable', () => {
  expect(
    cost({
      LONGSHORE_COST: 'on',
      LONGSHORE_PRICES_FILE: 'prices.ndjson.gz',
      LONGSHORE_PRICE_MAX_AGE_HOURS: '1',
      LONGSHORE_PRICE_LIST_URL: 'http://localhost:4566/',
      LONGSHORE_ACCEPT_LOST_PRICES: 'true',
      LONGSHORE_ACCEPT_LOST_ACCOUNTS: 'true',
      LONGSHORE_SPEND_CAP_USD: '2.50',
      LONGSHORE_COST_API_BUDGET_USD: '1.00',
      LONGSHORE_COST_SOURCES: 'focus-1.2, budgets',
      LONGSHORE_COST_METRICS: 'EC2, S3',
      LONGSHORE_COST_METRICS_NAMES: 'false',
      LONGSHORE_COST_METRICS_ACCOUNTS: 'true',
      LONGSHORE_INVENTORY_INTERVAL_SECONDS: '60',
      LONGSHORE_COST_RETENTION: '13',
      LONGSHORE_COST_ACCOUNTS: '210000000000',
      LONGSHORE_COST_MIN_AGE_HOURS: '12',
      AWS_REGIONS: 'eu-west-1, us-gov-west-1',
      AWS_COST_LOOKBACK_DAYS: '60',
      AWS_COLLECTION_SCHEDULE: '0 6 * * *',
      LONGSHORE_COST_API_ANONYMOUS: 'true',
      LONGSHORE_COST_BUDGETS: '[{name: web, amount: 500.50, filters: ["tag:team=web"]}]',
      LONGSHORE_COST_ANOMALY_FLOOR: '2.5',
      LONGSHORE_COST_WEBHOOK_URL: 'https://hooks.example.com/cost/',
      LONGSHORE_COST_WEBHOOK_SECRET: 'a-secret-of-20-chars',
      LONGSHORE_USAGE: 'true',
      LONGSHORE_USAGE_ALL_METRICS: 'true',
      LONGSHORE_USAGE_DAYS: '30',
      LONGSHORE_USAGE_EVERY_DAYS: '7',
      LONGSHORE_USAGE_RETENTION_DAYS: '60',
    }),
  ).toEqual({
    isOn: true,
    pricesFile: 'prices.ndjson.gz',
    priceMaxAgeMs: 3_600_000,
    priceListUrl: 'http://localhost:4566',
    acceptsLostPrices: true,
    acceptsLostAccounts: true,
    spendCapUsd: '2.50',
    spendLimits: { monthlyUsd: '2.50', dailyUsd: '1.00' },
    metrics: {
      services: ['EC2', 'S3'],
      hasNames: false,
      hasAccounts: true,
      inventoryIntervalMs: 60_000,
    },
    retentionMonths: 13,
    collection: {
      exports: undefined,
      sources: ['focus-1.2', 'budgets'],
      accounts: ['210000000000'],
      regions: ['eu-west-1', 'us-gov-west-1'],
      lookbackDays: 60,
      minAgeMs: 12 * 3_600_000,
      schedule: '0 6 * * *',
    },
    budgets: [
      {
        ...{ name: 'web', amount: '500.5', currency: 'USD', period: 'monthly', basis: 'billed' },
        ...{ filters: ['tag:team=web'], thresholds: [80, 100] },
      },
    ],
    anomalyFloor: 2.5,
    webhook: { url: 'https://hooks.example.com/cost', secret: 'a-secret-of-20-chars' },
    isApiAnonymous: true,
    findingThresholds: expect.objectContaining({ AWS_IDLE_CPU_THRESHOLD: 5 }),
    usage: { isOn: true, allMetrics: true, days: 30, everyDays: 7, retentionDays: 60 },
  });
});

describe('a value that cannot be used is refused, with its variable', () => {
  test.each([
    ['LONGSHORE_COST', 'maybe', /must be true or false/],
    ['LONGSHORE_PRICE_MAX_AGE_HOURS', '0', /from 1 to 8760/],
    ['LONGSHORE_COST_RETENTION', '0', /from 1 to 1200/],
    ['LONGSHORE_SPEND_CAP_USD', '-1', /amount in US dollars/],
    ['LONGSHORE_SPEND_CAP_USD', '1e3', /amount in US dollars/],
    ['LONGSHORE_COST_API_BUDGET_USD', 'one', /amount in US dollars/],
    ['LONGSHORE_COST_SOURCES', 'budgets, invoice', /must be among/],
    ['AWS_REGIONS', 'eu-west', /name of a region/],
    ['LONGSHORE_PRICE_LIST_URL', 'pricing.example', /must be a URL/],
  ])('%s=%s', (name, value, message) => {
    expect(() => cost({ [name]: value })).toThrow(message);
    expect(() => cost({ [name]: value })).toThrow(name);
  });
});

test.each([
  ['[{name: web}]', 'LONGSHORE_COST_BUDGETS'],
  ['[{name: web, amount: 0}]', 'LONGSHORE_COST_BUDGETS'],
  ['[{name: a, amount: 1}, {name: a, amount: 2}]', 'LONGSHORE_COST_BUDGETS'],
  ['[{name: web, amount: 5, perod: monthly}]', 'LONGSHORE_COST_BUDGETS'],
])('budgets that cannot be used are refused: %s', (text, named) => {
  expect(() => cost({ LONGSHORE_COST_BUDGETS: text })).toThrow(named);
});
