import type { Estate } from '../estate/estate.ts';
import { billedRate } from './explorer-names.ts';
import { DAY_MS, dayAfter, dayOf, monthAfter, monthOf } from './days.ts';
import { exact, times, type Exact } from './exact.ts';
import type { MeteredResource, Runaway } from './metered-resource.ts';

/** What can run away: a function that calls itself, or else a queue whose messages are never deleted. */
const KINDS = ['AWS::Lambda::Function', 'AWS::SQS::Queue'] as const;
/** It is noticed after some days. */
const DAYS = 3;
/** The day of last month on which it began: late enough for a month's bill to show what is usual. */
const FIRST_DAY = '20';
/** Before that, it was used as usual for so many days. */
const LEAST_AGE_DAYS = 30;
/** What it adds to an ordinary day, about. USD. */
const DAILY_COST = exact('240');

/**
 * The resources of an account. One of them runs away: for some days of last month, the function (or queue) that costs
 * most is called many times as often as before. Only one account has it.
 */
export function withRunaway(
  resources: readonly MeteredResource[],
  estate: Estate,
  accountId: string,
): readonly MeteredResource[] {
  if (accountId !== (estate.accountIds[1] ?? estate.accountIds[0])) return resources;
  const runaway = runawayOf(resources, estate);
  return resources.map((one) =>
    one.id === runaway?.id ? { ...one, runaway: runaway.runaway } : one,
  );
}

function runawayOf(
  resources: readonly MeteredResource[],
  estate: Estate,
): { readonly id: string; readonly runaway: Runaway } | undefined {
  const today = estate.today.getTime();
  const firstDay = `${monthAfter(monthOf(dayOf(today)), -1)}-${FIRST_DAY}`;
  const began = Date.parse(firstDay);
  const [top] = resources
    .filter(({ end, start }) => end > today && start < began - LEAST_AGE_DAYS * DAY_MS)
    .flatMap((resource) => {
      const rank = KINDS.findIndex((kind) => kind === resource.kind);
      return rank < 0 ? [] : [{ id: resource.id, rank, cost: dailyCost(resource) }];
    })
    .filter(({ cost }) => cost > 0n)
    .sort((one, other) => one.rank - other.rank || (one.cost < other.cost ? 1 : -1));
  if (top === undefined) return undefined;
  const factor = Number(DAILY_COST / top.cost) + 2;
  return { id: top.id, runaway: { firstDay, endDay: dayAfter(firstDay, DAYS), factor } };
}

/** What flows through a resource on an ordinary day, at the first price. */
function dailyCost({ meters }: MeteredResource): Exact {
  return meters
    .filter(({ pattern }) => pattern === 'flow')
    .reduce((sum, { amount, product }) => sum + times(amount, billedRate(product)), 0n);
}
