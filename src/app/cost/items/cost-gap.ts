import type { Gap } from '../../../core/inspector/gap.ts';
import type { MissingCost, MissingReason } from '../../../cost/resources/item-cost.ts';
import { LongshoreError, messageOf } from '../../../lib/errors.ts';
import type { PriceProblem } from '../prices/current-prices.ts';

/** What gaps name as their action. */
const ACTION = 'includeCosts';
/**
 * Why a resource has no cost, for the report.
 *
 * @param problem what AWS said about what is missing
 */
export function gapOf(
  { reason, detail }: MissingCost,
  region: string,
  problem: PriceProblem | undefined,
): Omit<Gap, 'identifier'> {
  const explained = reason === 'ambiguous-price' ? undefined : problem;
  const { failure, permissions = [] } = explained ?? {};
  const own = {
    class: 'other',
    message: `${detail} (${region})`,
    remedy: REMEDIES[reason],
  } as const;
  return { action: ACTION, failure: { ...own, ...failure, code: reason }, permissions };
}

/** The store has a bill, but cannot be read. */
export function billGapOf(error: unknown): Omit<Gap, 'identifier'> {
  const message = `the bill could not be read: ${messageOf(error)}`;
  const own = error instanceof LongshoreError ? error.remedy : undefined;
  const remedy = `Port keeps the last cost: ${own ?? 'run again'}`;
  const failure = { class: 'other', code: 'StoreNotRead', message, remedy } as const;
  return { action: ACTION, failure, permissions: [] };
}

const REMEDIES: Readonly<Record<MissingReason, string>> = {
  'no-price':
    'Port keeps the last cost. If the price list has no such price, remove includeCosts from this block: see longshore prices explore',
  'no-price-book':
    'Port keeps the last cost: run again later, or give the prices in a file: LONGSHORE_PRICES_FILE',
  'ambiguous-price':
    'Port keeps the last cost, because the price list has two prices for one thing: report it with the SKUs',
  'no-property': 'Port keeps the last cost: fix the other gaps of this resource',
};
