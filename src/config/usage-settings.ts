import { ownSetting, settingCron, settingFlag, wholeNumber } from './setting.ts';

/** What is read from CloudWatch, and when `serve` collects. */
export const USAGE_SETTINGS = {
  usage: ownSetting('usage', {
    env: ['LONGSHORE_USAGE'],
    description:
      'Whether `serve` also reads from CloudWatch how much resources are used, whenever it collects the bill. The command `cost usage` works without it. CloudWatch takes 0.01 USD for 1,000 metrics: nothing is read beyond `LONGSHORE_SPEND_CAP_USD`.',
    schema: settingFlag.default(false),
    defaultText: 'false',
    specType: 'boolean',
  }),
  usageAllMetrics: ownSetting('usageAllMetrics', {
    env: ['LONGSHORE_USAGE_ALL_METRICS'],
    description:
      'Whether metrics are also read that no finding and no cost model needs, such as disk operations of instances, for your own queries. Each costs as much as a needed one.',
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
} as const;
