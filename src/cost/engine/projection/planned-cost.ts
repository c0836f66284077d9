import { decimal, sumOf, type Decimal } from '../../money/decimal.ts';
import type { CostModel } from '../../models/define-cost-model.ts';
import {
  estimate,
  type Estimate,
  type PricedComponent,
  type UnpricedComponent,
} from '../../models/estimate.ts';
import { PlanValues, STANDS, type HiddenReading } from '../../models/plan-values.ts';
import { plannedProperties } from '../../models/planned-properties.ts';
import { SECRET, type HiddenValue } from '../../models/unknown-value.ts';
import { usageOfPart, type MeasuredUsage } from '../../models/usage-of-part.ts';
import type { PriceSource, UnpricedReason } from '../../prices/price.ts';
import type { RegionPrices } from '../../prices/price-book.ts';
import type { PlannedState } from '../plans/planned-resource.ts';
import type { PlannedModels } from './priceable.ts';
import type { ProjectedComponent, SideCost } from './side-cost.ts';

/** What a planned resource is priced with. */
export interface PricingInputs {
  readonly models: PlannedModels;
  prices(region: string): RegionPrices | undefined;
  readonly usage: MeasuredUsage;
  /** The values of related resources, by the model's names for them. */
  related(reading: HiddenReading): Readonly<Record<string, Related | undefined>>;
  /** Is called with the name of each value that is read. */
  readonly read?: HiddenReading['read'];
}

export type Related = Readonly<Record<string, unknown>>;

/** What a planned resource costs by its cost model and list prices. */
export function modelCost(
  model: CostModel,
  state: PlannedState,
  inputs: PricingInputs,
): Pick<SideCost, 'currency' | 'monthly' | 'components' | 'sources'> {
  const { region } = state;
  if (region === undefined) {
    const detail = 'its region is not known: give one with --region';
    return unpricedCost('no-property', detail);
  }
  const hidden = new Map<string, HiddenValue>();
  const [asGiven, ...others] = STANDS;
  const read = (stand: HiddenReading['stand']): readonly Named[] => {
    const reading = {
      stand,
      seen: (name: string, value: HiddenValue) => {
        hidden.set(name, value);
      },
      read: inputs.read,
    };
    return componentsOf(model, state.properties, { ...inputs, region, reading });
  };
  const first = read(asGiven);
  const known = hidden.size === 0 ? first : withoutHidden([first, ...others.map(read)], hidden);
  return totalled(known);
}

/** A cost that is unknown as a whole. */
export function unpricedCost(
  reason: UnpricedReason,
  detail: string,
): Pick<SideCost, 'currency' | 'monthly' | 'components' | 'sources'> {
  return totalled([{ name: 'resource', component: { unit: undefined, reason, detail } }]);
}

/** A component, with the name of the part that it belongs to. */
interface Named {
  readonly name: string;
  readonly component: Omit<PricedComponent, 'name'> | Omit<UnpricedComponent, 'name' | 'price'>;
}

interface Place extends PricingInputs {
  readonly region: string;
  readonly reading: HiddenReading;
}

function componentsOf(
  model: CostModel,
  properties: PlannedState['properties'],
  place: Place,
): readonly Named[] {
  const { region, models, usage, reading } = place;
  const values = PlanValues.of(properties, reading);
  const related = place.related(reading);
  const priced = (of: CostModel, own: object, where: string, used: MeasuredUsage): Estimate =>
    estimate(of, own, { region: where, prices: place.prices(where), usage: used, related });
  const own = named(priced(model, plannedProperties(model, values), region, usage), '');
  const parts = (model.plan.inside?.(values) ?? []).flatMap((part) => {
    const of = models.ofKind(part.kind);
    if (of === undefined) return [];
    const known = Object.entries(part.properties).filter(([, value]) => value !== undefined);
    const where = part.region ?? region;
    const used = usageOfPart(part, usage);
    return named(priced(of, Object.fromEntries(known), where, used), `${part.name} > `);
  });
  return [...own, ...parts];
}

function named({ priced, unpriced }: Estimate, prefix: string): readonly Named[] {
  return [...priced, ...unpriced].map((component) => ({
    name: prefix + component.name,
    component,
  }));
}

/** The components that are the same whatever the hidden values are; the others are not known. */
function withoutHidden(
  readings: readonly (readonly Named[])[],
  hidden: ReadonlyMap<string, HiddenValue>,
): readonly Named[] {
  const byName = readings.map((list) => new Map(list.map((one) => [one.name, one])));
  const names = new Set(readings.flatMap((list) => list.map(({ name }) => name)));
  const detail = [...hidden]
    .map(([name, why]) => `${name} is ${why === SECRET ? 'secret' : 'not known before the change'}`)
    .join(', ');
  return [...names].map((name) => {
    const found = byName.map((list) => list.get(name));
    const [first] = found;
    const texts = new Set(found.map(signatureOf));
    if (first !== undefined && texts.size === 1) return first;
    const unit = found.map((one) => unitOf(one)).find((one) => one !== undefined);
    return { name, component: { unit, reason: 'no-property', detail } };
  });
}

function signatureOf(one: Named | undefined): string {
  if (one === undefined) return '';
  const { component } = one;
  if ('reason' in component) return `${component.reason} ${component.detail}`;
  const { price, quantity } = component;
  return `${price.sku} ${price.usageType} ${price.region} ${quantity}`;
}

function unitOf(one: Named | undefined): ProjectedComponent['unit'] {
  if (one === undefined) return undefined;
  return 'reason' in one.component ? one.component.unit : one.component.price.unit;
}

function totalled(
  list: readonly Named[],
): Pick<SideCost, 'currency' | 'monthly' | 'components' | 'sources'> {
  let currency: string | undefined;
  const sources = new Set<PriceSource>();
  const amounts: Decimal[] = [];
  const components = list.map(({ name, component }): ProjectedComponent => {
    if ('reason' in component) {
      const { unit, reason, detail } = component;
      const nothing = { quantity: undefined, unitPrice: undefined, monthly: undefined };
      return { name, unit, ...nothing, usage: undefined, unpriced: { reason, detail } };
    }
    const { price, quantity, monthly, usage } = component;
    currency ??= price.currency;
    const unitPrice = price.tiers[0].amount;
    const base = { name, unit: price.unit, quantity, unitPrice, usage };
    if (price.currency !== currency) {
      const detail = `its price is in ${price.currency}, and others are in ${currency}`;
      return { ...base, monthly: undefined, unpriced: { reason: 'no-price', detail } };
    }
    sources.add(price.source);
    amounts.push(monthly);
    return { ...base, monthly, unpriced: undefined };
  });
  const isUnknown = amounts.length === 0 && components.length > 0;
  const sum = amounts.length === 0 ? decimal(0) : sumOf(amounts);
  return { currency, monthly: isUnknown ? undefined : sum, components, sources };
}
