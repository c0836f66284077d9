import { hash32 } from '../../lib/random.ts';
import { coverable, planRate, type Commitment } from './commitments.ts';
import { cover, type CommitmentUse, type CoverableUsage, type Covered } from './coverage.ts';
import { DAY_MS, startOf } from './days.ts';
import { exactText, times } from './exact.ts';
import type { Inventory } from './inventory.ts';
import type { CommitmentPart, LineItem } from './line-item.ts';
import { feeLine, usageLine } from './lines.ts';
import { billedHours, hasLateUsage, type Refresh } from './refresh.ts';
import { TierCounter } from './tier-counter.ts';
import { usageOf } from './usage.ts';

/** Of one resource in so many, the usage of a day is reported late. */
const LATE_ONE_IN = 97;

/** The usage of accounts by day, and what commitments make of it. */
export class UsageLines {
  readonly #inventory: Inventory;
  readonly #commitments: readonly Commitment[];
  readonly #tiers: TierCounter;

  constructor(inventory: Inventory, commitments: readonly Commitment[]) {
    this.#inventory = inventory;
    this.#commitments = commitments;
    this.#tiers = new TierCounter(inventory);
  }

  /** The lines of an account and day, as billed so far. */
  *of(accountId: string, day: string, refresh: Refresh): Generator<LineItem, void> {
    const hours = billedHours(day, refresh);
    if (hours === 0) return;
    const tiers = this.#tiers.day(accountId, day);
    const hasLate = hasLateUsage(day, refresh);
    const own = this.#ownCommitments(accountId);
    for (const resource of this.#inventory.of(accountId)) {
      const isMissing = !hasLate && hash32(`late/${day}`, resource.draw) % LATE_ONE_IN === 0;
      const covers = own.length > 0 ? coverable(resource) : undefined;
      for (const meter of resource.meters) {
        const quantity = usageOf(resource, meter, day, hours);
        if (quantity === 0n) continue;
        const parts = tiers(meter.product, quantity);
        if (isMissing || meter === covers) continue;
        for (const { quantity: amount, rate, tier } of parts) {
          const { product } = meter;
          yield usageLine({ accountId, day, product, quantity: amount, rate, part: `${tier}`, resource }); // prettier-ignore
        }
      }
    }
    if (own.length > 0) yield* this.#committedLines(accountId, day, hours, hasLate);
  }

  /** How the account's commitments were used on a day. */
  usesOf(accountId: string, day: string, refresh: Refresh): readonly CommitmentUse[] {
    const hours = billedHours(day, refresh);
    if (hours === 0) return [];
    const usage = this.#coverableUsage(accountId, day, hours, hasLateUsage(day, refresh));
    return cover(usage, this.#ownCommitments(accountId), day, hours).uses;
  }

  #ownCommitments(accountId: string): readonly Commitment[] {
    return this.#commitments.filter((one) => one.accountId === accountId);
  }

  #coverableUsage(
    accountId: string,
    day: string,
    hours: number,
    hasLate: boolean,
  ): CoverableUsage[] {
    return this.#inventory.of(accountId).flatMap((resource) => {
      const meter = coverable(resource);
      const isMissing = !hasLate && hash32(`late/${day}`, resource.draw) % LATE_ONE_IN === 0;
      if (meter === undefined || isMissing) return [];
      const quantity = usageOf(resource, meter, day, hours);
      return quantity === 0n ? [] : [{ resource, meter, quantity }];
    });
  }

  *#committedLines(
    accountId: string,
    day: string,
    hours: number,
    hasLate: boolean,
  ): Generator<LineItem, void> {
    const usage = this.#coverableUsage(accountId, day, hours, hasLate);
    const { covered, rest, uses } = cover(usage, this.#ownCommitments(accountId), day, hours);
    for (const { resource, meter, quantity } of rest) {
      const { product } = meter;
      yield usageLine({ accountId, day, product, quantity, rate: product.tiers[0].rate, part: 'rest', resource }); // prettier-ignore
    }
    for (const one of covered) yield* coveredLines(one, accountId, day);
    for (const use of uses) {
      if (use.commitment.type === 'savings-plan') yield planFee(use, day);
    }
  }
}

function* coveredLines(one: Covered, accountId: string, day: string): Generator<LineItem, void> {
  const { commitment, resource, meter, quantity, effectiveCost } = one;
  const { product } = meter;
  const rate = product.tiers[0].rate;
  const line = usageLine({
    accountId,
    day,
    product,
    quantity,
    rate,
    part: commitment.id,
    resource,
  });
  const part: CommitmentPart = {
    commitment,
    total: effectiveCost,
    used: effectiveCost,
    unused: 0n,
    unusedQuantity: 0n,
    upfront: upfrontOf(one),
  };
  if (commitment.type === 'reservation') {
    yield {
      ...line,
      recordType: 'DiscountedUsage',
      billedCost: 0n,
      effectiveCost,
      commitment: part,
      description: `${commitment.instanceType} reserved instance applied`,
    };
    return;
  }
  yield { ...line, recordType: 'SavingsPlanCoveredUsage', effectiveCost, commitment: part };
  yield {
    ...line,
    id: line.id.replace('/Usage/', '/Negation/'),
    recordType: 'SavingsPlanNegation',
    listCost: 0n,
    contractedCost: 0n,
    billedCost: -line.billedCost,
    effectiveCost: 0n,
    commitment: part,
    description: `SavingsPlanNegation used by AccountId : ${accountId} and UsageSku : ${product.sku}`,
  };
}

function upfrontOf({ commitment, quantity, effectiveCost, meter }: Covered): bigint {
  if (commitment.type === 'reservation') return times(quantity, commitment.upfrontHourly);
  return planRate(meter.product) === 0n ? 0n : effectiveCost / 2n;
}

/** The hours of a plan on a day: what is paid for them, and what nothing used. */
function planFee({ commitment, total, used, totalHours }: CommitmentUse, day: string): LineItem {
  const unused = total - used;
  return feeLine({
    accountId: commitment.accountId,
    day,
    start: startOf(day),
    end: startOf(day) + DAY_MS,
    recordType: 'SavingsPlanRecurringFee',
    product: commitment.product,
    quantity: totalHours,
    rate: commitment.recurringHourly,
    billedCost: times(totalHours, commitment.recurringHourly),
    effectiveCost: unused,
    commitment: { commitment, total, used, unused, unusedQuantity: 0n, upfront: unused / 2n },
    description: `1 year Partial Upfront Compute Savings Plan: $${exactText(commitment.recurringHourly)} per hour`,
  });
}
