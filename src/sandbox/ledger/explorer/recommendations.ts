import { z } from 'zod';
import { adviceFor, uncoveredHourly, type Advice } from '../advice.ts';
import { ONE, share, whole, type Exact } from '../exact.ts';
import { amountText, PageTokens, parsed, percentText, seenAccounts, type ExplorerHandler } from './requests.ts'; // prettier-ignore

const MOST = 100;
const MONTH_HOURS = 730;
/** Prices of a plan and of a reservation, of what they cost on demand, in percent. */
const PLAN = 72n;
const RESERVED = 63n;

const Rightsizing = z.strictObject({
  Service: z.literal('AmazonEC2'),
  Configuration: z.unknown().optional(),
  Filter: z.undefined({ error: 'the sandbox supports no filter of this call' }).optional(),
  PageSize: z.number().optional(),
  NextPageToken: z.string().optional(),
});

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetRightsizingRecommendation.html */
export const getRightsizingRecommendation: ExplorerHandler = (input, context) => {
  const { NextPageToken, ...query } = parsed(Rightsizing, input);
  const tokens = new PageTokens(context, 'GetRightsizingRecommendation', query);
  const all = seenAccounts(context)
    .flatMap((accountId) => adviceFor(context.ledger, accountId))
    .filter(({ resource }) => resource.kind === 'AWS::EC2::Instance');
  const size = context.pager.size(query.PageSize, 1, MOST);
  const page = context.pager.page('rightsizing', all.length, size, tokens.open(NextPageToken));
  const saving = all.reduce((sum, one) => sum + one.saving, 0n);
  const cost = all.reduce((sum, one) => sum + one.monthlyCost, 0n);
  return {
    Metadata: {
      RecommendationId: '5e0f1a2b-0000-4000-8000-000000000002',
      GenerationTimestamp: new Date(context.ledger.refresh().at).toISOString(),
      LookbackPeriodInDays: 'FOURTEEN_DAYS',
    },
    Summary: {
      TotalRecommendationCount: String(all.length),
      EstimatedTotalMonthlySavingsAmount: amountText(saving),
      SavingsCurrencyCode: 'USD',
      SavingsPercentage: percentText(saving, cost),
    },
    RightsizingRecommendations: page.indices.flatMap((index) => rightsizing(all[index])),
    NextPageToken: tokens.close(page.next),
    Configuration: { RecommendationTarget: 'SAME_INSTANCE_FAMILY', BenefitsConsidered: true },
  };
};

function rightsizing(advice: Advice | undefined): object[] {
  if (advice === undefined) return [];
  const { resource, monthlyCost, saving, target } = advice;
  const product = resource.meters[0]?.product;
  const money = { EstimatedMonthlySavings: amountText(saving), CurrencyCode: 'USD' };
  return [
    {
      AccountId: resource.accountId,
      CurrentInstance: {
        ResourceId: resource.id,
        InstanceName: resource.name,
        Tags: Object.entries(resource.tags).map(([Key, value]) => ({ Key, Values: [value] })),
        ResourceDetails: { EC2ResourceDetails: product === undefined ? {} : details(product.attributes, product.region, product.tiers[0].rate) },
        ResourceUtilization: { EC2ResourceUtilization: { MaxCpuUtilizationPercentage: resource.waste === 'idle' ? '1.2' : '18.5' } },
        MonthlyCost: amountText(monthlyCost),
        CurrencyCode: 'USD',
      },
      RightsizingType: target === undefined ? 'TERMINATE' : 'MODIFY',
      ...(target === undefined
        ? { TerminateRecommendationDetail: money }
        : {
            ModifyRecommendationDetail: {
              TargetInstances: [
                {
                  ...money,
                  EstimatedMonthlyCost: amountText(monthlyCost - saving),
                  DefaultTargetInstance: true,
                  ResourceDetails: { EC2ResourceDetails: details(target.attributes, target.region, target.tiers[0].rate) },
                },
              ],
            },
          }),
      FindingReasonCodes: ['CPU_OVER_PROVISIONED'],
    },
  ];
} // prettier-ignore

function details(
  attributes: Readonly<Record<string, string>>,
  region: string,
  rate: Exact,
): object {
  return {
    HourlyOnDemandRate: amountText(rate),
    InstanceType: attributes['instanceType'],
    Platform: attributes['operatingSystem'],
    Region: region,
    Memory: attributes['memory'],
    NetworkPerformance: attributes['networkPerformance'],
    Storage: attributes['storage'],
    Vcpu: attributes['vcpu'],
  };
}

