import {
  decimal,
  dividedBy,
  roundedText,
  toNumber,
  ZERO,
  type Decimal,
} from '../../../money/decimal.ts';
import type { UnpricedReason } from '../../../prices/price.ts';
import type { ProjectedResource } from '../../projection/project-plan.ts';
import type { ProjectedComponent, SideCost } from '../../projection/side-cost.ts';
import {
  EstimateCostResponse,
  FallbackHint,
  GetProjectedCostResponse,
} from '../protocol/finfocus/v1/costs.generated.ts';
import { FocusPricingCategory } from '../protocol/finfocus/v1/focus_record.generated.ts';
import {
  PricingSpec,
  type ResourceDescriptor,
} from '../protocol/finfocus/v1/resource.generated.ts';
import { PluginRefusal, type RefusalReason } from './plugin-refusal.ts';

const SHOWN_DIGITS = 4;
const LONGEST_DETAIL = 4_000;
const HOURS_A_MONTH = decimal(730);
/** In the name of a component that belongs to a part: `root_block_device > storage`. */
const PART = ' > ';

/** A cost that is known. */
type KnownCost = SideCost & { readonly monthly: Decimal };

/**
 * The cost of a resource.
 *
 * @throws {PluginRefusal} where it is unknown, with the reason: it is never 0 for that
 */
export function knownCost({ resource, region, after }: ProjectedResource): KnownCost {
  if (after?.monthly !== undefined) return { ...after, monthly: after.monthly };
  const [component] = after?.components ?? [];
  const reason = REFUSALS[component?.unpriced?.reason ?? 'no-model'];
  const where = region === undefined ? '' : ` in ${region}`;
  throw new PluginRefusal(
    reason,
    `${resource.type}${where} has no price: ${after?.note ?? 'it does not exist'}`,
    { details: { resource_type: resource.type, ...(region !== undefined && { region }) } },
  );
}

const REFUSALS: Readonly<Record<UnpricedReason, RefusalReason>> = {
  usage: 'not-found',
  'no-price': 'not-found',
  'no-price-book': 'unsupported-region',
  'ambiguous-price': 'not-found',
  'no-property': 'invalid-request',
  'no-model': 'unsupported-type',
  'paid-source': 'not-configured',
};

/** @throws {PluginRefusal} where the cost is unknown */
export function projectedAnswer(projected: ProjectedResource): GetProjectedCostResponse {
  const cost = knownCost(projected);
  return GetProjectedCostResponse.fromPartial({
    // Callers show it as the cost of an hour, whatever the parts are sold by.
    unitPrice: toNumber(dividedBy(cost.monthly, HOURS_A_MONTH)),
    currency: cost.currency ?? 'USD',
    costPerMonth: toNumber(cost.monthly),
    billingDetail: billingDetail(cost),
    pricingCategory: categoryOf(cost),
    metadata: factsOf(cost),
  });
}

/** @throws {PluginRefusal} where the cost is unknown */
export function estimateAnswer(projected: ProjectedResource): EstimateCostResponse {
  const cost = knownCost(projected);
  return EstimateCostResponse.fromPartial({
    currency: cost.currency ?? 'USD',
    costMonthly: toNumber(cost.monthly),
    pricingCategory: categoryOf(cost),
  });
}

/** @throws {PluginRefusal} where the cost is unknown */
export function pricingSpec(
  projected: ProjectedResource,
  { resourceType, sku, region, provider }: ResourceDescriptor,
): PricingSpec {
  const cost = knownCost(projected);
  const [main, ...others] = mainFirst(cost);
  const currency = cost.currency ?? 'USD';
  const spec = { provider, resourceType, sku, region, currency, pluginMetadata: factsOf(cost) };
  if (main?.unitPrice === undefined) {
    return PricingSpec.fromPartial({
      ...spec,
      billingMode: 'flat',
      ratePerUnit: toNumber(cost.monthly),
      unit: 'month',
      description: cost.note,
      source: cost.adapter,
    });
  }
  const unit = main.unit ?? 'Units';
  return PricingSpec.fromPartial({
    ...spec,
    billingMode: BILLING_MODES[unit] ?? 'on_demand',
    ratePerUnit: toNumber(main.unitPrice),
    unit,
    description: `${main.name}: ${cost.note}`,
    source: [...cost.sources].sort().join(', '),
    metricHints: [{ metric: main.usage ?? main.name, unit }],
    assumptions: [
      ...(unit.endsWith('Hrs') ? ['730 hours a month'] : []),
      ...others.map((one) => componentText(one, currency)),
    ],
    pricingTiers: [{ ratePerUnit: toNumber(main.unitPrice), description: main.name }],
  });
}

