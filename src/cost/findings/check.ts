import type { Comparison, Evidence, UnknownReason } from './finding.ts';
import { AGGREGATE_NAMES, type Aggregate, type WindowUsage } from './window-usage.ts';
import type { NumberThreshold, Valued } from './threshold.ts';

/** Why a check cannot be decided, and what helps. */
export interface Doubt {
  readonly reason: UnknownReason;
  /** For a person: `240 of 336 points`. */
  readonly detail: string;
  /** What to do for a verdict. */
  readonly fix?: string;
}

/** One condition of a finding: met, not met, or in doubt. */
export interface Check {
  readonly evidence: Evidence;
  readonly doubt?: Doubt;
}

const DAY_MS = 86_400_000;
const PERCENT = 100;

type Limit = Pick<Valued<NumberThreshold>, 'value'> &
  Partial<Pick<NumberThreshold, 'setting' | 'unit'>>;

/** Whether a number is on the right side of its threshold. */
export function holds(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case 'below':
      return value < limit;
    case 'at most':
      return value <= limit;
    case 'above':
      return value > limit;
    case 'at least':
      return value >= limit;
    case 'is':
      return value === limit;
  }
}

/** Checks of measured usage. Without enough points, they are in doubt: no data is never idle. */
export class UsageChecks {
  readonly #leastPoints: Valued<NumberThreshold>;

  readonly #problem: string | undefined;

  /**
   * @param leastPoints percent of the expected points
   * @param problem why usage was not read
   */
  constructor(leastPoints: Valued<NumberThreshold>, problem?: string) {
    this.#leastPoints = leastPoints;
    this.#problem = problem;
  }

  /** An aggregate against a limit. @param name of the usage, for a person who looks for it */
  that(
    name: string,
    usage: WindowUsage | undefined,
    aggregate: Aggregate,
    comparison: Comparison,
    limit: Limit,
  ): Check {
    const value = usage?.[aggregate];
    const known = usage !== undefined && value !== undefined && Number.isFinite(value);
    const doubt = this.doubtOf(name, usage) ?? (known ? undefined : noAggregate(name, aggregate));
    const about = {
      metric: usage?.metric ?? name,
      statistic: AGGREGATE_NAMES[aggregate],
      value: known ? value : null,
      threshold: limit.value,
      comparison,
      isMet: doubt === undefined && known ? holds(value, comparison, limit.value) : null,
    };
    const { setting } = limit;
    const evidence: Evidence =
      usage === undefined
        ? about
        : {
            ...about,
            windowDays: usage.windowDays,
            unit: usage.unit,
            points: usage.known,
            expected: usage.expected,
          };
    const named = setting === undefined ? evidence : { ...evidence, setting };
    return doubt === undefined ? { evidence: named } : { evidence: named, doubt };
  }

  /** Why this usage decides nothing; undefined when it does. */
  doubtOf(name: string, usage: WindowUsage | undefined): Doubt | undefined {
    if (usage === undefined) {
      return {
        reason: 'no-usage',
        detail: `${name} was not read${this.#problem === undefined ? '' : `: ${this.#problem}`}`,
        fix: 'run longshore cost usage, and allow cloudwatch:GetMetricData for the role that reads this account',
      };
    }
    const { metric, known: points, expected } = usage;
    if (points === 0) {
      return { reason: 'few-points', detail: `CloudWatch has no ${metric} of it in this window` };
    }
    if (points * PERCENT >= expected * this.#leastPoints.value) return undefined;
    return {
      reason: 'few-points',
      detail: `${metric} has ${points} of ${expected} points, less than ${this.#leastPoints.value} %`,
      fix: 'wait until the window is complete',
    };
  }
}

function noAggregate(name: string, aggregate: Aggregate): Doubt {
  return { reason: 'no-metric', detail: `${name} has no ${AGGREGATE_NAMES[aggregate]}` };
}

/** Something lasts for at least so many days. @param since milliseconds since the Unix epoch, undefined if not known */
export function lasts(
  property: string,
  since: number | undefined,
  now: number,
  days: Limit,
): Check {
  const evidence = {
    metric: property,
    statistic: 'property',
    unit: 'days',
    comparison: 'at least',
  } as const;
  const rest = {
    threshold: days.value,
    ...(days.setting !== undefined && { setting: days.setting }),
  };
  if (since === undefined || Number.isNaN(since)) {
    const doubt: Doubt = { reason: 'no-property', detail: `${property} is not known` };
    return { evidence: { ...evidence, ...rest, value: null, isMet: null }, doubt };
  }
  const age = Math.max(0, now - since) / DAY_MS;
  const value = Math.floor(age * 10) / 10;
  if (age >= days.value) return { evidence: { ...evidence, ...rest, value, isMet: true } };
  const detail = `${property} is ${value} days ago, less than the ${days.value} days of the window`;
  return {
    evidence: { ...evidence, ...rest, value, isMet: null },
    doubt: { reason: 'too-young', detail, fix: 'wait until the window is complete' },
  };
}

/** A property of the resource that speaks for the finding, or against it. */
export function property(
  name: string,
  value: string | number | undefined,
  isMet: boolean,
  limit: Partial<Pick<Evidence, 'threshold' | 'comparison' | 'setting' | 'unit'>> = {},
): Check {
  return {
    evidence: { metric: name, statistic: 'property', value: value ?? null, ...limit, isMet },
  };
}

/** A property, or something else, that leaves the verdict open. */
export function doubtful(name: string, value: string | number | undefined, doubt: Doubt): Check {
  const evidence = { metric: name, statistic: 'property', value: value ?? null, isMet: null };
  return { evidence, doubt };
}
