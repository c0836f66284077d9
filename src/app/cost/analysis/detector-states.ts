import { z } from 'zod';
import { DetectorState } from '../../../cost/analysis/anomalies/detector-state.ts';
import { dateOf, dayNumber, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { queryRows, sqlText } from '../../../cost/usage/query-rows.ts';
import { ANOMALY_STATES } from '../../../store/anomaly-tables.ts';
import type { Store } from '../../../store/store.ts';
import type { StoredRowOf } from '../../../store/stored-table.ts';
import { keyText, type SeriesKey } from './series-key.ts';

type StateRow = StoredRowOf<typeof ANOMALY_STATES>;

/** A series as the last run left it. */
export interface StoredSeries {
  readonly key: SeriesKey;
  /** The day that the state takes next. */
  readonly nextDay: DayNumber;
  /** What the days that may still change had cost. */
  readonly checksum: string;
  /** JSON: read it with {@link readState}. */
  readonly state: string;
}

const Row = z.tuple([
  ...[z.string(), z.string(), z.string(), z.string(), z.string(), z.string(), z.string()],
] as [z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodString, z.ZodString]);

/** The part that has the states as of the last stable day. */
export function currentPart(payer: string, generation: number): string {
  return `${payer}/${generation}`;
}

/** The part that has the states from before a day. */
export function dayPart(payer: string, day: DayNumber): string {
  return `${payer}/${dateOf(day)}`;
}

/** The states of a part, in the order of their keys. */
export async function* storedSeries(
  store: Pick<Store, 'query'>,
  part: string,
  signal: AbortSignal,
  only?: readonly SeriesKey[],
): AsyncGenerator<StoredSeries, void> {
  const which =
    only === undefined
      ? ''
      : `and (currency, account, service, region) in (${only.map(tupleOf).join(', ')})`;
  const sql = `select currency, account, service, region, next_day, checksum, state from anomaly_states
    where stored_part = ${sqlText(part)} ${which} order by 1, 2, 3, 4, generation desc`;
  let last = '';
  for await (const row of queryRows(store, sql, signal)) {
    const [currency, account, service, region, nextDay, checksum, state] = Row.parse(row);
    const key = { currency, account, service, region };
    const text = keyText(key);
    if (text === last) continue; // an older generation
    last = text;
    yield { key, nextDay: dayNumber(nextDay), checksum, state };
  }
}

/** @returns undefined for a state of another version of Longshore or of another day, and for a damaged one */
export function readState(text: string, nextDay: DayNumber): DetectorState | undefined {
  const parsed = DetectorState.safeParse(jsonOf(text));
  return parsed.success && parsed.data.nextDay === nextDay ? parsed.data : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // damaged
  }
}

export function stateRow(
  payer: string,
  { currency, account, service, region }: SeriesKey,
  state: DetectorState,
  { checksum, generation }: { readonly checksum: string; readonly generation: number },
): StateRow {
  const nextDay = dateOf(state.nextDay);
  return [
    payer,
    currency,
    account,
    service,
    region,
    nextDay,
    checksum,
    JSON.stringify(state),
    generation,
  ];
}

/** Removes states. */
export async function clearStates(store: Store, part: string, signal: AbortSignal): Promise<void> {
  await store.replacePart(ANOMALY_STATES, part, noRows(), signal);
}

async function* noRows(): AsyncGenerator<never, void> {
  // The part becomes empty.
}

/** The parts of a payer account that the store has. */
export async function stateParts(
  store: Pick<Store, 'query'>,
  payer: string,
  signal: AbortSignal,
): Promise<readonly { readonly part: string; readonly generation: number }[]> {
  const sql = `select stored_part, max(generation) from anomaly_states where payer = ${sqlText(payer)} group by 1`;
  const parts: { part: string; generation: number }[] = [];
  for await (const row of queryRows(store, sql, signal)) {
    const [part, generation] = PartRow.parse(row);
    parts.push({ part, generation });
  }
  return parts;
}
const PartRow = z.tuple([z.string(), z.coerce.number()]);

function tupleOf({ currency, account, service, region }: SeriesKey): string {
  return `(${[currency, account, service, region].map(sqlText).join(', ')})`;
}
