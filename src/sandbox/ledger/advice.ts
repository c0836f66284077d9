import { LRUCache } from 'lru-cache';
import { priceRegion } from '../prices/regions.ts';
import { billedProduct, type BilledProduct } from './billed-product.ts';
import { committedAccount } from './commitments.ts';
import { dayAfter } from './days.ts';
import { share, type Exact } from './exact.ts';
import type { Ledger } from './ledger.ts';
import type { MeteredResource, Waste } from './metered-resource.ts';
import { lastDay } from './refresh.ts';

/** Days of cost that advice rests on. */
const DAYS = 30;
const HELD = 64;

/** Smaller types that hold the load of oversized instances. */
const SMALLER: Readonly<Record<string, string>> = {
  'm6i.large': 't3.medium',
  'c7g.xlarge': 'm7g.large',
  'r6a.2xlarge': 'r5.large',
};

/** What could be saved on a resource that wastes money. USD a month. */
export interface Advice {
  readonly resource: MeteredResource;
  readonly waste: Waste;
  /** Of the last 30 days, effective. */
  readonly monthlyCost: Exact;
  /** Never above the cost. */
  readonly saving: Exact;
  /** The product to change to; undefined when the resource should be deleted or stopped. */
  readonly target: BilledProduct | undefined;
}

const held = new WeakMap<Ledger, LRUCache<string, readonly Advice[]>>();

/** Advice for an account, consistent with what the ledger labels as waste. */
export function adviceFor(ledger: Ledger, accountId: string): readonly Advice[] {
  const cache = held.get(ledger) ?? new LRUCache<string, readonly Advice[]>({ max: HELD });
  held.set(ledger, cache);
  const key = `${accountId}/${ledger.refresh().at}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const advice = [...advise(ledger, accountId)];
  cache.set(key, advice);
  return advice;
}

function* advise(ledger: Ledger, accountId: string): Generator<Advice, void> {
  const costs = recentCosts(ledger, accountId);
  for (const resource of ledger.resourcesOf(accountId)) {
    const { waste, meters } = resource;
    const monthlyCost = costs.get(resource.id) ?? 0n;
    if (waste === undefined || monthlyCost <= 0n) continue;
    const current = meters[0]?.product;
    if (waste !== 'oversized') {
      yield { resource, waste, monthlyCost, saving: monthlyCost, target: undefined };
      continue;
    }
    const target = current === undefined ? undefined : smallerOf(current);
    if (current === undefined || target === undefined) continue;
    const [now, then] = [current.tiers[0].rate, target.tiers[0].rate];
    if (then >= now) continue;
    yield { resource, waste, monthlyCost, saving: share(monthlyCost, now - then, now), target };
  }
}

/** The effective cost of each resource in the last 30 days. */
function recentCosts(ledger: Ledger, accountId: string): ReadonlyMap<string, Exact> {
  const refresh = ledger.refresh();
  const costs = new Map<string, Exact>();
  for (let back = 1; back <= DAYS; back += 1) {
    const day = dayAfter(lastDay(refresh), -back);
    for (const { resource, effectiveCost } of ledger.lines(accountId, day, refresh)) {
      if (resource === undefined) continue;
      costs.set(resource.id, (costs.get(resource.id) ?? 0n) + effectiveCost);
    }
  }
  return costs;
}

function smallerOf({ attributes, operation, region }: BilledProduct): BilledProduct | undefined {
  const type = SMALLER[attributes['instanceType'] ?? ''];
  const place = priceRegion(region);
  if (type === undefined || place === undefined) return undefined;
  return billedProduct({ service: 'AmazonEC2', usage: `BoxUsage:${type}`, operation: operation.replace(':SV001', '') }, place); // prettier-ignore
}

/** What the account with commitments still pays on demand for instances that a plan could cover. USD an hour. */
export function uncoveredHourly(ledger: Ledger): {
  readonly accountId: string;
  readonly hourly: Exact;
} {
  const accountId = committedAccount(ledger.estate);
  const refresh = ledger.refresh();
  let billed = 0n;
  for (let back = 1; back <= DAYS; back += 1) {
    for (const cell of ledger.cells(accountId, dayAfter(lastDay(refresh), -back), refresh)) {
      const { RECORD_TYPE, USAGE_TYPE, OPERATION } = cell.labels.dimensions;
      const isOpen = RECORD_TYPE === 'Usage' && USAGE_TYPE.includes('BoxUsage:');
      if (isOpen && OPERATION === 'RunInstances') billed += cell.billed;
    }
  }
  return { accountId, hourly: billed / BigInt(DAYS * 24) };
}
