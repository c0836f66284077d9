import { DEFAULT_WINDOW, widestOf, type HistoryWindow } from '../core/exporters/history-window.ts';
import type { Selector } from '../core/exporters/selector.ts';
import type { ResyncHandler } from './handler.ts';

/** How to read one kind in a run. Several resource blocks of a kind share one plan: AWS is read once. */
export interface ReadPlan {
  readonly handler: ResyncHandler;
  /** Every optional action that any block includes. */
  readonly include: readonly string[];
  /** A region is read if any block's policy allows it. */
  readonly regionPolicies: readonly Selector['regionPolicy'][];
  /** Accounts read at once: the largest value of any block, unlimited if a block does not set it. */
  readonly maxConcurrentAccounts: number;
  /**
   * How much of a history is read: the widest window of all blocks. Undefined for kinds without a history.
   */
  readonly window: HistoryWindow | undefined;
  /** Its scopes take the longest and start first, because a run takes as long as its slowest scope. */
  readonly startsFirst: boolean;
}

/** The plan for a kind from the selectors of its resource blocks. */
export function readPlan(handler: ResyncHandler, selectors: readonly Selector[]): ReadPlan {
  const bounds = selectors.map(
    (selector) => selector.maxConcurrentAccounts ?? Number.POSITIVE_INFINITY,
  );
  const include = [...new Set(selectors.flatMap((selector) => selector.includeActions))];
  return {
    handler,
    include,
    regionPolicies: selectors.map((selector) => selector.regionPolicy),
    maxConcurrentAccounts: Math.max(...bounds),
    window:
      handler.hasHistory === true
        ? widestOf(selectors.map((selector) => selector.window ?? DEFAULT_WINDOW))
        : undefined,
    startsFirst: handler.waitsForEach?.(include) ?? false,
  };
}
