import { createHash } from 'node:crypto';
import { advisedChange, advisedEffort } from '../../../../cost/findings/advised-change.ts';
import { countAdvice } from '../../../../cost/findings/count-advice.ts';
import { priorityOf } from '../../../../cost/findings/priority.ts';
import type { BilledCost } from '../../../../cost/findings/saving.ts';
import type { ThresholdValues } from '../../../../cost/findings/threshold.ts';
import { decimalText, ZERO, type Decimal } from '../../../../cost/money/decimal.ts';
import { AWS_OPPORTUNITIES, type AwsOpportunityRow } from '../../../../store/finding-tables.ts';
import type { Store } from '../../../../store/store.ts';
import { billedCosts, billedDays, billKey } from '../billed-costs.ts';
import { stateAt, type FindingState } from '../finding-states.ts';
import type { RulesByKind } from '../load-rules.ts';
import { serviceKey } from '../service-costs.ts';
import type { InventoryScope } from '../stored-scopes.ts';
import { advisedResources, resourceOf, type KnownResource } from './advised-resources.ts';
import { formerAdvice } from './former-advice.ts';
import { sourceTitle } from './source-title.ts';
import { adviceAt, advicePlaces, type StoredAdvice } from './stored-advice.ts';

export interface EvaluateAdviceOptions {
  readonly store: Store;
  readonly rules: RulesByKind;
  /** How kinds were read, everywhere. */
  readonly scopes: readonly InventoryScope[];
  readonly states: ReadonlyMap<string, FindingState>;
  readonly serviceCosts: ReadonlyMap<string, Decimal>;
  readonly thresholds: ThresholdValues;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Puts AWS's own recommendations beside the findings, which have been evaluated, and counts what both name once.
 * Advice on a resource that is gone is left out.
 *
 * @throws {StoreError} when the store cannot be read or written
 */
export async function evaluateAdvice(options: EvaluateAdviceOptions): Promise<void> {
  const { store, signal } = options;
  const places = await advicePlaces(store, signal);
  for (const [account, regions] of places) {
    signal.throwIfAborted();
    const rows = rowsOf({ account, regions }, options);
    await store.replacePart(AWS_OPPORTUNITIES, account, rows, signal);
  }
  await store.keepParts(AWS_OPPORTUNITIES, [...places.keys()]);
}

async function* rowsOf(
  { account, regions }: { readonly account: string; readonly regions: readonly string[] },
  options: EvaluateAdviceOptions,
): AsyncGenerator<readonly AwsOpportunityRow[], void> {
  const { store, signal, states, now, scopes } = options;
  const days = await billedDays(store, account, signal);
  const seen = await formerAdvice(store, account, signal);
  for (const region of regions) {
    const advice = await adviceAt(store, { account, region }, signal);
    const source = { store, account, region, states, now, signal };
    const resources = await advisedResources(advice, source);
    const billed =
      days === undefined || resources.size === 0
        ? new Map<string, BilledCost>()
        : await billedCosts(store, { account, region, days }, signal);
    const inventory = scopes.filter((scope) => scope.account === account);
    const present = advice.filter(
      (one) => resourceOf(one, resources) !== undefined || !isGone(one, inventory),
    );
    for (const own of byResource(present, resources)) {
      yield adviceRows(own, { account, billed, resources, seen }, options);
    }
  }
}

/** A kind whose resources were all read since has not this one any more. */
function isGone(
  { kind, key, region, readAt }: StoredAdvice,
  scopes: readonly InventoryScope[],
): boolean {
  if (key === '' || kind === null) return false;
  const scope = scopes.find((one) => one.kind === kind && one.region === region);
  return (scope?.readAt ?? 0) > readAt && scope?.problem === undefined;
}

/** Advice of one resource together; a purchase stands alone. */
function byResource(
  advice: readonly StoredAdvice[],
  resources: ReadonlyMap<string, KnownResource>,
): Iterable<readonly StoredAdvice[]> {
  const groups = new Map<string, StoredAdvice[]>();
  for (const one of advice) {
    const { kind, key, source, id } = one;
    const name = resourceOf(one, resources)?.id ?? key;
    const group = key === '' ? `${source} ${id}` : `${kind ?? ''} ${name}`;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return groups.values();
}

interface Known {
  readonly account: string;
  readonly billed: ReadonlyMap<string, BilledCost>;
  readonly resources: ReadonlyMap<string, KnownResource>;
  readonly seen: ReadonlyMap<string, number>;
}

/** What a resource costs, and in which sense. */
interface AdvisedCost {
  readonly monthly: Decimal;
  readonly currency: string;
  readonly basis: 'EffectiveCost' | 'ListCost' | 'aws';
}

function adviceRows(
  advice: readonly StoredAdvice[],
  { account, billed, resources, seen }: Known,
  { rules, states, serviceCosts, thresholds, now }: EvaluateAdviceOptions,
): readonly AwsOpportunityRow[] {
  const [first] = advice;
  if (first === undefined) return [];
  const resource = resourceOf(first, resources);
  const cost = costOf(advice, resource, billed);
  const { findings = [] } = resource ?? {};
  const ids = new Map(advice.map((one) => [one, adviceId(account, one)]));
  const idOf = (one: StoredAdvice): string => ids.get(one) ?? '';
  const open = advice.filter((one) => {
    const id = idOf(one);
    return stateAt(states.get(id), seen.get(id) ?? now, now) === 'open';
  });
  const counted = countAdvice(
    {
      cost: cost?.monthly,
      findings: findings.filter(({ isOpen, currency }) => isOpen && currency === cost?.currency),
      setAside: findings.filter(({ isOpen }) => !isOpen).map(({ change }) => change),
    },
    open.map((one) => ({
      id: idOf(one),
      source: one.source,
      change: advisedChange(one.action, one.kind, one.id).change,
      monthly: one.currency === cost?.currency ? savingOf(one).monthly : undefined,
    })),
  );
  return advice.map((one): AwsOpportunityRow => {
    const id = idOf(one);
    const { source, kind, action, currency, current, recommended, region } = one;
    const { type, change } = advisedChange(action, kind, one.id);
    const { monthly, basis } = savingOf(one);
    const { counted: amount = ZERO, overlaps = [] } = counted.get(id) ?? {};
    const service = serviceOf(one, rules);
    const ofService = kind === null ? undefined : serviceCosts.get(serviceKey(kind, currency));
    const problem = problemOf(one, cost);
    return [
      ...([id, source, type, service, account, region, kind] as const),
      ...([resource?.id ?? one.key, resource?.arn ?? one.arn] as const),
      ...([`${sourceTitle(source)} advises: ${ACTIONS[action] ?? action}`] as const),
      descriptionOf(action, current, recommended),
      ...([action, change, advisedEffort(one.effort) ?? null] as const),
      priorityOf(amount, ofService, thresholds),
      ...([cost === undefined ? null : decimalText(cost.monthly), cost?.basis ?? null] as const),
      ...([monthly === undefined ? null : decimalText(monthly), decimalText(amount)] as const),
      ...([currency, basis ?? null, one.lookbackDays, problem ?? null] as const),
      ...([JSON.stringify(overlaps), seen.get(id) ?? now, now, one.readAt] as const),
    ];
  });
}

/** The bill knows best, then list prices, then AWS's own figure. */
function costOf(
  advice: readonly StoredAdvice[],
  resource: KnownResource | undefined,
  billed: ReadonlyMap<string, BilledCost>,
): AdvisedCost | undefined {
  const bill =
    resource === undefined
      ? undefined
      : (billed.get(billKey(resource.arn ?? resource.id)) ?? billed.get(resource.id));
  if (bill !== undefined) {
    return { monthly: bill.amount, currency: bill.currency, basis: 'EffectiveCost' };
  }
  if (resource?.listed !== undefined) return { ...resource.listed, basis: 'ListCost' };
  const told = advice.find(({ cost, key }) => cost !== undefined && key !== '');
  if (told?.cost === undefined) return undefined;
  return { monthly: told.cost, currency: told.currency, basis: 'aws' };
}

/** What AWS says that it saves: with discounts, where AWS tells that. */
function savingOf({ savingAfter, savingBefore }: StoredAdvice): {
  readonly monthly: Decimal | undefined;
  readonly basis: 'EffectiveCost' | 'ListCost' | undefined;
} {
  if (savingAfter !== undefined) return { monthly: savingAfter, basis: 'EffectiveCost' };
  return { monthly: savingBefore, basis: savingBefore === undefined ? undefined : 'ListCost' };
}

function problemOf(one: StoredAdvice, cost: AdvisedCost | undefined): string | undefined {
  if (one.key === '') return PURCHASE;
  if (savingOf(one).monthly === undefined) return 'AWS does not tell what it saves';
  if (cost === undefined) return 'what the resource costs is not known';
  if (cost.currency !== one.currency) {
    return `its saving is in ${one.currency}, and its cost in ${cost.currency}`;
  }
  return undefined;
}

const PURCHASE =
  'purchases exclude each other, and AWS computes them for the usage as it is, before other savings';

const ACTIONS: Readonly<Record<string, string>> = {
  Stop: 'stop',
  Delete: 'delete',
  Terminate: 'terminate',
  ScaleIn: 'scale in',
  Rightsize: 'change the size',
  Upgrade: 'upgrade',
  MigrateToGraviton: 'migrate to Graviton',
  PurchaseSavingsPlans: 'purchase a Savings Plan',
  PurchaseReservedInstances: 'purchase reservations',
};

function descriptionOf(action: string, current: string | null, recommended: string | null): string {
  const from = current === null || current === '' ? '' : ` ${current}`;
  const to = recommended === null || recommended === '' ? '' : `${from === '' ? '' : ' to'} ${recommended}`; // prettier-ignore
  return `${action}:${from}${to}`.replace(/:$/, '');
}

function serviceOf({ kind, action }: StoredAdvice, rules: RulesByKind): string {
  if (kind === null) return action === 'PurchaseSavingsPlans' ? 'SavingsPlans' : 'Reservations';
  return rules.get(kind)?.[0]?.service ?? kind.split('::')[1] ?? kind;
}

const DIGITS = 12;

/** The same in every evaluation, as the ids of findings are. */
function adviceId(account: string, { source, region, id }: StoredAdvice): string {
  const about = JSON.stringify([source, account, region, id]);
  return `aws-${source}-${createHash('sha256').update(about).digest('hex').slice(0, DIGITS)}`;
}
