import { HOURS_PER_MONTH, type Basis } from '../money/basis.ts';
import { decimal, roundedText, toNumber, ZERO, type Decimal } from '../money/decimal.ts';
import { monthlyOf, type Estimate, type PricedComponent } from '../models/estimate.ts';
import type { UnpricedReason } from '../prices/price.ts';

/** Digits after the point of an amount in Port: a number there is a double. */
const DIGITS = 6;

/** What a resource costs, as mappings read it in `__ExtraContext.Cost`. */
export interface ItemCost {
  /** Without it, nothing of the resource's cost is known. */
  readonly monthly?: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly basis: Extract<Basis, 'ListCost'>;
  readonly period: string;
  /** The end of what an invoice has settled: a list price is never final. */
  readonly finalUntil: null;
  readonly components: readonly ItemComponent[];
  /** What is not in `monthly`, and why. */
  readonly unpriced?: readonly { readonly name: string; readonly reason: UnpricedReason }[];
  /** What it was charged for, where the bill names it. */
  readonly bill?: ItemBill;
}

/** What a resource was charged for in a month that is over: its usage, without taxes and credits. */
export interface ItemBill {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly basis: Extract<Basis, 'EffectiveCost'>;
  /** The billing month: `2026-10`. */
  readonly period: string;
  /** The last day that an invoice has settled; null when none has. */
  readonly finalUntil: string | null;
  /** Where the charges come from: `focus-1.2`. */
  readonly source: string;
  readonly components: readonly { readonly name: string; readonly amount: number }[];
}

interface ItemComponent {
  readonly name: string;
  readonly monthly: number;
  readonly quantity: number;
  readonly unit: string;
  /** For the first unit. */
  readonly price: number;
}

/** Why a price is missing that should be there. For the other reasons, no read of prices finds one. */
const MISSING_REASONS = [
  'no-price',
  'no-price-book',
  'ambiguous-price',
  'no-property',
] as const satisfies readonly UnpricedReason[];
export type MissingReason = (typeof MISSING_REASONS)[number];

/** A price that should be there. */
export interface MissingCost {
  readonly reason: MissingReason;
  /** For a person. */
  readonly detail: string;
}

/** The cost of a raw item, or the price that is missing: an amount without it would be too low. */
export function itemCost(estimate: Estimate, region: string): ItemCost | MissingCost {
  const { priced, unpriced } = estimate;
  for (const { name, reason, detail } of unpriced) {
    const missing = MISSING_REASONS.find((one) => one === reason);
    if (missing !== undefined) return { reason: missing, detail: `${name}: ${detail}` };
  }
  const [first, ...others] = [...monthlyOf(estimate)];
  if (others.length > 0) {
    const currencies = [first, ...others].map((amount) => amount?.[0]).join(' and ');
    return { reason: 'ambiguous-price', detail: `prices in ${currencies}` };
  }
  const isUnknown = priced.length === 0 && unpriced.length > 0;
  const [shown] = [...priced, ...unpriced].flatMap(({ price }) => price?.currency ?? []);
  return {
    ...(!isUnknown && { monthly: amountOf(first?.[1] ?? ZERO) }),
    currency: shown ?? listCurrency(region),
    basis: 'ListCost',
    period: `month of ${HOURS_PER_MONTH} hours`,
    finalUntil: null,
    components: priced.map(componentOf),
    ...(unpriced.length > 0 && {
      unpriced: unpriced.map(({ name, reason }) => ({ name, reason })),
    }),
  };
}

function componentOf({ name, quantity, price, monthly }: PricedComponent): ItemComponent {
  const { unit, tiers } = price;
  return {
    name,
    monthly: amountOf(monthly),
    quantity: toNumber(quantity),
    unit,
    price: toNumber(tiers[0].amount),
  };
}

/** An amount of the bill, as Port shows it. */
export function billedAmount(amount: Decimal): number {
  return amountOf(amount);
}

function amountOf(amount: Decimal): number {
  return toNumber(decimal(roundedText(amount, DIGITS)));
}

/** The currency of a region's price lists, where no price shows it. */
function listCurrency(region: string): string {
  return region.startsWith('cn-') ? 'CNY' : 'USD';
}
