import { z } from 'zod';
import { ConfigurationError } from '../../../lib/errors.ts';

/** Names of what is wrong with a budget, as users of FinFocus know them, with their text. */
const TEXTS = {
  BudgetAmountNegative: 'the amount of a budget cannot be negative',
  BudgetCurrencyRequired: 'a budget needs a currency such as USD',
  UnsupportedBudgetPeriod: 'a budget is for a month: period must be monthly',
  AlertThresholdOutOfRange: 'a threshold is from 0 to 1000 percent',
  AlertTypeInvalid: 'an alert is of type actual or forecasted',
  ExitCodeOutOfRange: 'an exit code is from 0 to 255',
  GlobalBudgetRequired: 'budgets of providers, types and tags need a global one',
  InvalidTagSelector: 'a selector is key:value or key:*',
  DuplicateTagPriority: 'two budgets of tags have the same priority',
  InvalidCurrency: 'a currency has three capital letters, such as USD',
  InvalidBudget: 'it is not a budget',
} as const;
export type BudgetProblem = keyof typeof TEXTS;

const Alert = z.object({
  threshold: z.number().min(0, 'AlertThresholdOutOfRange').max(1000, 'AlertThresholdOutOfRange'),
  type: z.enum(['actual', 'forecasted'], { error: 'AlertTypeInvalid' }).default('actual'),
});
export type BudgetAlert = z.output<typeof Alert>;
/** When a budget has none of its own. */
const DEFAULT_ALERTS: readonly BudgetAlert[] = [50, 80, 100].map((threshold) => ({
  threshold,
  type: 'actual',
}));

const Exit = z.int().min(0, 'ExitCodeOutOfRange').max(255, 'ExitCodeOutOfRange');
const Budget = z.object({
  amount: z.number().min(0, 'BudgetAmountNegative'),
  currency: z
    .string({ error: 'BudgetCurrencyRequired' })
    .min(1, 'BudgetCurrencyRequired')
    .regex(/^[A-Z]{3}$/, 'InvalidCurrency'),
  period: z.literal('monthly', { error: 'UnsupportedBudgetPeriod' }).default('monthly'),
  alerts: z
    .array(Alert)
    .nullish()
    .transform((alerts) => (alerts?.length ? alerts : DEFAULT_ALERTS)),
  exit_on_threshold: z.boolean().nullish(),
  exit_code: Exit.nullish(),
});
export type Budget = z.output<typeof Budget>;

const TagBudget = Budget.extend({
  selector: z.string().regex(/^[^:]+:.+$/, 'InvalidTagSelector'),
  priority: z.int().default(0),
});
const Scopes = z.object({
  global: Budget.nullish(),
  providers: z.record(z.string(), Budget).nullish(),
  types: z.record(z.string(), Budget).nullish(),
  tags: z.array(TagBudget).nullish(),
  exit_on_threshold: z.boolean().nullish(),
  exit_code: Exit.nullish(),
});
/** The budgets of a configuration: `cost.budgets`. */
export type Budgets = z.output<typeof Scopes>;

/**
 * Checks the budgets of a configuration: `cost.budgets`, `budgets`, or they themselves.
 *
 * @throws {ConfigurationError} with the name of the problem and its place
 */
export function parseBudgets(value: unknown, file: string): Budgets {
  const inside =
    memberOf(memberOf(value, 'cost'), 'budgets') ?? memberOf(value, 'budgets') ?? value;
  const parsed = Scopes.safeParse(inside);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const named = Object.keys(TEXTS).find((name): name is BudgetProblem => name === issue?.message);
    const more = named === undefined ? `: ${issue?.message ?? ''}` : '';
    throw problem(named ?? 'InvalidBudget', `${file}: ${issue?.path.join('.') ?? ''}`, more);
  }
  const { global, providers, types, tags } = parsed.data;
  const scoped = Object.keys({ ...providers, ...types }).length + (tags?.length ?? 0);
  if (scoped > 0 && !global) throw problem('GlobalBudgetRequired', file);
  const priorities = (tags ?? []).map(({ priority }) => priority);
  const twice = priorities.find((one, index) => priorities.indexOf(one) !== index);
  if (twice !== undefined) throw problem('DuplicateTagPriority', file, `: ${twice}`);
  return parsed.data;
}

function memberOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? (Reflect.get(value, name) as unknown) : undefined;
}

function problem(name: BudgetProblem, place: string, more = ''): ConfigurationError {
  return new ConfigurationError(`${place}: ${name}: ${TEXTS[name]}${more}`, {
    remedy: 'write for example global: { amount: 100, currency: USD } below cost.budgets',
  });
}
