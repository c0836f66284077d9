import { z } from 'zod';
import { sizeOf } from '../cells.ts';
import type { Reservation } from '../commitments.ts';
import { times, type Exact } from '../exact.ts';
import { timeText } from '../exports/export-row.ts';
import {
  commitmentSums,
  coverageSum,
  onDemandRate,
  type CommitmentSum,
} from './commitment-days.ts';
import { whole } from './plan-reports.ts';
import { amountText, PageTokens, parsed, percentText, periodsOf, TimePeriod, type ExplorerHandler } from './requests.ts'; // prettier-ignore

const MOST = 100;

const Input = z.strictObject({
  TimePeriod,
  Granularity: z.enum(['DAILY', 'MONTHLY']).default('MONTHLY'),
  GroupBy: z.array(z.object({ Type: z.literal('DIMENSION'), Key: z.literal('SUBSCRIPTION_ID') })).max(1).default([]),
  Filter: z.undefined({ error: 'the sandbox supports no filter of this call' }).optional(),
  Metrics: z.array(z.string()).optional(),
  SortBy: z.unknown().optional(),
  MaxResults: z.number().optional(),
  NextPageToken: z.string().optional(),
}); // prettier-ignore

type ReservationSum = CommitmentSum & { readonly commitment: Reservation };

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetReservationUtilization.html */
export const getReservationUtilization: ExplorerHandler = (input, context) => {
  const { NextPageToken, ...query } = parsed(Input, input);
  const tokens = new PageTokens(context, 'GetReservationUtilization', query);
  const periods = periodsOf(query.TimePeriod, query.Granularity, context);
  const page = context.pager.page('reservations', periods.length, MOST, tokens.open(NextPageToken));
  const sumsOn = (days: readonly string[]): readonly ReservationSum[] =>
    commitmentSums(days, context).filter((sum) => isReservation(sum));
  return {
    UtilizationsByTime: page.indices.flatMap((index) => {
      const period = periods[index];
      if (period === undefined) return [];
      const sums = sumsOn(period.days);
      const Groups = query.GroupBy.length === 0 ? [] : sums.map(groupOf);
      return [{ TimePeriod: { Start: period.start, End: period.end }, Groups, Total: aggregates(sums) }];
    }),
    Total: aggregates(sumsOn(whole(periods).days)),
    NextPageToken: tokens.close(page.next),
  };
}; // prettier-ignore

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetReservationCoverage.html */
export const getReservationCoverage: ExplorerHandler = (input, context) => {
  const { NextPageToken, ...query } = parsed(Input, input);
  const tokens = new PageTokens(context, 'GetReservationCoverage', query);
  const periods = periodsOf(query.TimePeriod, query.Granularity, context);
  const page = context.pager.page('coverage', periods.length, MOST, tokens.open(NextPageToken));
  const coverage = (days: readonly string[]): object => {
    const { onDemandHours, reservedHours, onDemandCost } = coverageSum(days, context);
    const running = onDemandHours + reservedHours;
    return {
      CoverageHours: {
        OnDemandHours: amountText(onDemandHours),
        ReservedHours: amountText(reservedHours),
        TotalRunningHours: amountText(running),
        CoverageHoursPercentage: percentText(reservedHours, running),
      },
      CoverageCost: { OnDemandCost: amountText(onDemandCost) },
    };
  };
  return {
    CoveragesByTime: page.indices.flatMap((index) => {
      const period = periods[index];
      if (period === undefined) return [];
      const { start, end, days } = period;
      return [{ TimePeriod: { Start: start, End: end }, Groups: [], Total: coverage(days) }];
    }),
    Total: coverage(whole(periods).days),
    NextPageToken: tokens.close(page.next),
  };
};

function isReservation(sum: CommitmentSum): sum is ReservationSum {
  return sum.commitment.type === 'reservation';
}

function groupOf(sum: ReservationSum): object {
  const { commitment } = sum;
  return {
    Key: 'SUBSCRIPTION_ID',
    Value: commitment.id.replaceAll(/\D/g, '').slice(0, 10),
    Attributes: {
      accountId: commitment.accountId,
      instanceType: commitment.instanceType,
      leaseId: commitment.id,
      numberOfInstances: String(commitment.count),
      offeringType: 'Standard',
      paymentOption: commitment.paymentOption,
      platform: 'Linux/UNIX',
      region: commitment.region,
      scope: 'Region',
      service: 'Amazon Elastic Compute Cloud - Compute',
      startDateTime: timeText(commitment.start),
      endDateTime: timeText(commitment.end),
      subscriptionStatus: 'Active',
      subscriptionType: commitment.paymentOption,
      hourlyRecurringFee: amountText(commitment.recurringHourly),
      totalAssetValue: amountText(commitment.upfrontFee),
    },
    Utilization: aggregates([sum]),
  };
}

function aggregates(sums: readonly ReservationSum[]): object {
  const add = (amountOf: (sum: ReservationSum) => Exact): Exact =>
    sums.reduce((total, sum) => total + amountOf(sum), 0n);
  const units = (hours: Exact, { instanceType }: Reservation): Exact =>
    (hours * sizeOf(instanceType)) / 10n;
  const [hours, usedHours] = [add(({ totalHours }) => totalHours), add((sum) => sum.usedHours)];
  const purchased = add(({ totalHours, commitment }) => units(totalHours, commitment));
  const actual = add((sum) => units(sum.usedHours, sum.commitment));
  const [total, used, onDemand] = [add((sum) => sum.total), add((sum) => sum.used), add((sum) => sum.onDemand)]; // prettier-ignore
  const potential = add(({ totalHours, commitment }) =>
    times(totalHours, onDemandRate(commitment)),
  );
  const recurring = add((sum) => sum.recurring);
  return {
    UtilizationPercentage: percentText(usedHours, hours),
    UtilizationPercentageInUnits: percentText(actual, purchased),
    PurchasedHours: amountText(hours),
    PurchasedUnits: amountText(purchased),
    TotalActualHours: amountText(usedHours),
    TotalActualUnits: amountText(actual),
    UnusedHours: amountText(hours - usedHours),
    UnusedUnits: amountText(purchased - actual),
    OnDemandCostOfRIHoursUsed: amountText(onDemand),
    NetRISavings: amountText(onDemand - total),
    TotalPotentialRISavings: amountText(potential - total),
    AmortizedUpfrontFee: amountText(total - recurring),
    AmortizedRecurringFee: amountText(recurring),
    TotalAmortizedFee: amountText(total),
    RICostForUnusedHours: amountText(total - used),
    RealizedSavings: amountText(onDemand - used),
    UnrealizedSavings: amountText(potential - onDemand),
  };
}
