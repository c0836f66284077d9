import { GetRightsizingRecommendationCommand } from '@aws-sdk/client-cost-explorer';
import { z } from 'zod';
import { explorerPages, type ExplorerAccess } from '../explorer/explorer-calls.ts';
import { filledText, NOTHING_KNOWN, textAmount, type Recommendation } from './recommendation.ts';

/** Each page is paid. AWS takes at least this many. */
const PAGE_SIZE = 100;

const Details = z
  .object({
    EC2ResourceDetails: z.object({ InstanceType: filledText, Region: filledText }).optional(),
  })
  .optional()
  .transform((details) => details?.EC2ResourceDetails);
const Saving = z.object({ EstimatedMonthlySavings: textAmount, CurrencyCode: filledText });
const Item = z.object({
  AccountId: filledText,
  CurrentInstance: z
    .object({
      ResourceId: filledText,
      MonthlyCost: textAmount,
      CurrencyCode: filledText,
      ResourceDetails: Details,
    })
    .optional(),
  RightsizingType: filledText,
  ModifyRecommendationDetail: z
    .object({
      TargetInstances: z
        .array(
          Saving.extend({
            DefaultTargetInstance: z.boolean().optional(),
            ResourceDetails: Details,
          }),
        )
        .default([]),
    })
    .optional(),
  TerminateRecommendationDetail: Saving.optional(),
});

/**
 * The instances that Cost Explorer would change or terminate. Savings take commitments into account.
 *
 * @throws AWS's errors, {@link SpendCapError}, and a ZodError for answers of another form
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetRightsizingRecommendation.html
 */
export async function* rightsizingRecommendations(
  access: ExplorerAccess,
  signal: AbortSignal,
): AsyncGenerator<readonly Recommendation[], void> {
  const pages = explorerPages(
    access,
    {
      operation: 'GetRightsizingRecommendation',
      purpose: 'rightsizing',
      command: (NextPageToken) => new GetRightsizingRecommendationCommand({
            Service: 'AmazonEC2',
            Configuration: { RecommendationTarget: 'SAME_INSTANCE_FAMILY', BenefitsConsidered: true },
            PageSize: PAGE_SIZE,
            NextPageToken,
          }),
    },
    signal,
  );
  for await (const { RightsizingRecommendations = [] } of pages) {
    yield RightsizingRecommendations.map(rightsizingRecommendation);
  }
} // prettier-ignore

/** @throws {ZodError} for an item of another form */
export function rightsizingRecommendation(detail: unknown): Recommendation {
  const item = Item.parse(detail);
  const { CurrentInstance: current } = item;
  const targets = item.ModifyRecommendationDetail?.TargetInstances ?? [];
  const target = targets.find((one) => one.DefaultTargetInstance === true) ?? targets[0];
  const isTermination = item.RightsizingType?.toUpperCase() === 'TERMINATE';
  const saving = isTermination ? item.TerminateRecommendationDetail : target;
  return {
    ...NOTHING_KNOWN,
    id: `${item.AccountId ?? ''}/${current?.ResourceId ?? ''}`,
    account: item.AccountId,
    region: current?.ResourceDetails?.Region,
    resourceId: current?.ResourceId,
    kind: 'AWS::EC2::Instance',
    action: isTermination ? 'Terminate' : 'Rightsize',
    current: current?.ResourceDetails?.InstanceType,
    recommended: isTermination ? undefined : target?.ResourceDetails?.InstanceType,
    monthlyCost: current?.MonthlyCost,
    savingAfterDiscounts: saving?.EstimatedMonthlySavings,
    currency: saving?.CurrencyCode ?? current?.CurrencyCode ?? 'USD',
    detail,
  };
}
