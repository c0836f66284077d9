import { plus, ZERO, type Decimal } from '../../money/decimal.ts';
import {
  currencyOf,
  DAY_MS,
  dayOf,
  unknownOf,
  type Confidence,
  type CostResult,
} from './cost-result.ts';
import type { Grouping } from './grouping.ts';

/** What stands for resources without the tag. */
const UNTAGGED = 'untagged';
const UNDATED = 'undated';
const WORST_FIRST: readonly Confidence[] = ['low', 'medium', 'high'];

/**
 * Puts results together, sorted by their key. A group of one stays as it is. Amounts of two currencies are never added:
 * a group has one result for each.
 */
export function groupResults(
  results: readonly CostResult[],
  grouping: Exclude<Grouping, { readonly by: 'period' }>,
): readonly CostResult[] {
  if (grouping.by === 'none') return results;
  const groups = new Map<string, { readonly key: string; readonly members: CostResult[] }>();
  for (const result of results) {
    const key = keyOf(result, grouping);
    const name = JSON.stringify([key, currencyOf(result)]);
    const group = groups.get(name) ?? { key, members: [] };
    groups.set(name, group);
    group.members.push(result);
  }
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, { key, members }]) => merged(key, members));
}

function keyOf(
  { resourceType, resourceId, provider, service, start, tags }: CostResult,
  grouping: Exclude<Grouping, { readonly by: 'period' | 'none' }>,
): string {
  if (grouping.by === 'tag') return tags.get(grouping.tag) ?? UNTAGGED;
  switch (grouping.field) {
    case 'resource':
      return `${resourceType}/${resourceId}`;
    case 'type':
      return resourceType;
    case 'provider':
      return provider;
    case 'service':
      return service;
    case 'date':
      return start === undefined ? UNDATED : dayOf(start);
  }
}

function merged(key: string, members: readonly CostResult[]): CostResult {
  const [first] = members;
  if (first === undefined || members.length === 1) return first ?? EMPTY;
  const unknown = members.reduce((sum, member) => sum + unknownOf(member), 0);
  const without = unknown === 0 ? '' : `; ${unknown} of unknown cost are not in it`;
  const isUnknown = unknown > 0 && sumOfKnown(members, ({ monthly }) => monthly) === undefined;
  const confidence = WORST_FIRST.find((one) => members.some((member) => member.confidence === one));
  return {
    resourceType: key,
    resourceId: `aggregated-${members.length}-resources`,
    provider: sharedOf(members, ({ provider }) => provider),
    service: sharedOf(members, ({ service }) => service),
    tags: new Map(),
    adapter: 'aggregated',
    currency: currencyOf(first),
    monthly: sumOfKnown(members, ({ monthly }) => monthly),
    hourly: sumOfKnown(members, ({ hourly }) => hourly),
    notes: `${members.length} resources${without}`,
    breakdown: sumByName(members),
    totalCost: sumOfKnown(members, ({ totalCost }) => totalCost),
    ...daysOf(members),
    delta: sumOfKnown(members, ({ delta }) => delta),
    confidence,
    unknown,
    ...(isUnknown && { error: { code: 'NO_COST_DATA', message: 'nothing of it is known' } }),
  };
}

const EMPTY: CostResult = {
  resourceType: '',
  resourceId: '',
  provider: '',
  service: '',
  tags: new Map(),
  adapter: 'none',
  currency: 'USD',
  monthly: undefined,
  hourly: undefined,
  notes: '',
  breakdown: new Map(),
};

/** Undefined where no member tells it: unknown amounts are beside the sum. */
function sumOfKnown(
  members: readonly CostResult[],
  amountOf: (member: CostResult) => Decimal | undefined,
): Decimal | undefined {
  return members
    .map(amountOf)
    .reduce(
      (sum, amount) =>
        sum === undefined || amount === undefined ? (sum ?? amount) : plus(sum, amount),
      undefined,
    );
}

function sharedOf(members: readonly CostResult[], valueOf: (member: CostResult) => string): string {
  const values = new Set(members.map(valueOf));
  return values.size === 1 ? ([...values][0] ?? '') : '';
}

function sumByName(members: readonly CostResult[]): ReadonlyMap<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const { breakdown } of members) {
    for (const [name, amount] of breakdown) {
      const known = sums.get(name);
      sums.set(name, known === undefined ? amount : plus(known, amount));
    }
  }
  return new Map([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The time of all members, and their days added up by date: the same as by index where all start on one day. */
function daysOf(members: readonly CostResult[]): Pick<CostResult, 'start' | 'end' | 'dailyCosts'> {
  const starts = members.flatMap(({ start }) => start ?? []);
  const ends = members.flatMap(({ end }) => end ?? []);
  if (starts.length === 0) return {};
  const start = starts.reduce((least, one) => Math.min(least, one));
  const days: (Decimal | undefined)[] = [];
  for (const member of members) {
    if (member.start === undefined) continue;
    const offset = Math.floor(member.start / DAY_MS) - Math.floor(start / DAY_MS);
    for (const [index, amount] of (member.dailyCosts ?? []).entries()) {
      const known = days[offset + index];
      days[offset + index] = known === undefined ? amount : plus(known, amount);
    }
  }
  return {
    start,
    ...(ends.length > 0 && { end: ends.reduce((most, one) => Math.max(most, one)) }),
    ...(days.length > 0 && { dailyCosts: Array.from(days, (amount) => amount ?? ZERO) }),
  };
}
