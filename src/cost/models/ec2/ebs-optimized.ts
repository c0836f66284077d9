/**
 * The types of earlier generations for which EBS optimization is a choice and costs extra. All later types include it.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html
 */
const CHARGED_TYPES: ReadonlySet<string> = new Set([
  'c1.xlarge',
  'c3.xlarge',
  'c3.2xlarge',
  'c3.4xlarge',
  'g2.2xlarge',
  'i2.xlarge',
  'i2.2xlarge',
  'i2.4xlarge',
  'm1.large',
  'm1.xlarge',
  'm2.2xlarge',
  'm2.4xlarge',
  'm3.xlarge',
  'm3.2xlarge',
  'r3.xlarge',
  'r3.2xlarge',
  'r3.4xlarge',
]);

/** Whether EBS optimization of an instance type costs extra. */
export function paysForEbsOptimization(type: string | undefined): boolean {
  return type !== undefined && CHARGED_TYPES.has(type);
}
