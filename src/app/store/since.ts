import { ConfigurationError } from '../../lib/errors.ts';
import type { QueryValue } from '../../store/store.ts';
import { cellText } from './row-text.ts';
import { NO_QUERY_LIMITS, type StoreReader } from './store-reader.ts';

/** The time that the store is compared with. */
export interface Since {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** For a person: `run 12 of 2026-11-22T05:00:00.000Z`. */
  readonly name: string;
}

const UNITS_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const AGE = /^(\d{1,6})([mhdw])$/;
const RUN = /^[\w-]{1,100}$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]|$)/;
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;
const REMEDY =
  'give the number or id of a run, a time like 2026-11-22T05:00Z, or an age like 24h or 7d; see the runs: longshore query "select number, id, started_at, ended_at, status from runs"';

/**
 * Finds the time that a user means: the end of a run, a time, an age. Without a text: the end of the run before the last.
 *
 * @returns undefined when the store has one run only, and so no time to compare with
 * @throws {ConfigurationError} when it is none of these
 */
export async function findSince(
  text: string | undefined,
  reader: StoreReader,
  now: number,
  signal: AbortSignal,
): Promise<Since | undefined> {
  if (text === undefined) return previousRun(reader, signal);
  const age = AGE.exec(text);
  if (age !== null) {
    const [, amount = '', unit = ''] = age;
    const at = now - Number(amount) * (UNITS_MS[unit] ?? 0);
    return { at, name: new Date(at).toISOString() };
  }
  if (DATE.test(text)) return timeOf(text, now);
  return runOf(text, reader, signal);
}

function timeOf(text: string, now: number): Since {
  const isDay = text.length === '2026-11-22'.length;
  const at = Date.parse(isDay || ZONE.test(text) ? text : `${text}Z`); // times are UTC
  if (Number.isNaN(at))
    throw new ConfigurationError(`--since: ${text} is no time`, { remedy: REMEDY });
  if (at > now) {
    throw new ConfigurationError(`--since: ${text} is in the future`, { remedy: REMEDY });
  }
  return { at, name: new Date(at).toISOString() };
}

/** A run in progress counts with the last that has ended: its changes are new, too. */
async function previousRun(reader: StoreReader, signal: AbortSignal): Promise<Since | undefined> {
  const runs = await rowsOf(
    reader,
    `select number, started_at, coalesce(ended_at, started_at) from runs
     where status <> 'running' order by number desc limit 2`,
    signal,
  );
  const [, before] = runs;
  return before === undefined ? undefined : runTime(before);
}

async function runOf(text: string, reader: StoreReader, signal: AbortSignal): Promise<Since> {
  const columns = 'number, started_at, coalesce(ended_at, started_at)';
  const condition = /^\d{1,15}$/.test(text) ? `number = ${text}` : `id = '${text}'`;
  const [run] = RUN.test(text)
    ? await rowsOf(reader, `select ${columns} from runs where ${condition}`, signal)
    : [];
  if (run === undefined) {
    throw new ConfigurationError(`--since: there is no run ${text}`, { remedy: REMEDY });
  }
  return runTime(run);
}

function runTime([number, startedAt, endedAt]: readonly QueryValue[]): Since {
  const [run, began, ended] = [number, startedAt, endedAt].map((value = null) => cellText(value));
  return { at: Date.parse(ended ?? ''), name: `run ${run ?? ''} of ${began ?? ''}` };
}

async function rowsOf(
  reader: StoreReader,
  sql: string,
  signal: AbortSignal,
): Promise<readonly (readonly QueryValue[])[]> {
  const all: (readonly QueryValue[])[] = [];
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) all.push(...batch);
  return all;
}