/** How the schema of pricing specs names what a price is for. */
const BILLING_MODES: Readonly<Record<string, string>> = {
  Hrs: 'per_hour',
  'GB-Mo': 'per_gb_month',
  'GB-Hours': 'per_gb_hour',
  GB: 'per_data_transfer_gb',
  'IOPS-Mo': 'per_provisioned_iops',
  IOs: 'per_operation',
  Requests: 'per_request',
  RequestUnits: 'per_request',
  'GB-Seconds': 'per_second',
  'vCPU-Hours': 'per_vcpu_hour',
  'RCU-Hours': 'per_rcu',
  'WCU-Hours': 'per_wcu',
};

/** No charge is not a cost of 0: others may know more. */
export function fallbackHint(isFound: boolean): FallbackHint {
  return isFound ? FallbackHint.FALLBACK_HINT_NONE : FallbackHint.FALLBACK_HINT_RECOMMENDED;
}

/** What the cost consists of, and what is not in it. */
function billingDetail(cost: SideCost): string {
  const currency = cost.currency ?? '';
  const { priced, unpriced } = split(cost);
  const parts = [
    cost.note,
    ...priced.map((one) => componentText(one, currency)),
    ...(unpriced.length === 0 ? [] : [`not included: ${unpriced.map(unpricedText).join(', ')}`]),
  ];
  const text = parts.join('; ');
  return text.length <= LONGEST_DETAIL ? text : `${text.slice(0, LONGEST_DETAIL - 1)}…`;
}

function factsOf(cost: SideCost): Record<string, string> {
  const { priced, unpriced } = split(cost);
  return {
    basis: 'list',
    period: 'month',
    unit: 'hour',
    complete: String(unpriced.length === 0),
    components: String(priced.length),
    ...(unpriced.length > 0 && { not_included: unpriced.map(({ name }) => name).join(', ') }),
    ...(cost.sources.size > 0 && { price_source: [...cost.sources].sort().join(', ') }),
  };
}

function split({ components }: SideCost): {
  readonly priced: readonly ProjectedComponent[];
  readonly unpriced: readonly ProjectedComponent[];
} {
  const isPriced = ({ monthly }: ProjectedComponent): boolean => monthly !== undefined;
  return {
    priced: components.filter(isPriced),
    unpriced: components.filter((one) => !isPriced(one)),
  };
}

/** The resource's own components before those of its parts; of each, the dearest first. */
function mainFirst(cost: SideCost): readonly ProjectedComponent[] {
  const { priced } = split(cost);
  const rank = ({ name }: ProjectedComponent): number => (name.includes(PART) ? 1 : 0);
  return priced.toSorted((one, other) => {
    const [first, second] = [one.monthly ?? ZERO, other.monthly ?? ZERO];
    return rank(one) - rank(other) || (first < second ? 1 : first > second ? -1 : 0);
  });
}

function componentText(
  { name, quantity, unit, unitPrice, monthly }: ProjectedComponent,
  currency: string,
): string {
  const amount =
    monthly === undefined ? 'unknown' : `${roundedText(monthly, SHOWN_DIGITS)} ${currency}`;
  if (quantity === undefined || unitPrice === undefined) return `${name} ${amount}`;
  return `${name} ${amount} (${toNumber(quantity)} ${unit ?? ''} at ${toNumber(unitPrice)})`;
}

function unpricedText({ name, unpriced }: ProjectedComponent): string {
  return unpriced === undefined ? name : `${name} (${unpriced.detail})`;
}

function categoryOf({ sources }: SideCost): FocusPricingCategory {
  return sources.has('spot-history')
    ? FocusPricingCategory.FOCUS_PRICING_CATEGORY_DYNAMIC
    : FocusPricingCategory.FOCUS_PRICING_CATEGORY_STANDARD;
}
