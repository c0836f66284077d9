/**
 * The day on which the standard support of a Kubernetes version ends, and its extended support begins.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
const STANDARD_SUPPORT_ENDS: Readonly<Record<string, string>> = {
  '1.23': '2023-10-11',
  '1.24': '2024-01-31',
  '1.25': '2024-05-01',
  '1.26': '2024-06-11',
  '1.27': '2024-07-24',
  '1.28': '2024-11-26',
  '1.29': '2025-03-23',
  '1.30': '2025-07-23',
  '1.31': '2025-11-26',
  '1.32': '2026-03-23',
  '1.33': '2026-07-29',
  '1.34': '2026-12-02',
  '1.35': '2027-03-27',
};

/**
 * Is a version in extended support? A version that is not in AWS's calendar yet is newer than those that are.
 *
 * @param at milliseconds since the Unix epoch
 */
export function isInExtendedSupport(version: string, at: number): boolean {
  const end = STANDARD_SUPPORT_ENDS[version];
  return end !== undefined && at >= Date.parse(end);
}
