import type { Basis } from '../money/basis.ts';
import {
  decimal,
  dividedBy,
  minus,
  smaller,
  sumOf,
  times,
  ZERO,
  type Decimal,
} from '../money/decimal.ts';
import type { CostModel } from '../models/define-cost-model.ts';
import { estimate, type Estimate, type EstimateInputs } from '../models/estimate.ts';

/** What a change saves, as a rule says it: amounts follow from cost models and the bill. */
export type SavingOf =
  /** The resource ends, and all of its cost. */
  | { readonly saves: 'everything' }
  /** The resource goes on with these properties in place of its own: the difference of two estimates. */
  | { readonly saves: 'difference'; readonly properties: Readonly<Record<string, unknown>> }
  /** A share of these components' cost, from 0 to 1. */
  | { readonly saves: 'share'; readonly components: readonly string[]; readonly share: number }
  /** A share of all that it costs, from 0 to 1: also where only the bill knows the cost. */
  | { readonly saves: 'part'; readonly share: number }
  /** Less usage, by the cost model's names, in its units: the difference of two estimates. */
  | { readonly saves: 'usage'; readonly less: Readonly<Record<string, number>> }
  /** What AWS says that it saves in a month, after discounts. */
  | {
      readonly saves: 'advised';
      readonly monthly: string;
      readonly currency: string;
      /** `cost-optimization-hub` */
      readonly source: string;
    }
  /** It cannot be said. For a person: `S3 does not tell …`. */
  | { readonly saves: 'unknown'; readonly why: string };

/** What a resource costs in a month, and the source of the figure. */
export interface KnownCost {
  readonly monthly: Decimal;
  readonly currency: string;
  readonly basis: Basis;
  /** `month of 730 hours`, or the days of the bill. */
  readonly period: string;
  /** `price-list-api`, `bill` */
  readonly source: string;
}

/** What a change saves in a month; never more than the resource costs. */
export interface Saving extends KnownCost {
  /** The cost that it is taken from. */
  readonly cost: Decimal;
}

/** Why a saving is not known. */
export interface UnknownSaving {
  readonly unknown: string;
}

/** What a resource costs by the bill. */
export interface BilledCost {
  /** EffectiveCost of the period. */
  readonly amount: Decimal;
  readonly currency: string;
  /** `30 days to 2026-11-20` */
  readonly period: string;
  /** @default bill */
  readonly source?: string;
}

/** What savings of a resource are computed with. */
export interface SavingInputs {
  readonly properties: Readonly<Record<string, unknown>>;
  /** Undefined for a kind without one. */
  readonly model: CostModel | undefined;
  readonly estimateInputs: EstimateInputs;
  /** Undefined when the bill does not have the resource. */
  readonly billed: BilledCost | undefined;
}

const BILL = 'bill';
const MONTH = 'month of 730 hours';

/** The cost of one resource, and what changes of it save. */
export class ResourceSavings {
  readonly #inputs: SavingInputs;
  /** Most resources are never asked for it. */
  #estimate: Estimate | undefined;

  constructor(inputs: SavingInputs) {
    this.#inputs = inputs;
  }

