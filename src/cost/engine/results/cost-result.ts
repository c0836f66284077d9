import type { Decimal } from '../../money/decimal.ts';

/** How much a figure can be relied on: a bill, run time and rate, run time that is known in part. */
export type Confidence = 'high' | 'medium' | 'low';

/** What a resource, or a group of resources, costs in one currency. */
export interface CostResult {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly provider: string;
  readonly service: string;
  readonly tags: ReadonlyMap<string, string>;
  /** Where the cost comes from: `longshore`, `local-spec`, `estimate`, `aggregated`, `none`. */
  readonly adapter: string;
  /** Empty counts as USD. */
  readonly currency: string;
  /** A month at this rate. Undefined where it is unknown. */
  readonly monthly: Decimal | undefined;
  readonly hourly: Decimal | undefined;
  /** How it came about, for a person. */
  readonly notes: string;
  readonly breakdown: ReadonlyMap<string, Decimal>;
  /** What it has cost from `start` to `end`. Undefined for projections, and where it is unknown. */
  readonly totalCost?: Decimal | undefined;
  /** What each day has cost, from the day of `start`. */
  readonly dailyCosts?: readonly Decimal[] | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly start?: number | undefined;
  /** Not included. */
  readonly end?: number | undefined;
  readonly delta?: Decimal | undefined;
  readonly confidence?: Confidence | undefined;
  readonly error?: { readonly code: 'NO_COST_DATA'; readonly message: string } | undefined;
  /** Of these, resources whose cost is unknown. @default 1 with an error, 0 without */
  readonly unknown?: number | undefined;
}

/** The currency of a result: none means USD. */
export function currencyOf({ currency }: Pick<CostResult, 'currency'>): string {
  return currency === '' ? 'USD' : currency;
}

/** How many resources of a result have an unknown cost. */
export function unknownOf({ unknown, error }: CostResult): number {
  return unknown ?? (error === undefined ? 0 : 1);
}

export const DAY_MS = 86_400_000;

/** The day of a time, in UTC: `2026-10-31`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
