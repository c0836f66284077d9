import { z } from 'zod';
import { yamlValue } from './yaml-value.ts';

/** How many budgets are evaluated. */
const MOST_BUDGETS = 500;

const amount = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z
    .string()
    .regex(/^\d{1,12}(\.\d{1,6})?$/, { error: 'must be an amount: 500 or 99.50' })
    .refine((text) => Number(text) > 0, { error: 'must be above 0' }),
);

/** A budget of Longshore's own, as the settings have it. */
const CostBudget = z.strictObject({
  name: z.string().min(1, { error: 'must not be empty' }).max(128),
  /** The limit of one period, as exact text. */
  amount,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'must be a currency: USD' })
    .default('USD'),
  period: z
    .enum(['monthly', 'quarterly', 'yearly'], { error: 'must be monthly, quarterly or yearly' })
    .default('monthly'),
  basis: z
    .enum(['billed', 'effective', 'list', 'contracted'], {
      error: 'must be billed, effective, list or contracted',
    })
    .default('billed'),
  /** Charges that count, as `cost show --filter` has them: `service=AmazonEC2`, `tag:team=web`. */
  filters: z.array(z.string()).max(50).readonly().default([]),
  /** Percent of the limit at which a notification is sent. */
  thresholds: z
    .array(z.number().gt(0).max(1_000), { error: 'must be a list of percentages: [80, 100]' })
    .max(10)
    .readonly()
    .default([80, 100]),
});
export type CostBudget = z.output<typeof CostBudget>;

/** Budgets, as a list in JSON or YAML. */
export const costBudgets = z.preprocess(
  yamlValue,
  z
    .array(CostBudget, { error: 'must be a list of budgets, each with name and amount' })
    .max(MOST_BUDGETS)
    .refine((budgets) => new Set(budgets.map(({ name }) => name)).size === budgets.length, {
      error: 'must have a name of its own for each budget',
    })
    .readonly()
    .default([]),
);
