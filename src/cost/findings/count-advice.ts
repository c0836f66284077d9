import { minus, smaller, sumOf, ZERO, type Decimal } from '../money/decimal.ts';
import { CHANGES, type Change } from './finding.ts';

/** What AWS advises about a resource. */
export interface AdvisedSaving {
  readonly id: string;
  /** `cost-optimization-hub` */
  readonly source: string;
  readonly change: Change;
  /** Undefined: AWS tells none, or in another currency than the cost. */
  readonly monthly: Decimal | undefined;
}

/** An open finding of the same resource, with what of it counts. */
export interface CountedFinding {
  readonly id: string;
  readonly change: Change;
  /** Undefined if not known. */
  readonly counted: Decimal | undefined;
}

/** What is known of a resource besides AWS's advice. */
export interface AdvisedResource {
  /** In a month; undefined if not known. */
  readonly cost: Decimal | undefined;
  readonly findings: readonly CountedFinding[];
  /** Changes that people have set aside: AWS's advice to do the same is set aside too. */
  readonly setAside: readonly Change[];
}

/** What of a piece of advice counts. */
export interface CountedAdvice {
  readonly counted: Decimal;
  /** Findings, and other advice, that have the same saving. */
  readonly overlaps: readonly string[];
}

/** The first one speaks for AWS: the Hub has removed recommendations that exclude each other. */
const SOURCES: readonly string[] = ['cost-optimization-hub', 'compute-optimizer', 'rightsizing'];

/**
 * Counts AWS's advice of one resource beside our findings, so that no saving counts twice:
 *
 * - AWS's sources repeat each other, so that one piece of advice speaks for all.
 * - If a finding proposes the same change, or a stronger one, its saving has been counted: AWS's counts 0.
 * - If AWS proposes a stronger change, what it saves above the findings counts.
 * - Findings and advice together are never above the cost. Where no cost is known, AWS's saving does not count.
 */
export function countAdvice(
  { cost, findings, setAside }: AdvisedResource,
  advice: readonly AdvisedSaving[],
): ReadonlyMap<string, CountedAdvice> {
  const open = advice.filter(({ change }) => !setAside.includes(change)).sort(firstOfAws);
  const speaker = open.find(({ monthly }) => monthly !== undefined) ?? open[0];
  const known = findings.filter((one) => (one.counted ?? ZERO) > ZERO);
  const counted = new Map<string, CountedAdvice>();
  for (const one of advice) {
    const isSpeaker = one === speaker;
    const overlaps = [
      ...known.map(({ id }) => id),
      ...(speaker === undefined || isSpeaker ? [] : [speaker.id]),
    ];
    const amount = isSpeaker ? aboveFindings(one, known, cost) : ZERO;
    counted.set(one.id, { counted: amount, overlaps });
  }
  return counted;
}

function aboveFindings(
  { change, monthly }: AdvisedSaving,
  findings: readonly CountedFinding[],
  cost: Decimal | undefined,
): Decimal {
  if (monthly === undefined || cost === undefined) return ZERO;
  const strength = CHANGES.indexOf(change);
  if (findings.some((one) => CHANGES.indexOf(one.change) <= strength)) return ZERO;
  const ours = sumOf(findings.map(({ counted = ZERO }) => counted));
  const left = minus(smaller(monthly, cost), ours);
  return left > ZERO ? left : ZERO;
}

function firstOfAws(one: AdvisedSaving, other: AdvisedSaving): number {
  const order = placeOf(one.source) - placeOf(other.source);
  if (order !== 0) return order;
  const strength = CHANGES.indexOf(one.change) - CHANGES.indexOf(other.change);
  if (strength !== 0) return strength;
  const [mine = ZERO, its = ZERO] = [one.monthly, other.monthly];
  if (mine !== its) return mine > its ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function placeOf(source: string): number {
  const place = SOURCES.indexOf(source);
  return place < 0 ? SOURCES.length : place;
}
