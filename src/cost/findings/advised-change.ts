import type { Change, FindingType, Level } from './finding.ts';

/** AWS's advice in the words of findings. */
export interface AdvisedChange {
  readonly type: FindingType;
  readonly change: Change;
}

const STORAGE_KINDS: readonly string[] = ['AWS::EC2::Volume', 'AWS::S3::Bucket'];
/** Compute Optimizer's id of what it advises on an instance's storage. */
const STORAGE_PART = '#storage';

/** @param action in the words of Cost Optimization Hub: `Rightsize`, `Stop`, `PurchaseSavingsPlans` */
export function advisedChange(action: string, kind: string | null, id: string): AdvisedChange {
  switch (action) {
    case 'Stop':
    case 'Delete':
    case 'Terminate':
      return { type: 'idle', change: 'end' };
    case 'ScaleIn':
      return { type: 'idle', change: 'reduce' };
    case 'PurchaseSavingsPlans':
    case 'PurchaseReservedInstances':
      return { type: 'reserved_instances', change: 'commit' };
    default: {
      const isStorage = STORAGE_KINDS.includes(kind ?? '') || id.endsWith(STORAGE_PART);
      return { type: isStorage ? 'storage_optimization' : 'rightsizing', change: 'reduce' };
    }
  }
}

/** @param effort of AWS: `VeryLow` to `VeryHigh` */
export function advisedEffort(effort: string | null): Level | undefined {
  return EFFORTS[effort ?? ''];
}

const EFFORTS: Readonly<Record<string, Level>> = {
  VeryLow: 'low',
  Low: 'low',
  Medium: 'medium',
  High: 'high',
  VeryHigh: 'high',
};
