import {
  decimal,
  dividedBy,
  minus,
  plus,
  smaller,
  sumOf,
  times,
  ZERO,
  type Decimal,
} from '../money/decimal.ts';
import { HOURS_PER_MONTH } from '../money/basis.ts';
import { isMissing, type Price, type PriceTier, type UnpricedReason } from '../prices/price.ts';
import type { PriceUnit } from '../prices/price-unit.ts';
import { capacityBlockPrice } from '../prices/capacity-block-price.ts';
import type { RegionPrices } from '../prices/price-book.ts';
import { spotPrice } from '../prices/spot-price.ts';
import type { Component, ModelContext, UsageQuantity } from './cost-model.ts';
import type { CostModel } from './define-cost-model.ts';
import { listedPrice } from './listed-price.ts';

/** A part of a resource's cost, with its list price. */
export interface PricedComponent {
  readonly name: string;
  /** For a month, in the price's unit. */
  readonly quantity: Decimal;
  readonly price: Price;
  /** In the price's currency. */
  readonly monthly: Decimal;
  /** The quantity was measured: the names of the usage that it follows from. */
  readonly usage?: string;
}

/** A part of a resource's cost that is unknown. */
export interface UnpricedComponent {
  readonly name: string;
  readonly unit: PriceUnit | undefined;
  readonly reason: UnpricedReason;
  /** For a person. */
  readonly detail: string;
  /** The price, where only the quantity is missing. */
  readonly price: Price | undefined;
}

/** What a resource costs in a month by list prices, and what of it is unknown. */
export interface Estimate {
  readonly priced: readonly PricedComponent[];
  readonly unpriced: readonly UnpricedComponent[];
}

/** What an estimate is made from, besides the resource. */
export interface EstimateInputs {
  readonly region: string;
  /** Undefined when the region has no price book. */
  readonly prices: RegionPrices | undefined;
  /** What was measured for this resource in a month, by its names in a usage file. */
  readonly usage?: (name: string) => string | number | undefined;
  /** The properties of related resources, by the model's names for them. */
  readonly related?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

const MONTH = decimal(HOURS_PER_MONTH);

/** A month's cost spread over its hours. */
export function hourlyOf(monthly: Decimal): Decimal {
  return dividedBy(monthly, MONTH);
}

/**
 * Prices a resource. Bad properties make it unpriced: an estimate never throws for a resource.
 *
 * @param properties as AWS names them
 */
export function estimate(model: CostModel, properties: unknown, inputs: EstimateInputs): Estimate {
  const resource = model.read(properties);
  if ('problem' in resource) {
    const component = { name: 'resource', unit: undefined, price: undefined };
    const { problem: detail } = resource;
    return { priced: [], unpriced: [{ ...component, reason: 'no-property', detail }] };
  }
  const components = resource.components(contextOf(model, inputs));
  return totalled(components);
}

/** What a model has besides the resource. */
export function contextOf(
  model: CostModel,
  { region, prices, usage, related }: EstimateInputs,
): ModelContext<string> {
  return {
    region,
    pricedAt: prices?.fetchedAt,
    price: (name, ...values) => listedPrice(model, prices, name, values),
    capacityBlock: (reservationId) => capacityBlockPrice(prices, reservationId),
    spot: (zone, type, product) => spotPrice(prices, { zone, type, product }),
    usage: (name) => ({ usage: name, measured: usage?.(name) }),
    related: (name) => related?.[name],
  };
}

function totalled(components: readonly Component[]): Estimate {
  const priced: PricedComponent[] = [];
  const unpriced: UnpricedComponent[] = [];
  for (const component of components) {
    const result = priceOf(component);
    if ('monthly' in result) priced.push(result);
    else unpriced.push(result);
  }
  return { priced, unpriced };
}

function priceOf({ name, price, quantity }: Component): PricedComponent | UnpricedComponent {
  if (isMissing(price)) return { name, ...price, price: undefined };
  const { unit } = price;
  if (quantity === undefined) {
    const detail = `a property that its ${unit} follow from is not known`;
    return { name, unit, price, reason: 'no-property', detail };
  }
  const known = isUsage(quantity) ? quantity.measured : quantity;
  if (known === undefined) {
    const detail = isUsage(quantity) ? `${quantity.usage} not measured` : '';
    return { name, unit, price, reason: 'usage', detail };
  }
  const exact = decimal(known);
  if (exact < ZERO) {
    // It is a mistake in a plan or in what was measured: as 0, the resource would look free.
    const detail = `${isUsage(quantity) ? quantity.usage : `its ${unit}`} would be below zero`;
    return { name, unit, price, reason: isUsage(quantity) ? 'usage' : 'no-property', detail };
  }
  return {
    ...{ name, quantity: exact, price, monthly: amountOf(exact, price.tiers) },
    ...(isUsage(quantity) && { usage: quantity.usage }),
  };
}

function isUsage(quantity: Exclude<Component['quantity'], undefined>): quantity is UsageQuantity {
  return typeof quantity === 'object';
}

/** What a quantity costs: each part of it by the tier that it falls into. */
export function amountOf(quantity: Decimal, tiers: readonly PriceTier[]): Decimal {
  let amount = ZERO;
  for (const { from, to, amount: price } of tiers) {
    if (quantity <= from) break;
    const upTo = to === undefined ? quantity : smaller(quantity, to);
    amount = plus(amount, times(minus(upTo, from), price));
  }
  return amount;
}

/** The cost for a month, by currency: amounts of two currencies are never added. */
export function monthlyOf({ priced }: Estimate): ReadonlyMap<string, Decimal> {
  const amounts = new Map<string, Decimal[]>();
  for (const { price, monthly } of priced) {
    const list = amounts.get(price.currency) ?? [];
    list.push(monthly);
    amounts.set(price.currency, list);
  }
  return new Map([...amounts].map(([currency, list]) => [currency, sumOf(list)]));
}
