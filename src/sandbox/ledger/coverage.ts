import {
  hoursInForce,
  planRate,
  type Commitment,
  type Reservation,
  type SavingsPlan,
} from './commitments.ts';
import { startOf, HOUR_MS } from './days.ts';
import { ONE, times, whole, type Exact } from './exact.ts';
import type { Meter, MeteredResource } from './metered-resource.ts';

/** Hours of an instance on a day, that commitments may cover. */
export interface CoverableUsage {
  readonly resource: MeteredResource;
  readonly meter: Meter;
  readonly quantity: Exact;
}

/** Hours that a commitment covers, and what they cost of it. */
export interface Covered extends CoverableUsage {
  readonly commitment: Commitment;
  readonly effectiveCost: Exact;
}

/** How a commitment was used on a day. USD of effective cost. */
export interface CommitmentUse {
  readonly commitment: Commitment;
  readonly total: Exact;
  readonly used: Exact;
  /** Instance hours that were used of a reservation. */
  readonly usedHours: Exact;
  readonly totalHours: Exact;
}

export interface Coverage {
  readonly covered: readonly Covered[];
  /** What stays on demand. */
  readonly rest: readonly CoverableUsage[];
  readonly uses: readonly CommitmentUse[];
}

/**
 * Applies commitments to a day's usage as AWS does: reservations first, then the Savings Plan.
 *
 * @param hours of the day that are billed
 */
export function cover(
  usage: readonly CoverableUsage[],
  commitments: readonly Commitment[],
  day: string,
  hours: number,
): Coverage {
  const covered: Covered[] = [];
  const uses: CommitmentUse[] = [];
  let rest = usage;
  const ordered = [...commitments].sort((one) => (one.type === 'reservation' ? -1 : 1));
  for (const commitment of ordered) {
    const from = startOf(day);
    const inForce = hoursInForce(commitment, from, from + hours * HOUR_MS);
    if (inForce === 0) continue;
    const part =
      commitment.type === 'reservation'
        ? reserve(rest, commitment, inForce)
        : spend(rest, commitment, inForce);
    covered.push(...part.covered);
    uses.push(part.use);
    rest = part.rest;
  }
  return { covered, rest, uses };
}

interface Part {
  readonly covered: readonly Covered[];
  readonly rest: readonly CoverableUsage[];
  readonly use: CommitmentUse;
}

function reserve(usage: readonly CoverableUsage[], commitment: Reservation, hours: number): Part {
  const totalHours = whole(hours * commitment.count);
  const rate = commitment.effectiveHourly;
  const fits = ({ meter }: CoverableUsage): boolean => meter.product === commitment.covers;
  const part = take(usage, fits, totalHours, () => ONE);
  const covered = part.taken.map((one) => ({ ...one, commitment, effectiveCost: times(one.quantity, rate) })); // prettier-ignore
  const used = covered.reduce((sum, { effectiveCost }) => sum + effectiveCost, 0n);
  const usedHours = totalHours - part.left;
  return {
    covered,
    rest: part.rest,
    use: { commitment, total: times(totalHours, rate), used, usedHours, totalHours },
  };
}

function spend(usage: readonly CoverableUsage[], commitment: SavingsPlan, hours: number): Part {
  const total = times(commitment.hourly, whole(hours));
  const rateOf = ({ meter }: CoverableUsage): Exact => planRate(meter.product);
  const part = take(usage, () => true, total, rateOf);
  const covered = part.taken.map((one) => ({ ...one, commitment, effectiveCost: times(one.quantity, rateOf(one)) })); // prettier-ignore
  const used = covered.reduce((sum, { effectiveCost }) => sum + effectiveCost, 0n);
  return {
    covered,
    rest: part.rest,
    use: { commitment, total, used, usedHours: 0n, totalHours: whole(hours) },
  };
}

/** Takes usage in order while a budget lasts; the last one is split. */
function take(
  usage: readonly CoverableUsage[],
  fits: (one: CoverableUsage) => boolean,
  budget: Exact,
  rateOf: (one: CoverableUsage) => Exact,
): { taken: CoverableUsage[]; rest: CoverableUsage[]; left: Exact } {
  const taken: CoverableUsage[] = [];
  const rest: CoverableUsage[] = [];
  let left = budget;
  for (const one of usage) {
    const rate = rateOf(one);
    const cost = times(one.quantity, rate);
    if (!fits(one) || left === 0n) rest.push(one);
    else if (cost <= left) {
      taken.push(one);
      left -= cost;
    } else {
      const quantity = (left * ONE) / rate;
      taken.push({ ...one, quantity });
      rest.push({ ...one, quantity: one.quantity - quantity });
      left = 0n;
    }
  }
  return { taken, rest, left };
}
