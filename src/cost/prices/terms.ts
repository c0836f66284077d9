import { parseDecimal, ZERO } from '../money/decimal.ts';
import type { Price, PriceTier } from './price.ts';
import type { PriceUnit } from './price-unit.ts';
import type { OnDemandTerms } from './product.ts';
import { isUnit } from './price-units.ts';

type Offer = OnDemandTerms[string];

/** Why the terms of a row cannot be used. */
export type UnusableTerms =
  /** There is no price on demand, or none that is in force. */
  | 'no-on-demand'
  /** It is for another unit than the cost model counts in. */
  | 'other-unit'
  /** A price or a range is not a number, ranges leave holes or overlap, or tiers differ in currency. */
  | 'bad-tiers';

/** The offer with the latest date of effect that is not in the future. */
export function offerInForce(terms: OnDemandTerms | undefined, now: number): Offer | undefined {
  let latest: Offer | undefined;
  let since = Number.NEGATIVE_INFINITY;
  for (const offer of Object.values(terms ?? {})) {
    const at = Date.parse(offer.effectiveDate);
    if (at > now || at <= since) continue;
    latest = offer;
    since = at;
  }
  return latest;
}

/** The tiers of an offer in their order, with their one currency. */
export function tiersOf(
  { priceDimensions }: Offer,
  unit: PriceUnit,
): Pick<Price, 'tiers' | 'currency'> | UnusableTerms {
  const dimensions = Object.values(priceDimensions);
  if (dimensions.length === 0) return 'no-on-demand';
  if (!dimensions.every((dimension) => isUnit(dimension.unit, unit))) return 'other-unit';
  const tiers: PriceTier[] = [];
  const currencies = new Set<string>();
  for (const { beginRange, endRange, pricePerUnit } of dimensions) {
    const [[currency, text] = []] = Object.entries(pricePerUnit);
    const amount = text === undefined ? undefined : parseDecimal(text);
    const from = beginRange === '0' ? ZERO : parseDecimal(beginRange);
    const to = endRange === 'Inf' ? undefined : parseDecimal(endRange);
    if (currency === undefined || amount === undefined || from === undefined) return 'bad-tiers';
    if (endRange !== 'Inf' && to === undefined) return 'bad-tiers';
    currencies.add(currency);
    tiers.push({ from, to, amount });
  }
  const [first, ...others] = tiers.sort((one, other) => (one.from < other.from ? -1 : 1));
  const [currency, another] = currencies;
  if (first === undefined || currency === undefined || another !== undefined) return 'bad-tiers';
  return isWhole([first, ...others]) ? { tiers: [first, ...others], currency } : 'bad-tiers';
}

/** From 0 to infinity, each where the one before ends. */
function isWhole(tiers: readonly PriceTier[]): boolean {
  let end: PriceTier['to'] = ZERO;
  for (const { from, to } of tiers) {
    if (end === undefined || from !== end) return false;
    end = to;
  }
  return end === undefined;
}
