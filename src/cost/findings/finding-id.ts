import { createHash } from 'node:crypto';
import type { JudgedResource } from './define-finding.ts';

const DIGITS = 12;

/** The id of a finding: the same for a rule and a resource in every run. `ec2-idle-instance-5f0c2a91be47` */
export function findingId(
  rule: string,
  { account, region, id }: Pick<JudgedResource, 'account' | 'region' | 'id'>,
): string {
  const about = JSON.stringify([rule, account, region, id]);
  return `${rule}-${createHash('sha256').update(about).digest('hex').slice(0, DIGITS)}`;
}
