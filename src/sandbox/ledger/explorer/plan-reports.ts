import { z } from 'zod';
import { timeText } from '../exports/export-row.ts';
import { amountText, PageTokens, parsed, percentText, periodsOf, TimePeriod, unavailable, type ExplorerContext, type ExplorerHandler, type Period } from './requests.ts'; // prettier-ignore
import { commitmentSums, coverageSum, type CommitmentSum } from './commitment-days.ts';

const MOST = 100;
const Granularity = z.enum(['DAILY', 'MONTHLY']).default('MONTHLY');

const Input = z.strictObject({
  TimePeriod,
  Granularity,
  Filter: z.undefined({ error: 'the sandbox supports no filter of this call' }).optional(),
  SortBy: z.unknown().optional(),
  DataType: z.array(z.string()).optional(),
  GroupBy: z.array(z.unknown()).max(0).optional(),
  Metrics: z.array(z.literal('SpendCoveredBySavingsPlans')).optional(),
  MaxResults: z.number().optional(),
  NextToken: z.string().optional(),
});

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetSavingsPlansUtilization.html */
export const getSavingsPlansUtilization: ExplorerHandler = (input, context) => {
  const query = parsed(Input, input);
  const periods = periodsOf(query.TimePeriod, query.Granularity, context);
  const byTime = periods.flatMap((period) => {
    const sum = planSum(period, context);
    return sum === undefined ? [] : [{ TimePeriod: { Start: period.start, End: period.end }, ...aggregates(sum) }]; // prettier-ignore
  });
  const total = planSum(whole(periods), context);
  if (total === undefined) throw unavailable();
  return { SavingsPlansUtilizationsByTime: byTime, Total: aggregates(total) };
};

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetSavingsPlansUtilizationDetails.html */
export const getSavingsPlansUtilizationDetails: ExplorerHandler = (input, context) => {
  const { NextToken, ...query } = parsed(Input, input);
  const tokens = new PageTokens(context, 'GetSavingsPlansUtilizationDetails', query);
  const sums = plansIn(whole(periodsOf(query.TimePeriod, 'MONTHLY', context)), context);
  const [total] = sums;
  if (total === undefined) throw unavailable();
  const size = context.pager.size(query.MaxResults, 1, MOST);
  const page = context.pager.page('plans', sums.length, size, tokens.open(NextToken));
  return {
    SavingsPlansUtilizationDetails: page.indices.flatMap((index) => detailOf(sums[index])),
    Total: aggregates(total),
    TimePeriod: query.TimePeriod,
    NextToken: tokens.close(page.next),
  };
};

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetSavingsPlansCoverage.html */
export const getSavingsPlansCoverage: ExplorerHandler = (input, context) => {
  const { NextToken, ...query } = parsed(Input, input);
  const tokens = new PageTokens(context, 'GetSavingsPlansCoverage', query);
  const periods = periodsOf(query.TimePeriod, query.Granularity, context);
  const size = context.pager.size(query.MaxResults, 1, MOST);
  const page = context.pager.page('coverage', periods.length, size, tokens.open(NextToken));
  return {
    SavingsPlansCoverages: page.indices.flatMap((index) => {
      const period = periods[index];
      if (period === undefined) return [];
      const { coveredByPlan, onDemandCost } = coverageSum(period.days, context);
      const Coverage = {
        SpendCoveredBySavingsPlans: amountText(coveredByPlan),
        OnDemandCost: amountText(onDemandCost),
        TotalCost: amountText(coveredByPlan + onDemandCost),
        CoveragePercentage: percentText(coveredByPlan, coveredByPlan + onDemandCost),
      };
      return [{ Attributes: {}, Coverage, TimePeriod: { Start: period.start, End: period.end } }];
    }),
    NextToken: tokens.close(page.next),
  };
};

export function whole(periods: readonly Period[]): Period {
  const days = periods.flatMap((period) => period.days);
  return { start: periods[0]?.start ?? '', end: periods.at(-1)?.end ?? '', days };
}

function plansIn({ days }: Period, context: ExplorerContext): readonly CommitmentSum[] {
  return commitmentSums(days, context).filter(({ commitment }) => commitment.type === 'savings-plan');
} // prettier-ignore

function planSum(period: Period, context: ExplorerContext): CommitmentSum | undefined {
  return plansIn(period, context)[0];
}

function aggregates({ total, used, onDemand, recurring }: CommitmentSum): object {
  return {
    Utilization: {
      TotalCommitment: amountText(total),
      UsedCommitment: amountText(used),
      UnusedCommitment: amountText(total - used),
      UtilizationPercentage: percentText(used, total),
    },
    Savings: {
      NetSavings: amountText(onDemand - total),
      OnDemandCostEquivalent: amountText(onDemand),
    },
    AmortizedCommitment: {
      AmortizedRecurringCommitment: amountText(recurring),
      AmortizedUpfrontCommitment: amountText(total - recurring),
      TotalAmortizedCommitment: amountText(total),
    },
  };
}

function detailOf(sum: CommitmentSum | undefined): object[] {
  if (sum?.commitment.type !== 'savings-plan') return [];
  const { commitment: plan } = sum;
  return [
    {
      SavingsPlanArn: plan.arn,
      Attributes: {
        AccountId: plan.accountId,
        SavingsPlansType: 'COMPUTE_SP',
        Region: '',
        InstanceFamily: '',
        PurchaseTerm: '1yr',
        PaymentOption: plan.paymentOption,
        StartDateTime: timeText(plan.start),
        EndDateTime: timeText(plan.end),
        Status: 'Active',
        UpfrontFee: amountText(plan.upfrontFee),
        RecurringHourlyFee: amountText(plan.recurringHourly),
        HourlyCommitment: amountText(plan.hourly),
      },
      ...aggregates(sum),
    },
  ];
}
