import { z } from 'zod';
import { FINDING_STATES } from '../../../store/finding-tables.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

export const FINDING_STATE_NAMES = ['open', 'dismissed', 'done'] as const;
export type FindingStateName = (typeof FINDING_STATE_NAMES)[number];

/** The end of a dismissal that has none: as late as all stores can say. */
export const FOREVER = Date.UTC(2199, 11, 31, 23, 59, 59);

/** What was decided about a finding last. Times in milliseconds since the Unix epoch. */
export interface FindingState {
  readonly state: FindingStateName;
  /** The end of a dismissal. */
  readonly until: number;
  readonly changedAt: number;
  /** Why, in the words of who decided: up to {@link LONGEST_REASON} characters on one line. @default none */
  readonly reason?: string | undefined;
}

/** Characters of a reason: a few sentences. */
export const LONGEST_REASON = 500;

const Row = z.tuple([
  z.string(),
  z.enum(FINDING_STATE_NAMES),
  z.string(),
  z.string(),
  z.string().nullable(),
]);

/** Decisions, by finding. There are as many as people made. */
export async function findingStates(
  reader: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FindingState>> {
  const sql =
    'select finding_id, state, until, changed_at, reason from finding_states order by changed_at';
  const states = new Map<string, FindingState>();
  for (const row of await allRows(reader, sql, signal)) {
    const [id, state, until, changedAt, reason] = Row.parse(row);
    const times = { until: Date.parse(until), changedAt: Date.parse(changedAt) };
    states.set(id, { state, ...times, reason: reason ?? undefined });
  }
  return states;
}

/** The state of a finding now. One that was done and came back is open. */
export function stateAt(
  state: FindingState | undefined,
  firstSeen: number,
  now: number,
): FindingStateName {
  if (state?.state === 'done' && state.changedAt >= firstSeen) return 'done';
  return state?.state === 'dismissed' && state.until > now ? 'dismissed' : 'open';
}

/** Writes a decision down. It survives every evaluation. */
export async function decide(
  store: Pick<Store, 'appendRows'>,
  id: string,
  { state, until, changedAt, reason }: FindingState,
): Promise<void> {
  await store.appendRows(FINDING_STATES, [[id, state, until, changedAt, reason ?? null]]);
}
