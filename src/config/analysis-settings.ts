import { z } from 'zod';
import { costBudgets } from './budget-setting.ts';
import { ownSetting, settingFlag, settingText, settingUrl } from './setting.ts';

const positiveNumber = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
  z
    .number({ error: 'must be an amount above 0' })
    .gt(0, { error: 'must be an amount above 0' })
    .max(1_000_000, { error: 'must be at most 1000000' }),
);

/** Budgets, anomalies, notifications and the REST API of cost. */
export const ANALYSIS_SETTINGS = {
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
