import { z } from 'zod';
import type { StoreReader } from '../../store/store-reader.ts';
import { allRows } from '../../store/all-rows.ts';

/** A notification is given up after so many failed runs, in so long a time: a receiver may be down for a weekend. */
const MOST_FAILED_RUNS = 5;
const HOUR_MS = 3_600_000;
const GIVEN_UP_AFTER_MS = 72 * HOUR_MS;
/** After that many failed runs, it is tried once in so long. */
const PAUSE_MS = HOUR_MS;

/** How earlier runs ended for a notification. */
export interface NotificationHistory {
  /** It was sent, or given up. */
  readonly isDone: boolean;
  readonly failedRuns: number;
  /** Milliseconds since the Unix epoch; undefined without a failed run. */
  readonly firstFailed: number | undefined;
  readonly lastFailed: number | undefined;
}

const NEW: NotificationHistory = {
  isDone: false,
  failedRuns: 0,
  firstFailed: undefined,
  lastFailed: undefined,
};

const time = z.string().transform((text) => Date.parse(text));
const Row = z.tuple([
  z.string(),
  z.enum(['sent', 'failed', 'given-up']),
  z.coerce.number(),
  time,
  time,
]);

/** The notifications that the store knows, by id. */
export async function notificationHistory(
  reader: Pick<StoreReader, 'query'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, NotificationHistory>> {
  const sql = `select id, outcome, count(*), min(sent_at), max(sent_at) from notifications group by 1, 2`;
  const histories = new Map<string, NotificationHistory>();
  for (const row of await allRows(reader, sql, signal)) {
    const [id, outcome, runs, first, last] = Row.parse(row);
    const known = histories.get(id) ?? NEW;
    histories.set(
      id,
      outcome === 'failed'
        ? { ...known, failedRuns: runs, firstFailed: first, lastFailed: last }
        : { ...known, isDone: true },
    );
  }
  return histories;
}

/**
 * What is to be sent now, in this order: what is new, then what failed longest ago. One that is always refused comes
 * after the others, and is tried less and less.
 */
export function inTurn<Named extends { readonly id: string }>(
  due: readonly Named[],
  histories: ReadonlyMap<string, NotificationHistory>,
  now: number,
): readonly { readonly notification: Named; readonly history: NotificationHistory }[] {
  return due
    .map((notification) => ({ notification, history: histories.get(notification.id) ?? NEW }))
    .filter(({ history }) => !history.isDone && !isPaused(history, now))
    .sort((one, other) => (one.history.lastFailed ?? 0) - (other.history.lastFailed ?? 0));
}

function isPaused({ failedRuns, lastFailed }: NotificationHistory, now: number): boolean {
  return failedRuns >= MOST_FAILED_RUNS && now - (lastFailed ?? 0) < PAUSE_MS;
}

/** Whether a notification that failed again now is not tried any more. */
export function isGivenUp({ failedRuns, firstFailed }: NotificationHistory, now: number): boolean {
  return failedRuns + 1 >= MOST_FAILED_RUNS && now - (firstFailed ?? now) >= GIVEN_UP_AFTER_MS;
}
