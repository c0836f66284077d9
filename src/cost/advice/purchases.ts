import {
  GetReservationPurchaseRecommendationCommand,
  GetSavingsPlansPurchaseRecommendationCommand,
  SupportedSavingsPlansType,
} from '@aws-sdk/client-cost-explorer';
import { z } from 'zod';
import { explorerPages, type ExplorerAccess } from '../explorer/explorer-calls.ts';
import { filledText, NOTHING_KNOWN, textAmount, type Recommendation } from './recommendation.ts';

/** What a purchase is computed for: the shortest term without payment in advance, on a month of usage. */
const OFFER = {
  TermInYears: 'ONE_YEAR',
  PaymentOption: 'NO_UPFRONT',
  LookbackPeriodInDays: 'THIRTY_DAYS',
  AccountScope: 'PAYER',
} as const;
const LOOKBACK_DAYS = 30;

/** The types of Savings Plans; each is one request. */
export const PLAN_TYPES = Object.values(SupportedSavingsPlansType);
/** The services with reservations, as Cost Explorer names them; each is one request. */
export const RESERVED_SERVICES = [
  'Amazon Elastic Compute Cloud - Compute',
  'Amazon Relational Database Service',
  'Amazon ElastiCache',
  'Amazon OpenSearch Service',
  'Amazon Redshift',
] as const;

const Plan = z.object({
  AccountId: filledText,
  RecommendationDetailId: filledText,
  SavingsPlansDetails: z
    .object({ Region: filledText, InstanceFamily: filledText, OfferingId: filledText })
    .optional(),
  CurrencyCode: filledText,
  HourlyCommitmentToPurchase: filledText,
  EstimatedMonthlySavingsAmount: textAmount,
});
const Reservation = z.object({
  AccountId: filledText,
  InstanceDetails: z
    .record(z.string(), z.record(z.string(), z.unknown()).optional())
    .optional()
    .transform((details) => Object.values(details ?? {}).find((one) => one !== undefined)),
  RecommendedNumberOfInstancesToPurchase: filledText,
  CurrencyCode: filledText,
  EstimatedMonthlySavingsAmount: textAmount,
  EstimatedMonthlyOnDemandCost: textAmount,
});

/**
 * The Savings Plans that AWS advises to purchase, for the organization.
 *
 * @throws AWS's errors, {@link SpendCapError}, and a ZodError for answers of another form
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetSavingsPlansPurchaseRecommendation.html
 */
export async function* planPurchases(
  access: ExplorerAccess,
  signal: AbortSignal,
): AsyncGenerator<readonly Recommendation[], void> {
  for (const SavingsPlansType of PLAN_TYPES) {
    const pages = explorerPages(
      access,
      {
        operation: 'GetSavingsPlansPurchaseRecommendation',
        purpose: 'purchases',
        command: (NextPageToken) =>
          new GetSavingsPlansPurchaseRecommendationCommand({
            ...OFFER,
            SavingsPlansType,
            NextPageToken,
          }),
      },
      signal,
    );
    let number = 0;
    for await (const { SavingsPlansPurchaseRecommendation: found } of pages) {
      const details = found?.SavingsPlansPurchaseRecommendationDetails ?? [];
      yield details.map((detail) => planPurchase(SavingsPlansType, detail, (number += 1)));
    }
  }
}

/** @param number of those of its type, from 1 */
export function planPurchase(type: string, detail: unknown, number: number): Recommendation {
  const item = Plan.parse(detail);
  const { Region, InstanceFamily } = item.SavingsPlansDetails ?? {};
  const hourly = item.HourlyCommitmentToPurchase;
  const currency = item.CurrencyCode ?? 'USD';
  return {
    ...NOTHING_KNOWN,
    id: item.RecommendationDetailId ?? `${type}/${String(number)}`,
    account: item.AccountId,
    region: Region,
    action: 'PurchaseSavingsPlans',
    recommended: [type, InstanceFamily, hourly && `${hourly} ${currency} an hour`]
      .filter(Boolean)
      .join(', '),
    savingAfterDiscounts: item.EstimatedMonthlySavingsAmount,
    currency,
    lookbackDays: LOOKBACK_DAYS,
    detail,
  };
}

/**
 * The reservations that AWS advises to purchase, for the organization.
 *
 * @throws AWS's errors, {@link SpendCapError}, and a ZodError for answers of another form
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetReservationPurchaseRecommendation.html
 */
export async function* reservationPurchases(
  access: ExplorerAccess,
  signal: AbortSignal,
): AsyncGenerator<readonly Recommendation[], void> {
  for (const Service of RESERVED_SERVICES) {
    const pages = explorerPages(
      access,
      {
        operation: 'GetReservationPurchaseRecommendation',
        purpose: 'purchases',
        command: (NextPageToken) =>
          new GetReservationPurchaseRecommendationCommand({ ...OFFER, Service, NextPageToken }),
      },
      signal,
    );
    let number = 0;
    for await (const { Recommendations = [] } of pages) {
      const details = Recommendations.flatMap(({ RecommendationDetails = [] }) => RecommendationDetails); // prettier-ignore
      yield details.map((detail) => reservationPurchase(Service, detail, (number += 1)));
    }
  }
}

/** @param number of those of its service, from 1 */
export function reservationPurchase(
  service: string,
  detail: unknown,
  number: number,
): Recommendation {
  const item = Reservation.parse(detail);
  const instance = item.InstanceDetails ?? {};
  const text = (name: string): string | undefined => filledText.safeParse(instance[name]).data;
  const type = text('InstanceType') ?? text('NodeType') ?? text('InstanceSize');
  const count = item.RecommendedNumberOfInstancesToPurchase;
  return {
    ...NOTHING_KNOWN,
    id: `${service}/${String(number)}`,
    account: item.AccountId,
    region: text('Region'),
    action: 'PurchaseReservedInstances',
    current: service,
    recommended: [count, type].filter(Boolean).join(' × ') || undefined,
    monthlyCost: item.EstimatedMonthlyOnDemandCost,
    savingAfterDiscounts: item.EstimatedMonthlySavingsAmount,
    currency: item.CurrencyCode ?? 'USD',
    lookbackDays: LOOKBACK_DAYS,
    detail,
  };
}
