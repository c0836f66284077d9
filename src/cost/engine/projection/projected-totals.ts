import { plus, ZERO, type Decimal } from '../../money/decimal.ts';
import type { ProjectedResource } from './project-plan.ts';
import type { SideCost } from './side-cost.ts';

/** Amounts of one currency, by name. */
export type AmountsByName = ReadonlyMap<string, Decimal>;

/** The costs of a plan in one currency: what is unknown is beside them, and never in them. */
export interface ProjectedTotal {
  readonly currency: string;
  /** A month after the change. */
  readonly monthly: Decimal;
  /** A month before the change. */
  readonly before: Decimal;
  /** The sum of the known differences. */
  readonly difference: Decimal;
  /** Of `monthly`, what is assumed. */
  readonly assumed: Decimal;
  readonly byProvider: AmountsByName;
  readonly byService: AmountsByName;
  readonly byAdapter: AmountsByName;
  /** How much the change costs, by what is done with the resources. */
  readonly byOperation: AmountsByName;
}

/** The cost of a plan. */
export interface ProjectedTotals {
  /** By currency: amounts of two currencies are never added. */
  readonly totals: readonly ProjectedTotal[];
  /** Resources after the change, without those that the tool does not own. */
  readonly resources: number;
  /** Of these, those with a part that is not priced. */
  readonly unpriced: number;
  /** Resources whose change in cost is not known: it is in no difference. */
  readonly unknownChanges: number;
  /** Resources that the tool does not own: their costs are in no total. */
  readonly external: number;
}

/** The currency of a cost that has no price: nothing is charged. */
const OF_NOTHING = 'USD';

/** Adds up the costs of resources. */
export function totalsOf(resources: readonly ProjectedResource[]): ProjectedTotals {
  const own = resources.filter(({ resource }) => !resource.isExternal);
  const amounts = new Map<string, Adding>();
  for (const one of own) {
    for (const name of ['before', 'after'] as const) {
      const side = one[name];
      if (side?.monthly === undefined) continue;
      const currency = side.currency ?? OF_NOTHING;
      const adding = amounts.get(currency) ?? new Adding(currency);
      amounts.set(currency, adding);
      adding.add(one, side, side.monthly, name);
    }
    const currency = one.after?.currency ?? one.before?.currency ?? OF_NOTHING;
    if (one.difference !== undefined) amounts.get(currency)?.change(one, one.difference);
  }
  // What is free has no currency: it does not make a total of its own beside another.
  const isReal = ({ hasPrice }: Adding): boolean => hasPrice || amounts.size === 1;
  const after = own.filter((one) => one.after !== undefined);
  return {
    totals: [...amounts.values()]
      .filter(isReal)
      .map((adding) => adding.total)
      .sort((one, other) => (one.currency < other.currency ? -1 : 1)),
    resources: after.length,
    unpriced: own.filter(isUnpriced).length,
    unknownChanges: own.filter(({ difference }) => difference === undefined).length,
    external: resources.length - own.length,
  };
}

/** Does a resource have a part that is not priced, before or after the change? */
export function isUnpriced({ before, after }: ProjectedResource): boolean {
  return hasUnpriced(after) || (before !== after && hasUnpriced(before));
}

/** Why parts are not priced, after the change or before it, for a person. */
export function reasonsOf({ before, after }: ProjectedResource): string {
  const parts = [...(after?.components ?? []), ...(before?.components ?? [])];
  return [...new Set(parts.flatMap(({ unpriced }) => unpriced?.detail ?? []))].join('; ');
}

function hasUnpriced(side: SideCost | undefined): boolean {
  return side?.components.some(({ unpriced }) => unpriced !== undefined) ?? false;
}

/** The amounts of one currency while they are added. */
class Adding {
  readonly #currency: string;
  readonly #sides = { before: ZERO, after: ZERO };
  #assumed = ZERO;
  #difference = ZERO;
  readonly #by = {
    provider: new Map<string, Decimal>(),
    service: new Map<string, Decimal>(),
    adapter: new Map<string, Decimal>(),
    operation: new Map<string, Decimal>(),
  };
  /** Something is charged in this currency. */
  hasPrice = false;

  constructor(currency: string) {
    this.#currency = currency;
  }

  add(
    { resource, service }: ProjectedResource,
    { adapter, currency }: SideCost,
    monthly: Decimal,
    side: 'before' | 'after',
  ): void {
    if (currency !== undefined) this.hasPrice = true;
    if (side === 'before') {
      this.#sides.before = plus(this.#sides.before, monthly);
      return;
    }
    const { provider, service: services, adapter: adapters } = this.#by;
    this.#sides.after = plus(this.#sides.after, monthly);
    if (adapter === 'assumed') this.#assumed = plus(this.#assumed, monthly);
    addTo(provider, resource.provider, monthly);
    addTo(services, service, monthly);
    addTo(adapters, adapter, monthly);
  }

  change({ resource }: ProjectedResource, difference: Decimal): void {
    this.#difference = plus(this.#difference, difference);
    addTo(this.#by.operation, resource.operation, difference);
  }

  get total(): ProjectedTotal {
    const { provider, service, adapter, operation } = this.#by;
    return {
      currency: this.#currency,
      monthly: this.#sides.after,
      before: this.#sides.before,
      difference: this.#difference,
      assumed: this.#assumed,
      byProvider: sorted(provider),
      byService: sorted(service),
      byAdapter: sorted(adapter),
      byOperation: sorted(operation),
    };
  }
}

function addTo(amounts: Map<string, Decimal>, name: string, amount: Decimal): void {
  amounts.set(name, plus(amounts.get(name) ?? ZERO, amount));
}

function sorted(amounts: ReadonlyMap<string, Decimal>): AmountsByName {
  return new Map([...amounts].sort(([one], [other]) => (one < other ? -1 : 1)));
}