const Plans = z.strictObject({
  SavingsPlansType: z.enum(['COMPUTE_SP', 'EC2_INSTANCE_SP', 'SAGEMAKER_SP', 'DATABASE_SP']),
  TermInYears: z.enum(['ONE_YEAR', 'THREE_YEARS']),
  PaymentOption: z.enum(['NO_UPFRONT', 'PARTIAL_UPFRONT', 'ALL_UPFRONT']),
  AccountScope: z.enum(['PAYER', 'LINKED']).default('PAYER'),
  LookbackPeriodInDays: z.enum(['SEVEN_DAYS', 'THIRTY_DAYS', 'SIXTY_DAYS']),
  Filter: z.unknown().optional(),
  PageSize: z.number().optional(),
  NextPageToken: z.string().optional(),
});

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetSavingsPlansPurchaseRecommendation.html */
export const getSavingsPlansPurchaseRecommendation: ExplorerHandler = (input, context) => {
  const query = parsed(Plans, input);
  const { accountId, hourly } = uncoveredHourly(context.ledger);
  const isSeen =
    seenAccounts(context).includes(accountId) && query.SavingsPlansType === 'COMPUTE_SP';
  const commitment = isSeen ? share(hourly, PLAN, 100n) : 0n;
  const monthly = (amount: Exact): Exact => (amount * whole(MONTH_HOURS)) / ONE;
  const saving = monthly(hourly - commitment);
  const advice = {
    CurrencyCode: 'USD',
    HourlyCommitmentToPurchase: amountText(commitment),
    EstimatedSavingsAmount: amountText(saving),
    EstimatedMonthlySavingsAmount: amountText(saving),
    EstimatedSavingsPercentage: percentText(hourly - commitment, hourly),
  };
  const { SavingsPlansType, TermInYears, PaymentOption, AccountScope, LookbackPeriodInDays } =
    query;
  const isWorth = commitment > 0n;
  return {
    Metadata: {
      RecommendationId: '5e0f1a2b-0000-4000-8000-000000000003',
      GenerationTimestamp: new Date(context.ledger.refresh().at).toISOString(),
    },
    SavingsPlansPurchaseRecommendation: {
      SavingsPlansType,
      TermInYears,
      PaymentOption,
      AccountScope,
      LookbackPeriodInDays,
      SavingsPlansPurchaseRecommendationDetails: isWorth
        ? [
            {
              ...advice,
              AccountId: accountId,
              SavingsPlansDetails: { Region: '', InstanceFamily: '' },
              UpfrontCost: '0',
              EstimatedSPCost: amountText(monthly(commitment)),
              EstimatedOnDemandCost: '0',
              EstimatedOnDemandCostWithCurrentCommitment: amountText(monthly(hourly)),
              EstimatedAverageUtilization: '100',
              CurrentAverageHourlyOnDemandSpend: amountText(hourly),
            },
          ]
        : [],
      ...(isWorth && {
        SavingsPlansPurchaseRecommendationSummary: {
          ...advice,
          TotalRecommendationCount: '1',
          CurrentOnDemandSpend: amountText(monthly(hourly)),
          EstimatedTotalCost: amountText(monthly(commitment)),
        },
      }),
    },
  };
};

const Reservations = z.strictObject({
  Service: z.string(),
  AccountId: z.string().optional(),
  AccountScope: z.enum(['PAYER', 'LINKED']).default('PAYER'),
  Filter: z.unknown().optional(),
  LookbackPeriodInDays: z.enum(['SEVEN_DAYS', 'THIRTY_DAYS', 'SIXTY_DAYS']).default('SEVEN_DAYS'),
  TermInYears: z.enum(['ONE_YEAR', 'THREE_YEARS']).default('ONE_YEAR'),
  PaymentOption: z.string().default('NO_UPFRONT'),
  ServiceSpecification: z.unknown().optional(),
  PageSize: z.number().optional(),
  NextPageToken: z.string().optional(),
});
const EC2 = 'Amazon Elastic Compute Cloud - Compute';

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetReservationPurchaseRecommendation.html */
export const getReservationPurchaseRecommendation: ExplorerHandler = (input, context) => {
  const { Service, AccountScope, LookbackPeriodInDays, TermInYears, PaymentOption } = parsed(Reservations, input); // prettier-ignore
  const { accountId, hourly } = uncoveredHourly(context.ledger);
  const isSeen = seenAccounts(context).includes(accountId) && Service === EC2 && hourly > 0n;
  const onDemand = (hourly * whole(MONTH_HOURS)) / ONE;
  const saving = share(onDemand, 100n - RESERVED, 100n);
  const percent = String(100n - RESERVED);
  const money = { EstimatedMonthlySavingsAmount: amountText(saving), CurrencyCode: 'USD' };
  return {
    Metadata: {
      RecommendationId: '5e0f1a2b-0000-4000-8000-000000000004',
      GenerationTimestamp: new Date(context.ledger.refresh().at).toISOString(),
    },
    Recommendations: isSeen
      ? [
          {
            AccountScope,
            LookbackPeriodInDays,
            TermInYears,
            PaymentOption,
            ServiceSpecification: { EC2Specification: { OfferingClass: 'STANDARD' } },
            RecommendationDetails: [
              {
                ...money,
                AccountId: accountId,
                EstimatedMonthlySavingsPercentage: percent,
                EstimatedMonthlyOnDemandCost: amountText(onDemand),
                UpfrontCost: '0',
                RecurringStandardMonthlyCost: amountText(onDemand - saving),
                AverageUtilization: '100',
              },
            ],
            RecommendationSummary: {
              TotalEstimatedMonthlySavingsAmount: amountText(saving),
              TotalEstimatedMonthlySavingsPercentage: percent,
              CurrencyCode: 'USD',
            },
          },
        ]
      : [],
  };
};
