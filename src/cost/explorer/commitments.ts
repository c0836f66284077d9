import {
  GetReservationCoverageCommand,
  GetReservationUtilizationCommand,
  GetSavingsPlansCoverageCommand,
  GetSavingsPlansUtilizationDetailsCommand,
} from '@aws-sdk/client-cost-explorer';
import { z } from 'zod';
import { classify } from '../../aws/errors.ts';
import { decimal, dividedBy, plus, times, ZERO, type Decimal } from '../money/decimal.ts';
import { amountOf } from '../prices/cost-explorer.ts';
import { explorerPages, type ExplorerAccess } from './explorer-calls.ts';
import type { ExplorerTime } from './explorer-bill.ts';

const PURPOSE = 'commitments';

/** A Savings Plan or a reservation, and how much of it was used in a time. */
export interface Commitment {
  readonly type: 'savings-plan' | 'reservation';
  /** ARN of a Savings Plan, lease of a reservation. */
  readonly id: string;
  readonly account: string | undefined;
  /** Undefined for all regions. */
  readonly region: string | undefined;
  /** `COMPUTE_SP`, `m5.large`. */
  readonly what: string | undefined;
  readonly paymentOption: string | undefined;
  /** In ISO 8601. */
  readonly endsAt: string | undefined;
  /** In percent, as Cost Explorer has it. */
  readonly utilization: Decimal | undefined;
  /** What it cost, spread over its term, in US dollars. */
  readonly cost: Decimal | undefined;
  /** On-demand cost that it saved, in US dollars; negative when it cost more. */
  readonly netSavings: Decimal | undefined;
}

/** Which share of the usage that could be covered was, in percent; undefined without such usage. */
export interface CommitmentCoverage {
  readonly savingsPlans: Decimal | undefined;
  readonly reservations: Decimal | undefined;
}

/** The operations; each is one request, or more where there are many. */
export const COMMITMENT_PERMISSIONS = [
  'ce:GetSavingsPlansUtilizationDetails',
  'ce:GetSavingsPlansCoverage',
  'ce:GetReservationUtilization',
  'ce:GetReservationCoverage',
] as const;

const amount = z.string().optional().transform(amountOf);
const Plan = z.object({
  SavingsPlanArn: z.string(),
  Attributes: z.record(z.string(), z.string()).default({}),
  Utilization: z.object({ UtilizationPercentage: amount }).optional(),
  Savings: z.object({ NetSavings: amount }).optional(),
  AmortizedCommitment: z.object({ TotalAmortizedCommitment: amount }).optional(),
});
const Reservation = z.object({
  Value: z.string(),
  Attributes: z.record(z.string(), z.string()).default({}),
  Utilization: z
    .object({ UtilizationPercentage: amount, NetRISavings: amount, TotalAmortizedFee: amount })
    .optional(),
});

/**
 * The Savings Plans and reservations that a payer account sees.
 *
 * @throws AWS's errors, {@link SpendCapError}, and a ZodError for answers of another form
 */
export async function commitmentsOf(
  access: ExplorerAccess,
  { from, until }: ExplorerTime,
  signal: AbortSignal,
): Promise<readonly Commitment[]> {
  const TimePeriod = { Start: from, End: until };
  const found: Commitment[] = [];
  const plans = explorerPages(
    access,
    {
      operation: 'GetSavingsPlansUtilizationDetails',
      purpose: PURPOSE,
      command: (NextToken) =>
        new GetSavingsPlansUtilizationDetailsCommand({ TimePeriod, NextToken }),
    },
    signal,
  );
  for await (const page of orNone(plans)) {
    for (const detail of page.SavingsPlansUtilizationDetails ?? []) found.push(planOf(detail));
  }
  const reservations = explorerPages(
    access,
    {
      operation: 'GetReservationUtilization',
      purpose: PURPOSE,
      command: (NextPageToken) =>
        new GetReservationUtilizationCommand({
          ...{ TimePeriod, NextPageToken },
          GroupBy: [{ Type: 'DIMENSION', Key: 'SUBSCRIPTION_ID' }],
        }),
    },
    signal,
  );
  for await (const { UtilizationsByTime = [] } of orNone(reservations)) {
    for (const { Groups = [] } of UtilizationsByTime) found.push(...Groups.map(reservationOf));
  }
  return found;
}

/** How much of the usage that commitments could cover they did cover, within one month. */
export async function commitmentCoverage(
  access: ExplorerAccess,
  { from, until }: ExplorerTime,
  signal: AbortSignal,
): Promise<CommitmentCoverage> {
  const TimePeriod = { Start: from, End: until };
  let covered = ZERO;
  let all = ZERO;
  const plans = explorerPages(
    access,
    {
      operation: 'GetSavingsPlansCoverage',
      purpose: PURPOSE,
      command: (NextToken) =>
        new GetSavingsPlansCoverageCommand({ TimePeriod, Granularity: 'MONTHLY', NextToken }),
    },
    signal,
  );
  for await (const { SavingsPlansCoverages = [] } of orNone(plans)) {
    for (const { Coverage } of SavingsPlansCoverages) {
      covered = plus(covered, amountOf(Coverage?.SpendCoveredBySavingsPlans) ?? ZERO);
      all = plus(all, amountOf(Coverage?.TotalCost) ?? ZERO);
    }
  }
  let reservations: Decimal | undefined;
  const hours = explorerPages(
    access,
    {
      operation: 'GetReservationCoverage',
      purpose: PURPOSE,
      command: (NextPageToken) => new GetReservationCoverageCommand({ TimePeriod, NextPageToken }),
    },
    signal,
  );
  for await (const { Total } of orNone(hours)) {
    reservations = amountOf(Total?.CoverageHours?.CoverageHoursPercentage);
  }
  return { savingsPlans: percent(covered, all), reservations };
}

/** An organization without commitments of a type has no data about them. */
async function* orNone<Page>(pages: AsyncGenerator<Page, void>): AsyncGenerator<Page, void> {
  try {
    yield* pages;
  } catch (error) {
    if (classify(error).code !== 'DataUnavailableException') throw error;
  }
}

function planOf(detail: unknown): Commitment {
  const { SavingsPlanArn, Attributes, Utilization, Savings, AmortizedCommitment } =
    Plan.parse(detail);
  return {
    type: 'savings-plan',
    id: SavingsPlanArn,
    account: textOf(Attributes['AccountId']),
    region: textOf(Attributes['Region']),
    what: textOf(Attributes['SavingsPlansType']),
    paymentOption: textOf(Attributes['PaymentOption']),
    endsAt: timeOf(Attributes['EndDateTime']),
    utilization: Utilization?.UtilizationPercentage,
    cost: AmortizedCommitment?.TotalAmortizedCommitment,
    netSavings: Savings?.NetSavings,
  };
}

function reservationOf(group: unknown): Commitment {
  const { Value, Attributes, Utilization } = Reservation.parse(group);
  return {
    type: 'reservation',
    id: textOf(Attributes['leaseId']) ?? Value,
    account: textOf(Attributes['accountId']),
    region: textOf(Attributes['region']),
    what: textOf(Attributes['instanceType']),
    paymentOption: textOf(Attributes['paymentOption']),
    endsAt: timeOf(Attributes['endDateTime']),
    utilization: Utilization?.UtilizationPercentage,
    cost: Utilization?.TotalAmortizedFee,
    netSavings: Utilization?.NetRISavings,
  };
}

function percent(part: Decimal, all: Decimal): Decimal | undefined {
  return all === ZERO ? undefined : dividedBy(times(part, decimal('100')), all);
}

function textOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function timeOf(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
