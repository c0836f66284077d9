import { decimal, decimalText, dividedBy, toNumber, ZERO, type Decimal } from '../money/decimal.ts';
import type { Check, Doubt } from './check.ts';
import { confidenceOf } from './confidence.ts';
import { countOnce } from './count-once.ts';
import type { FindingRule, JudgedResource, Opportunity, RuleInputs } from './define-finding.ts';
import type { Change, Level, Verdict } from './finding.ts';
import { findingId } from './finding-id.ts';
import { priorityOf } from './priority.ts';
import { ResourceSavings, type Saving, type SavingInputs, type UnknownSaving } from './saving.ts';
import { LEAST_SAVING } from './shared-thresholds.ts';
import { valued, type NumberThreshold, type Valued } from './threshold.ts';

/** What a rule found out about a resource. */
export interface Finding {
  readonly id: string;
  readonly rule: FindingRule;
  readonly resource: JudgedResource;
  readonly verdict: Verdict;
  /** Of an unknown verdict. */
  readonly doubt: Doubt | undefined;
  readonly checks: readonly Check[];
  /** Of a verdict `yes`. */
  readonly found: FoundOpportunity | undefined;
}

/** What can be done, and what it saves. */
export interface FoundOpportunity extends Opportunity {
  readonly change: Change;
  readonly effort: Level;
  readonly risk: Level;
  /** By itself. */
  readonly own: Saving | UnknownSaving;
  /** What counts beside the other findings of the resource. */
  readonly counted: Decimal;
  readonly overlaps: readonly string[];
  readonly priority: Level;
  readonly confidence: number;
}

/** What a resource is judged with. */
export interface JudgeInputs extends RuleInputs {
  readonly costs: Omit<SavingInputs, 'properties'>;
  /** What the resource's service costs in a month, in this currency; undefined if not known. */
  serviceCost(currency: string): Decimal | undefined;
  /** Findings that are dismissed or done: their savings do not count, and others count in their place. */
  readonly isSetAside: (id: string) => boolean;
  /** Whether AWS itself advises a change of the resource. */
  readonly isAdvisedByAws: boolean;
  /** Verdicts of no, which are most, are not needed. @default false */
  readonly leavesOutNo?: boolean;
}

/** Asks rules about one resource. Their savings are counted once. */
export function judgeResource(
  rules: readonly FindingRule[],
  inputs: JudgeInputs,
): readonly Finding[] {
  const { resource, costs } = inputs;
  const savings = new ResourceSavings({ ...costs, properties: resource.properties });
  const findings = rules.flatMap((rule) => judgeByRule(rule, inputs, savings) ?? []);
  const shown =
    inputs.leavesOutNo === true ? findings.filter(({ verdict }) => verdict !== 'no') : findings;
  return withCounted(shown, inputs, savings);
}

function judgeByRule(
  rule: FindingRule,
  inputs: JudgeInputs,
  savings: ResourceSavings,
): Finding | undefined {
  const judgement = rule.judge(inputs);
  if (judgement === undefined) return undefined;
  const { checks } = judgement;
  const { resource, leavesOutNo = false } = inputs;
  if (leavesOutNo && checks.some(isNotMet)) return undefined;
  const base = { id: findingId(rule.name, resource), rule, resource, checks };
  const none = { doubt: undefined, found: undefined };
  if (checks.some(isNotMet)) {
    return { ...base, ...none, verdict: 'no' };
  }
  const open = checks.find(
    ({ evidence: { isMet }, doubt }) => isMet === null || doubt !== undefined,
  );
  if (open !== undefined) {
    return { ...base, ...none, verdict: 'unknown', doubt: open.doubt ?? UNDECIDED };
  }
  const found = judgement.found();
  if ('reason' in found) return { ...base, ...none, verdict: 'unknown', doubt: found };
  const own = savings.of(found.saving);
  if (!('unknown' in own) && own.monthly < leastSaving(inputs)) {
    return { ...base, ...none, checks: [...checks, savingCheck(own)], verdict: 'no' };
  }
  const { leastShare } = found;
  if (leastShare !== undefined) {
    if ('unknown' in own) return { ...base, ...none, verdict: 'unknown', doubt: noPrice(own) };
    const share = shareCheck(own, leastShare);
    if (share.evidence.isMet !== true) {
      return { ...base, ...none, checks: [...checks, share], verdict: 'no' };
    }
  }
  const { change = rule.change, effort = rule.effort, risk = rule.risk } = found;
  const isBilled = !('unknown' in own) && own.basis !== 'ListCost';
  const confidence = confidenceOf({ checks, isBilled, isAdvisedByAws: inputs.isAdvisedByAws });
  const counting = { own, counted: ZERO, overlaps: [], priority: 'low', confidence } as const;
  return {
    ...base,
    verdict: 'yes',
    doubt: undefined,
    found: { ...found, change, effort, risk, ...counting },
  };
}

function isNotMet({ evidence: { isMet } }: Check): boolean {
  return isMet === false;
}

const UNDECIDED: Doubt = { reason: 'no-property', detail: 'it cannot be decided' };

function noPrice({ unknown: detail }: UnknownSaving): Doubt {
  return { reason: 'no-price', detail, fix: 'run longshore cost resources, which reads prices' };
}

function shareCheck(
  { monthly, cost }: Saving,
  { value: threshold, setting }: Valued<NumberThreshold>,
): Check {
  const value = cost > ZERO ? toNumber(dividedBy(monthly, cost)) : 0;
  const about = {
    metric: 'saving',
    statistic: 'share of the cost',
    comparison: 'at least',
  } as const;
  return { evidence: { ...about, value, threshold, setting, isMet: value >= threshold } };
}

function leastSaving({ thresholds }: JudgeInputs): Decimal {
  return decimal(valued(LEAST_SAVING, thresholds).value);
}

function savingCheck({ monthly, currency }: Saving): Check {
  const evidence = {
    metric: 'monthly saving',
    statistic: 'estimate',
    value: decimalText(monthly),
    threshold: LEAST_SAVING.default,
    comparison: 'at least',
    unit: currency,
    setting: LEAST_SAVING.setting,
    isMet: false,
  } as const;
  return { evidence };
}

function withCounted(
  findings: readonly Finding[],
  { isSetAside, serviceCost, thresholds }: JudgeInputs,
  savings: ResourceSavings,
): readonly Finding[] {
  if (findings.every(({ found }) => found === undefined)) return findings;
  const { cost } = savings;
  if ('unknown' in cost) return findings;
  const open = findings.flatMap(({ id, found }) =>
    found === undefined || 'unknown' in found.own || isSetAside(id)
      ? []
      : [{ id, change: found.change, monthly: found.own.monthly }],
  );
  const counted = countOnce(cost.monthly, open);
  const ofService = serviceCost(cost.currency);
  return findings.map((finding) => {
    const { found, id } = finding;
    if (found === undefined || 'unknown' in found.own) return finding;
    const { counted: amount = ZERO, overlaps = [] } = counted.get(id) ?? {};
    const priority = priorityOf(amount, ofService, thresholds);
    return { ...finding, found: { ...found, counted: amount, overlaps, priority } };
  });
}
