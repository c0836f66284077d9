import type { BilledProduct } from './billed-product.ts';
import type { Exact } from './exact.ts';

/**
 * How usage accrues: by the hours that the resource exists; by what it stores, as a share of a month; by what
 * flows through it in a day.
 */
export type Pattern = 'hours' | 'stored' | 'flow';

/** One thing that a resource is charged for. */
export interface Meter {
  readonly product: BilledProduct;
  readonly pattern: Pattern;
  /** For an hour, at a time, or for an ordinary day: as the pattern says. */
  readonly amount: Exact;
  /** Bought on spot: commitments do not apply. */
  readonly isSpot?: boolean;
}

/** What is wrong with a resource, as findings should tell it. */
export type Waste = 'idle' | 'oversized' | 'unattached';

/** Why a resource costs more than it must, besides its load. */
export type Shortcoming =
  | 'all versions'
  | 'always on'
  | 'extended support'
  | 'failing'
  | 'gp2'
  | 'idle group'
  | 'incomplete uploads'
  | 'never invoked'
  | 'no lifecycle'
  | 'no retention'
  | 'of a stopped instance'
  | 'old'
  | 'old generation'
  | 'on demand although it may be interrupted'
  | 'orphaned'
  | 'rarely read'
  | 'standby that nobody needs'
  | 'storage that is never used'
  | 'untagged images'
  | 'unused';
/** Days on which a resource is used many times as much as before. */
export interface Runaway {
  readonly firstDay: string;
  /** Exclusive. */
  readonly endDay: string;
  /** How many times the ordinary usage. */
  readonly factor: number;
}

/** A resource that the bill knows. */
export interface MeteredResource {
  readonly kind: string;
  /** As the bill names it: an id, an ARN or a name. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly zone: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Exists from then on. Milliseconds. */
  readonly start: number;
  /** Is deleted then; infinite while it exists. Milliseconds. */
  readonly end: number;
  /** Whether it runs in office hours only: 12 hours on working days. */
  readonly isOfficeHours: boolean;
  /** How much more it uses each day, in millionths of its first day's usage. */
  readonly growth: number;
  readonly waste: Waste | undefined;
  readonly shortcomings: readonly Shortcoming[];
  /** The share of a function's invocations that fail. @default few */
  readonly errorShare?: number;
  /** @default none */
  readonly runaway?: Runaway;
  /** The memory of a function, in GB. */
  readonly gigabytes?: number;
  /** How CloudWatch names it, where its id is not enough. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** A number of its own, for its usage. */
  readonly draw: number;
  readonly meters: readonly Meter[];
}
