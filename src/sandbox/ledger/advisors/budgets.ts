import { text, number, type Handler } from '../../services/handler.ts';
import { ServiceError } from '../../wire/call.ts';
import { dayOf, daysOf, hoursOf, HOUR_MS, monthAfter, monthOf, startOf } from '../days.ts';
import { share, toCents, exactText, type Exact } from '../exact.ts';
import type { Ledger } from '../ledger.ts';

const MOST = 1_000;
/** Limits, of what the month before cost, in percent: one budget holds and one is exceeded. */
const BUDGETS = [
  { name: 'whole organization', percent: 120n, service: undefined },
  { name: 'EC2 instances', percent: 40n, service: 'Amazon Elastic Compute Cloud - Compute' },
] as const;
type BudgetPlan = (typeof BUDGETS)[number];

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudgets.html */
export function budgets(ledger: Ledger): Readonly<Record<string, Handler>> {
  const DescribeBudgets: Handler = (input, { accountId, pager }) => {
    if (text(input, 'AccountId') !== accountId) {
      throw new ServiceError('AccessDeniedException', `Account ${accountId} is not authorized to call DescribeBudgets on account ${text(input, 'AccountId')}`);
    }
    const isPayer = accountId === ledger.estate.managementAccountId;
    const plans = isPayer ? BUDGETS : [];
    const size = pager.size(number(input, 'MaxResults'), 1, MOST);
    const { indices, next } = pager.page('budgets', plans.length, size, input['NextToken']);
    return {
      Budgets: indices.flatMap((index) => (plans[index] === undefined ? [] : [budgetOf(ledger, plans[index])])),
      NextToken: next,
    };
  }; // prettier-ignore
  return { DescribeBudgets };
}

function budgetOf(ledger: Ledger, { name, percent, service }: BudgetPlan): object {
  const refresh = ledger.refresh();
  const month = monthOf(dayOf(refresh.billedUntil));
  const spent = spendOf(ledger, month, service);
  const limit = toCents(share(spendOf(ledger, monthAfter(month, -1), service), percent, 100n));
  const hours = Math.max(1, Math.floor((refresh.billedUntil - startOf(month)) / HOUR_MS));
  const forecast = share(spent, BigInt(hoursOf(month)), BigInt(hours));
  return {
    BudgetName: name,
    BudgetType: 'COST',
    TimeUnit: 'MONTHLY',
    BudgetLimit: spend(limit),
    CalculatedSpend: { ActualSpend: spend(spent), ForecastedSpend: spend(forecast) },
    CostFilters: service === undefined ? {} : { Service: [service] },
    CostTypes: {
      IncludeTax: true,
      IncludeSubscription: true,
      UseBlended: false,
      IncludeRefund: true,
      IncludeCredit: true,
      IncludeUpfront: true,
      IncludeRecurring: true,
      IncludeOtherSubscription: true,
      IncludeSupport: true,
      IncludeDiscount: true,
      UseAmortized: false,
    },
    TimePeriod: { Start: new Date(startOf(ledger.firstMonth)), End: new Date('2087-06-15T00:00:00Z') },
    LastUpdatedTime: new Date(refresh.at),
    HealthStatus: { Status: 'HEALTHY', LastUpdatedTime: new Date(refresh.at) },
  };
} // prettier-ignore

function spend(amount: Exact): object {
  return { Amount: exactText(toCents(amount)), Unit: 'USD' };
}

/** What a month cost so far, in all accounts. */
function spendOf(ledger: Ledger, month: string, service: string | undefined): Exact {
  const refresh = ledger.refresh();
  let sum = 0n;
  for (const accountId of ledger.estate.accountIds) {
    for (const day of daysOf(month)) {
      for (const { labels, billed } of ledger.cells(accountId, day, refresh)) {
        if (service === undefined || labels.dimensions.SERVICE === service) sum += billed;
      }
    }
  }
  return sum;
}