  get #listed(): Estimate | undefined {
    const { model, properties, estimateInputs } = this.#inputs;
    this.#estimate ??= model && estimate(model, properties, estimateInputs);
    return this.#estimate;
  }

  /** By the bill where it has the resource, else by list prices. Parts without a price are not in it. */
  get cost(): KnownCost | UnknownSaving {
    const { billed } = this.#inputs;
    return billed === undefined ? this.#listCost : billedCost(billed);
  }

  /** What a change saves. */
  of(change: SavingOf): Saving | UnknownSaving {
    if (change.saves === 'unknown') return { unknown: change.why };
    const { cost } = this;
    if ('unknown' in cost) return cost;
    if (change.saves === 'everything') return { ...cost, cost: cost.monthly };
    if (change.saves === 'advised') {
      if (change.currency !== cost.currency) return { unknown: 'AWS advises in another currency' };
      const advised = smaller(decimal(change.monthly), cost.monthly);
      return { ...cost, source: change.source, monthly: advised, cost: cost.monthly };
    }
    if (change.saves === 'part') {
      const part = times(cost.monthly, decimal(change.share));
      return { ...cost, monthly: smaller(part, cost.monthly), cost: cost.monthly };
    }
    const list = this.#listCost;
    if ('unknown' in list) return list;
    const amount = this.#listSaving(change);
    if (typeof amount !== 'bigint') return amount;
    if (list.monthly <= ZERO) return { unknown: 'it has no list price' };
    // Discounts apply to what is saved as they apply to the whole.
    const monthly =
      cost.basis === 'ListCost' ? amount : dividedBy(times(cost.monthly, amount), list.monthly);
    return { ...cost, monthly: smaller(monthly, cost.monthly), cost: cost.monthly };
  }

  get #listCost(): KnownCost | UnknownSaving {
    const listed = this.#listed;
    if (listed === undefined)
      return { unknown: 'its kind has no cost model, and the bill does not have it' };
    const [first, ...others] = listed.priced;
    if (first === undefined) return { unknown: unpricedText(listed) };
    const { currency, source } = first.price;
    if (others.some(({ price }) => price.currency !== currency)) {
      return { unknown: 'its prices have several currencies' };
    }
    const monthly = sumOf(listed.priced.map((component) => component.monthly));
    return { monthly, currency, basis: 'ListCost', period: MONTH, source };
  }

  #listSaving(change: EstimatedSaving): Decimal | UnknownSaving {
    const { model, properties, estimateInputs } = this.#inputs;
    const listed = this.#listed;
    if (model === undefined || listed === undefined)
      return { unknown: 'its kind has no cost model' };
    if (change.saves === 'share') {
      const parts = listed.priced.filter(({ name }) => change.components.includes(name));
      if (parts.length === 0) return { unknown: unpricedText(listed) };
      return times(sumOf(parts.map(({ monthly }) => monthly)), decimal(change.share));
    }
    if (change.saves === 'difference') {
      const changed = { ...properties, ...change.properties };
      const after = estimate(model, changed, estimateInputs);
      // With any usage, a part shows whether the change is about it.
      const probed = { ...estimateInputs, usage: () => PROBED_USAGE };
      return differenceOf(listed, after, () => [
        estimate(model, properties, probed),
        estimate(model, changed, probed),
      ]);
    }
    const { less } = change;
    const open = Object.keys(less).find((name) => estimateInputs.usage?.(name) === undefined);
    if (open !== undefined) return { unknown: `its usage is not known: ${open}` };
    const lessOf = (usage: UsageOf): Estimate =>
      estimate(model, properties, {
        ...estimateInputs,
        usage: (name) => lessUsage(usage(name), less[name]),
      });
    return differenceOf(
      listed,
      lessOf((name) => estimateInputs.usage?.(name)),
      () => [
        estimate(model, properties, { ...estimateInputs, usage: () => PROBED_USAGE }),
        lessOf(() => PROBED_USAGE),
      ],
    );
  }
}

type UsageOf = (name: string) => string | number | undefined;

type EstimatedSaving = Extract<
  SavingOf,
  { readonly saves: 'difference' } | { readonly saves: 'share' } | { readonly saves: 'usage' }
>;

/** Usage without a part of it; never below nothing. */
function lessUsage(
  used: string | number | undefined,
  less: number | undefined,
): string | number | undefined {
  if (used === undefined || less === undefined) return used;
  return Math.max(0, Number(used) - less);
}

/** In any unit: requests, gigabytes, seconds. */
const PROBED_USAGE = 1_000_000;

/**
 * Parts that are unpriced before and after cancel out, if the change is not about them; a part that became unpriced, or
 * whose usage is not known, leaves the saving unknown.
 *
 * @param probe the two estimates with some usage
 */
function differenceOf(
  before: Estimate,
  after: Estimate,
  probe: () => readonly [Estimate, Estimate],
): Decimal | UnknownSaving {
  const open = new Set(before.unpriced.map(({ name }) => name));
  const lost = after.unpriced.find(({ name }) => !open.has(name));
  if (lost !== undefined) return { unknown: `no price after the change: ${lost.detail}` };
  const gained = after.priced.find(({ name }) => open.has(name));
  if (gained !== undefined) return { unknown: `no price before the change: ${gained.name}` };
  if (open.size > 0) {
    const [one, other] = probe();
    const part = before.unpriced.find(({ name, reason }) => {
      const [from, to] = [monthlyOf(one, name), monthlyOf(other, name)];
      return reason === 'usage' && (from === undefined || from !== to);
    });
    if (part !== undefined) return { unknown: `${part.name}: ${part.detail}` };
  }
  const total = ({ priced }: Estimate): Decimal => sumOf(priced.map(({ monthly }) => monthly));
  const saved = minus(total(before), total(after));
  // Of parts without known usage, the probe has shown that the change is not about them.
  const unknown = before.unpriced.find(({ reason }) => reason !== 'usage');
  // Nothing that is known changes: what is not known may.
  return saved === ZERO && unknown !== undefined
    ? { unknown: `${unknown.name}: ${unknown.detail}` }
    : saved;
}

/** What the parts of a name cost together; undefined when one has no price. */
function monthlyOf({ priced, unpriced }: Estimate, name: string): Decimal | undefined {
  if (unpriced.some((part) => part.name === name)) return undefined;
  return sumOf(priced.filter((part) => part.name === name).map(({ monthly }) => monthly));
}

function billedCost({ amount, currency, period, source = BILL }: BilledCost): KnownCost {
  return { monthly: amount, currency, basis: 'EffectiveCost', period, source };
}

function unpricedText({ unpriced: [first] }: Estimate): string {
  return first === undefined ? 'it costs nothing by itself' : `${first.name}: ${first.detail}`;
}
