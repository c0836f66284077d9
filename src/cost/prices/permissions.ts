/** The IAM actions that prices need, by what their calls cost. A policy has those of a part only when it is on. */
export const PRICE_PERMISSIONS = {
  /** Prices on demand and of spot instances: AWS does not charge for these calls. */
  free: ['ec2:DescribeSpotPriceHistory', 'pricing:GetProducts'],
  /** Effective S3 rates and capacity blocks: AWS charges for each request to Cost Explorer. */
  paid: ['ce:GetCostAndUsage', 'ec2:DescribeCapacityReservations'],
} as const;

/**
 * The IAM actions for reading prices: none while cost is off.
 *
 * @param isOn runs read prices
 * @param spendCapUsd the most that paid calls may cost in a month, in US dollars: 0 makes none
 */
export function pricePermissions(isOn: boolean, spendCapUsd: string): readonly string[] {
  if (!isOn) return [];
  const { free, paid } = PRICE_PERMISSIONS;
  return Number(spendCapUsd) > 0 ? [...free, ...paid] : free;
}
