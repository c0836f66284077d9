/** The IAM actions that prices need, by what their calls cost. A policy has those of a part only when it is on. */
export const PRICE_PERMISSIONS = {
  /** Prices on demand and of spot instances: AWS does not charge for these calls. */
  free: ['ec2:DescribeSpotPriceHistory', 'pricing:GetProducts'],
  /** Effective S3 rates and capacity blocks: AWS charges for each request to Cost Explorer. */
  paid: ['ce:GetCostAndUsage', 'ec2:DescribeCapacityReservations'],
} as const;
