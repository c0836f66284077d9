/** The types of findings, as metrics and filters name them. */
export const FINDING_TYPES = [
  'idle',
  'spot_migration',
  'rightsizing',
  'storage_optimization',
  'multi_az_conversion',
  'reserved_instances',
] as const;
export type FindingType = (typeof FINDING_TYPES)[number];

export const LEVELS = ['low', 'medium', 'high'] as const;
/** How much work a change is, what it risks, or how much it matters. */
export type Level = (typeof LEVELS)[number];

export const VERDICTS = ['yes', 'no', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What a finding does to its resource, the strongest first. A stronger change leaves less for a weaker one: an instance
 * that is terminated needs no smaller type.
 */
export const CHANGES = ['end', 'reduce', 'commit', 'spot'] as const;
export type Change = (typeof CHANGES)[number];

/** Why a rule cannot say yes or no. */
export const UNKNOWN_REASONS = [
  /** Its usage was not read. */
  'no-usage',
  /** CloudWatch has no such metric of it: GPU, or memory without an agent. */
  'no-metric',
  /** CloudWatch has too few of the points that the window should have. */
  'few-points',
  /** It has not existed, or not been in this state, for the whole window. */
  'too-young',
  /** Something else depends on it although it does nothing now. */
  'standby',
  /** AWS did not tell a property that the rule needs, or in another form. */
  'no-property',
  /** Resources that decide were not read. */
  'no-inventory',
  /** Whether a change saves anything follows from a price that is not known. */
  'no-price',
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** One thing that a verdict rests on. */
export interface Evidence {
  /** A metric of CloudWatch, or a property of the resource: `CPUUtilization`, `State`. */
  readonly metric: string;
  /** `Average`, `p99`; `property` for a property. */
  readonly statistic: string;
  readonly windowDays?: number;
  readonly value: number | string | null;
  readonly threshold?: number | string;
  /** `below`: the value counts when it is below the threshold. */
  readonly comparison?: Comparison;
  readonly unit?: string;
  /** The setting of the threshold. */
  readonly setting?: string;
  readonly points?: number;
  /** Points that the window should have. */
  readonly expected?: number;
  /** Whether it speaks for the finding; null when that cannot be said. */
  readonly isMet: boolean | null;
}

export type Comparison = 'below' | 'at most' | 'above' | 'at least' | 'is';

/** What a user does about a finding. */
export interface Remedy {
  /** `Terminate the instance`. */
  readonly title: string;
  /** For a shell. */
  readonly command?: string;
  /** A page of AWS's console. */
  readonly link?: string;
}
