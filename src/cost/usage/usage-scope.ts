import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { fewRows } from './query-rows.ts';

export const USAGE_OUTCOMES = [
  /** Every series was read to the end of the window. */
  'complete',
  /** CloudWatch answered only a part of the points: the rest is asked for next time. */
  'incomplete',
  /** Access was denied. */
  'denied',
  /** AWS throttled or failed. */
  'failed',
  /** The cap on paid calls was reached. */
  'spend-cap',
] as const;
/** How the last read of a scope's usage ended. */
export type UsageOutcome = (typeof USAGE_OUTCOMES)[number];

/** How the usage of an account, region and kind was last read. */
export interface UsageScope {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  readonly outcome: UsageOutcome;
  /** For a person: why it is not complete. */
  readonly reason: string | undefined;
  /** Resources whose usage was to be read. */
  readonly resources: number;
  /** Usage is known up to there, in milliseconds since the Unix epoch. Undefined when it was never read completely. */
  readonly completeUntil: number | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly triedAt: number;
}

const Row = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.enum(USAGE_OUTCOMES),
  z.string().nullable(),
  z.coerce.number(),
  z.string().nullable(),
  z.string(),
]);

/** How each scope was last read, ordered by account, region and kind. */
export async function usageScopes(
  store: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<readonly UsageScope[]> {
  const rows = await fewRows(
    store,
    `select account, region, kind, outcome, reason, resources, complete_until, tried_at
     from usage_scopes order by account, region, kind`,
    signal,
  );
  return rows.map((row) => {
    const [account, region, kind, outcome, reason, resources, until, triedAt] = Row.parse(row);
    return {
      ...{ account, region, kind, outcome, resources },
      reason: reason ?? undefined,
      completeUntil: until === null ? undefined : Date.parse(until),
      triedAt: Date.parse(triedAt),
    };
  });
}
