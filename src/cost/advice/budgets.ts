import { BudgetsClient, paginateDescribeBudgets } from '@aws-sdk/client-budgets';
import { z } from 'zod';
import type { Account } from '../../aws/account.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { homeRegion } from '../../aws/regions.ts';
import { sdkPages } from '../../core/actions/sdk-pages.ts';
import { decimal, type Decimal } from '../money/decimal.ts';
import { amountOf } from '../prices/cost-explorer.ts';
import { filledText, time } from './recommendation.ts';

/** A budget as an account has it at AWS. */
export interface AwsBudget {
  readonly name: string;
  /** `COST`, `USAGE`, `SAVINGS_PLANS_UTILIZATION`, … */
  readonly type: string;
  /** `MONTHLY`, `QUARTERLY`, … */
  readonly timeUnit: string;
  /** Of the current time unit; undefined for a budget whose limits are planned ahead. */
  readonly limit: Decimal | undefined;
  readonly actual: Decimal | undefined;
  /** Undefined until AWS has enough data. */
  readonly forecast: Decimal | undefined;
  /** `USD`, `GB`, `PERCENTAGE` */
  readonly unit: string | undefined;
  /** When the budget begins and ends, in milliseconds since the Unix epoch. */
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
  readonly updatedAt: number | undefined;
  /** What it counts: values by dimension. */
  readonly filters: unknown;
  /** AWS's answer, for JSON. */
  readonly detail: unknown;
}

/** More digits than a double has: AWS has written all that its binary form stands for. */
const EXPANDED = /^-?\d+\.\d{18,}$/;
const Amount = z
  .string()
  .optional()
  .transform((text) => {
    if (text === undefined) return undefined;
    return EXPANDED.test(text) ? decimal(Number(text)) : amountOf(text);
  });
const Spend = z.object({ Amount, Unit: filledText });
const Budget = z.object({
  BudgetName: z.string(),
  BudgetType: z.string().default('COST'),
  TimeUnit: z.string().default('MONTHLY'),
  BudgetLimit: Spend.optional(),
  CalculatedSpend: z
    .object({ ActualSpend: Spend.optional(), ForecastedSpend: Spend.optional() })
    .optional(),
  TimePeriod: z.object({ Start: time, End: time }).optional(),
  LastUpdatedTime: time,
  CostFilters: z.record(z.string(), z.array(z.string())).optional(),
  FilterExpression: z.unknown().optional(),
});

/**
 * The budgets of one account: only its own credentials may read them.
 *
 * @throws AWS's errors, and a ZodError for answers of another form
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudgets.html
 */
export async function* awsBudgets(
  clients: ScopeClients,
  { id: AccountId, partition }: Account,
  signal: AbortSignal,
): AsyncGenerator<readonly AwsBudget[], void> {
  const client = clients.of(BudgetsClient, homeRegion(partition));
  for await (const { Budgets = [] } of sdkPages(paginateDescribeBudgets, { client, signal }, { AccountId })) {
    yield Budgets.map(awsBudget);
  }
} // prettier-ignore

/** @throws {ZodError} for an item of another form */
export function awsBudget(detail: unknown): AwsBudget {
  const item = Budget.parse(detail);
  const { BudgetLimit: limit, CalculatedSpend: spend, TimePeriod: period } = item;
  const byDimension = item.CostFilters ?? {};
  return {
    name: item.BudgetName,
    type: item.BudgetType,
    timeUnit: item.TimeUnit,
    limit: limit?.Amount,
    actual: spend?.ActualSpend?.Amount,
    forecast: spend?.ForecastedSpend?.Amount,
    unit: limit?.Unit ?? spend?.ActualSpend?.Unit,
    startsAt: period?.Start,
    endsAt: period?.End,
    updatedAt: item.LastUpdatedTime,
    filters: Object.keys(byDimension).length > 0 ? byDimension : (item.FilterExpression ?? {}),
    detail,
  };
}
