import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { toNumber, type Decimal } from '../../money/decimal.ts';
import { hourlyOf } from '../../models/estimate.ts';
import type { Plan } from '../plans/planned-resource.ts';
import { unknownDifference } from '../projection/difference.ts';
import type { ProjectedResource } from '../projection/project-plan.ts';
import { dayOf } from '../results/cost-result.ts';
import type { Comparison } from './earlier-document.ts';
import type {
  AmountsByName,
  ProjectedTotal,
  ProjectedTotals,
} from '../projection/projected-totals.ts';
import type { ProjectedComponent, SideCost } from '../projection/side-cost.ts';

/** Where the prices of a projection are from. */
export interface PriceFacts {
  /** The oldest publication of a price list. Undefined without prices. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  /** They are not AWS's. */
  readonly simulated: boolean;
}

/** What the document says beside the resources. */
export interface ProjectedFacts {
  readonly plan: Pick<Plan, 'source' | 'notes' | 'others'>;
  readonly totals: ProjectedTotals;
  readonly prices: PriceFacts;
}

const PERIOD = `month of ${HOURS_PER_MONTH} hours`;

/** One resource, as a row of JSON or NDJSON. The first keys are those of FinFocus. */
export function projectedRow(projected: ProjectedResource): Readonly<Record<string, unknown>> {
  const { resource, service, region, before, after, difference } = projected;
  const { type, address, name, operation, step, isExternal } = resource;
  // After the change, a deleted resource costs nothing; an unknown cost is null.
  const shown = after ?? before;
  const monthly = after === undefined ? 0 : numberOf(after.monthly);
  const isUnknown = shown?.monthly === undefined;
  return {
    resourceType: type,
    resourceId: address,
    adapter: shown?.adapter ?? 'none',
    currency: shown?.currency ?? 'USD',
    monthly,
    hourly: after === undefined ? 0 : numberOf(after.monthly && hourlyOf(after.monthly)),
    notes: after === undefined && before !== undefined ? 'deleted' : (shown?.note ?? ''),
    breakdown: after === undefined ? null : breakdownOf(after),
    ...(isUnknown &&
      shown !== undefined && {
        error: {
          code: shown.pluginError ?? 'NO_COST_DATA',
          ...{ message: shown.note, resourceType: type },
        },
      }),
    name,
    service,
    region: region ?? null,
    operation,
    ...(step !== operation && { step }),
    ...(isExternal && { external: true }),
    before: before === undefined ? 0 : numberOf(before.monthly),
    delta: numberOf(difference),
    ...(difference === undefined && differenceReason(projected)),
    basis: shown?.plugin === undefined ? 'ListCost' : 'Plugin',
    period: PERIOD,
    sources: sourcesOf(shown),
    components: componentsOf(before, after),
    unpriced: unpricedOf(before, after),
    ...(shown?.adapter === 'assumed' && { assumed: true }),
    ...(projected.measured !== undefined && { measuredUsage: measuredJson(projected.measured) }),
    ...(shown?.plugin !== undefined &&
      shown.plugin.sustainability.size > 0 && {
        sustainability: Object.fromEntries(shown.plugin.sustainability),
      }),
    ...(shown !== undefined &&
      shown.alternatives.length > 0 && {
        alternatives: shown.alternatives.map(({ adapter, monthly: amount, currency }) => ({
          ...{ adapter, monthly: toNumber(amount), currency },
        })),
      }),
  };
}

function differenceReason(projected: ProjectedResource): object | undefined {
  const deltaReason = unknownDifference(projected);
  return deltaReason === undefined ? undefined : { deltaReason };
}

function measuredJson({ names, from, until }: NonNullable<ProjectedResource['measured']>): object {
  return { names, from: dayOf(from), to: dayOf(until - 1) };
}

/** What the document has beside the resources: their totals, and what they were made of. */
export function projectedSummary({ totals, plan, prices }: ProjectedFacts): object {
  const { totals: all, resources, unpriced, unknownChanges, external } = totals;
  const [only] = all.length === 1 ? all : [];
  return {
    summary: {
      totalMonthly: numberOf(only?.monthly),
      totalHourly: numberOf(only && hourlyOf(only.monthly)),
      currency: only?.currency ?? null,
      byProvider: only === undefined ? {} : amountsOf(only.byProvider),
      byService: only === undefined ? {} : amountsOf(only.byService),
      byAdapter: only === undefined ? {} : amountsOf(only.byAdapter),
      totalResources: resources,
      unpricedResources: unpriced,
      unknownChanges,
      externalResources: external,
    },
    totals: all.map(totalOf),
    basis: 'ListCost',
    period: PERIOD,
    prices: { publishedFrom: prices.from ?? null, ...prices, from: undefined },
    plan: { source: plan.source, otherEntries: plan.others, notes: plan.notes },
  };
}

