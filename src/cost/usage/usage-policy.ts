import type { BillStatement } from '../billing/bill-policy.ts';

/** The statement for reading usage: none while no setting asks for it. */
export function usageStatements({ isOn }: { readonly isOn: boolean }): readonly BillStatement[] {
  if (!isOn) return [];
  const Action = ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'];
  return [{ Sid: 'LongshoreReadUsage', Effect: 'Allow', Action, Resource: '*' }];
}
