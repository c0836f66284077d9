/**
 * What AWS reports about an organization's cost besides the bill, in the order in which it is read: what is free first. Each
 * name is the `source` in the store, and a word of `--sources`.
 */
export const ADVICE_SOURCES = [
  'budgets',
  'cost-optimization-hub',
  'compute-optimizer',
  'anomalies',
  'rightsizing',
  'savings-plans-purchase',
  'reservation-purchase',
] as const;
export type AdviceSource = (typeof ADVICE_SOURCES)[number];

/** The sources that Cost Explorer gives: each request is paid. */
export const PAID_ADVICE = [
  'anomalies',
  'rightsizing',
  'savings-plans-purchase',
  'reservation-purchase',
] as const satisfies readonly AdviceSource[];
export type PaidAdvice = (typeof PAID_ADVICE)[number];

/** How a source is called, and what reading it takes. */
export interface AdviceFacts {
  /** For people. */
  readonly title: string;
  readonly permissions: readonly string[];
  /**
   * It is not asked for again before, in milliseconds, whatever the settings say. Commitments are advised on weeks of
   * usage: to ask every day would cost money, and tell nothing new.
   *
   * @default the minimum age of the settings
   */
  readonly leastAgeMs?: number;
}

const HOUR_MS = 3_600_000;
/** Less than a day, so that a collection at the same hour each day reads it each day. */
const DAILY_MS = 20 * HOUR_MS;
/** Less than a week, for the same reason. */
const WEEKLY_MS = (7 * 24 - 4) * HOUR_MS;

export const ADVICE_FACTS: Readonly<Record<AdviceSource, AdviceFacts>> = {
  budgets: { title: 'Budgets', permissions: ['budgets:ViewBudget'] },
  'cost-optimization-hub': {
    title: 'Cost Optimization Hub',
    permissions: [
      'cost-optimization-hub:GetPreferences',
      'cost-optimization-hub:ListRecommendations',
    ],
  },
  'compute-optimizer': {
    title: 'Compute Optimizer',
    // AWS also checks that the caller may see what is advised on.
    permissions: [
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeAutoScalingInstances',
      'compute-optimizer:GetAutoScalingGroupRecommendations',
      'compute-optimizer:GetEBSVolumeRecommendations',
      'compute-optimizer:GetEC2InstanceRecommendations',
      'compute-optimizer:GetECSServiceRecommendations',
      'compute-optimizer:GetIdleRecommendations',
      'compute-optimizer:GetLambdaFunctionRecommendations',
      'compute-optimizer:GetRDSDatabaseRecommendations',
      'ec2:DescribeInstances',
      'ec2:DescribeVolumes',
      'ecs:ListClusters',
      'ecs:ListServices',
      'lambda:ListFunctions',
      'lambda:ListProvisionedConcurrencyConfigs',
      'rds:DescribeDBClusters',
      'rds:DescribeDBInstances',
    ],
  },
  anomalies: {
    title: 'Cost anomalies',
    permissions: ['ce:GetAnomalies', 'ce:GetAnomalyMonitors'],
    leastAgeMs: DAILY_MS,
  },
  rightsizing: {
    title: 'Rightsizing',
    permissions: ['ce:GetRightsizingRecommendation'],
    leastAgeMs: WEEKLY_MS,
  },
  'savings-plans-purchase': {
    title: 'Savings Plans to purchase',
    permissions: ['ce:GetSavingsPlansPurchaseRecommendation'],
    leastAgeMs: WEEKLY_MS,
  },
  'reservation-purchase': {
    title: 'Reservations to purchase',
    permissions: ['ce:GetReservationPurchaseRecommendation'],
    leastAgeMs: WEEKLY_MS,
  },
};

export function isPaidAdvice(source: AdviceSource): source is PaidAdvice {
  return PAID_ADVICE.some((paid) => paid === source);
}

export function isAdviceSource(source: string): source is AdviceSource {
  return ADVICE_SOURCES.some((known) => known === source);
}