function totalOf(total: ProjectedTotal): object {
  const { currency, monthly, before, assumed, byProvider, byService, byAdapter } = total;
  return {
    currency,
    monthly: toNumber(monthly),
    hourly: toNumber(hourlyOf(monthly)),
    before: toNumber(before),
    delta: toNumber(total.difference),
    assumed: toNumber(assumed),
    byProvider: amountsOf(byProvider),
    byService: amountsOf(byService),
    byAdapter: amountsOf(byAdapter),
    deltaByOperation: amountsOf(total.byOperation),
  };
}

/**
 * The components of both sides, by name. One that only one side has costs nothing on the other, if that has components:
 * the prices of plugins have none.
 */
function componentsOf(
  before: SideCost | undefined,
  after: SideCost | undefined,
): readonly object[] {
  const former = new Map((before?.components ?? []).map((one) => [one.name, one]));
  const next = new Map((after?.components ?? []).map((one) => [one.name, one]));
  const isKnown = (side: SideCost | undefined): boolean =>
    side === undefined || (side.monthly !== undefined && side.plugin === undefined);
  return [...new Set([...next.keys(), ...former.keys()])].map((name) => {
    const one = next.get(name);
    const old = former.get(name);
    const shown = one ?? old;
    return {
      name,
      unit: shown?.unit ?? null,
      quantity: numberOf(one?.quantity),
      unitPrice: numberOf(shown?.unitPrice),
      monthly: one === undefined && isKnown(after) ? 0 : numberOf(one?.monthly),
      before: old === undefined && isKnown(before) ? 0 : numberOf(old?.monthly),
      ...(shown?.usage !== undefined && { usage: shown.usage }),
    };
  });
}

/** What is not priced: after the change; and what only was not before it, marked. */
function unpricedOf(before: SideCost | undefined, after: SideCost | undefined): readonly object[] {
  const partsOf = (side: SideCost | undefined): readonly ProjectedComponent[] =>
    (side?.components ?? []).filter(({ unpriced }) => unpriced !== undefined);
  const next = partsOf(after ?? before);
  const names = new Set(next.map(({ name }) => name));
  const former = partsOf(before).filter(({ name }) => !names.has(name));
  return [
    ...next.map(({ name, unpriced }) => ({ component: name, ...unpriced })),
    ...former.map(({ name, unpriced }) => ({ component: name, ...unpriced, before: true })),
  ];
}

function sourcesOf(side: SideCost | undefined): readonly string[] {
  if (side?.plugin === undefined) return [...(side?.sources ?? [])].sort();
  return [`plugin ${side.plugin.plugin} ${side.plugin.version}`];
}

function breakdownOf({ components, adapter, monthly, plugin }: SideCost): object | null {
  if (monthly === undefined) return null;
  if (plugin !== undefined) {
    return plugin.unitPrice === undefined ? null : { unit_price: toNumber(plugin.unitPrice) };
  }
  if (adapter === 'local-spec') return { base_cost: toNumber(monthly) };
  const priced = components.filter(
    (one): one is ProjectedComponent & { readonly monthly: Decimal } => one.monthly !== undefined,
  );
  if (priced.length === 0) return null;
  return Object.fromEntries(priced.map((one) => [one.name, toNumber(one.monthly)]));
}

function amountsOf(amounts: AmountsByName): object {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, toNumber(amount)]));
}

function numberOf(amount: Decimal | undefined): number | null {
  return amount === undefined ? null : toNumber(amount);
}

/** What has changed since an earlier document, as a member of the document. */
export function comparisonJson({ resources, totals, unknown }: Comparison, file: string): object {
  return {
    comparedTo: file,
    deltas: Object.fromEntries([...totals].map(([currency, delta]) => [currency, toNumber(delta)])),
    unknown,
    resources: resources.map(({ resourceType, resourceId, currency, ...amounts }) => ({
      ...{ resourceType, resourceId, currency },
      earlier: numberOf(amounts.earlier),
      monthly: numberOf(amounts.monthly),
      delta: numberOf(amounts.delta),
    })),
  };
}
