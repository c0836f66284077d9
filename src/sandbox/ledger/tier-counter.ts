import { LRUCache } from 'lru-cache';
import type { BilledProduct } from './billed-product.ts';
import { daysOf, monthOf } from './days.ts';
import type { Exact } from './exact.ts';
import type { Inventory } from './inventory.ts';
import { usageOf } from './usage.ts';

/** Months of accounts whose counts are held. */
const HELD = 64;

/** A quantity at one price. */
export interface TierPart {
  readonly quantity: Exact;
  readonly rate: Exact;
  /** Its number among the product's tiers. */
  readonly tier: number;
}

/** Prices with tiers depend on what an account used earlier in the month. */
export class TierCounter {
  readonly #inventory: Inventory;
  readonly #held = new LRUCache<string, ReadonlyMap<BilledProduct, readonly Exact[]>>({
    max: HELD,
  });

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** Splits a day's quantities by tier. Quantities must come in the order of the inventory. */
  day(accountId: string, day: string): (product: BilledProduct, quantity: Exact) => TierPart[] {
    const counts = this.#month(accountId, monthOf(day));
    const index = Number(day.slice(8)) - 1;
    const used = new Map<BilledProduct, Exact>();
    return (product, quantity) => {
      if (product.tiers.length === 1) return [{ quantity, rate: product.tiers[0].rate, tier: 0 }];
      const before = used.get(product) ?? counts.get(product)?.[index] ?? 0n;
      used.set(product, before + quantity);
      return split(product, before, quantity);
    };
  }

  /** By product, what was used before each day of a month. */
  #month(accountId: string, month: string): ReadonlyMap<BilledProduct, readonly Exact[]> {
    const key = `${accountId}/${month}`;
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    const days = daysOf(month);
    const counts = new Map<BilledProduct, Exact[]>();
    for (const resource of this.#inventory.of(accountId)) {
      for (const meter of resource.meters) {
        const { product } = meter;
        if (product.tiers.length === 1) continue;
        const sums = counts.get(product) ?? days.map(() => 0n);
        let sum = 0n;
        days.forEach((day, index) => {
          sums[index] = (sums[index] ?? 0n) + sum;
          sum += usageOf(resource, meter, day, 24);
        });
        counts.set(product, sums);
      }
    }
    this.#held.set(key, counts);
    return counts;
  }
}

function split({ tiers }: BilledProduct, before: Exact, quantity: Exact): TierPart[] {
  const parts: TierPart[] = [];
  tiers.forEach(({ from, rate }, tier) => {
    const to = tiers[tier + 1]?.from;
    const start = before > from ? before : from;
    const end = to === undefined || before + quantity < to ? before + quantity : to;
    if (end > start) parts.push({ quantity: end - start, rate, tier });
  });
  return parts;
}
