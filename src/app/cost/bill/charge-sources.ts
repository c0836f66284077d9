import { z } from 'zod';
import type { StoreReader } from '../../store/store-reader.ts';
import { allRows } from '../../store/all-rows.ts';

/** How charges come into the store, as an instruction. */
export const FILL_BILL =
  'run longshore cost collect, or longshore cost import FILE for an export on disk';

/** Where charges of a period came from. */
export interface ChargeSourcePeriod {
  /** The billing period: `2026-10`. */
  readonly period: string;
  /** `focus-1.2`, … */
  readonly source: string;
  /** The export, or the file. */
  readonly name: string;
  /** The latest of its accounts, in ISO 8601. */
  readonly collectedAt: string;
  /** Its invoice is issued. */
  readonly isFinal: boolean;
}

/** Where the charges of a report came from. */
export interface ChargeSources {
  /** In the order of the periods. */
  readonly sources: readonly ChargeSourcePeriod[];
  /** The last final billing period before the first one that is not; null if there is none. */
  readonly finalUntil: string | null;
}

const Row = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.union([z.boolean(), z.number()]).transform(Boolean),
]);

/** @param condition which charges, as SQL */
export async function chargeSources(
  reader: Pick<StoreReader, 'query'>,
  condition: string,
  signal: AbortSignal,
): Promise<ChargeSources> {
  // All charges of an account's period came together, from one source.
  const rows = await allRows(
    reader,
    `select any_value(source_period) as period, any_value(source), any_value(source_name), any_value(collected_at), min(is_final)
     from charges where ${condition} group by stored_part order by period, stored_part`,
    signal,
  );
  const bySource = new Map<string, ChargeSourcePeriod>();
  for (const row of rows) {
    const [period, source, name, collectedAt, isFinal] = Row.parse(row);
    const key = JSON.stringify([period, source, name]);
    const known = bySource.get(key) ?? { collectedAt, isFinal };
    bySource.set(key, {
      period,
      source,
      name,
      collectedAt: collectedAt > known.collectedAt ? collectedAt : known.collectedAt,
      isFinal: isFinal && known.isFinal,
    });
  }
  const sources = [...bySource.values()];
  return { sources, finalUntil: lastFinal(sources) };
}

/** The billing periods that the store has, for a person: `2026-08 to 2026-10`. */
export async function storedPeriods(
  reader: Pick<StoreReader, 'query'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [row] = await allRows(
    reader,
    'select min(source_period), max(source_period) from charges',
    signal,
  );
  const [first, last] = row ?? [];
  if (typeof first !== 'string' || typeof last !== 'string' || first === '') return undefined;
  return first === last ? first : `${first} to ${last}`;
}

function lastFinal(sources: readonly ChargeSourcePeriod[]): string | null {
  const firstOpen = sources.find(({ isFinal }) => !isFinal)?.period;
  const final = sources.filter(({ period }) => firstOpen === undefined || period < firstOpen);
  return final.at(-1)?.period ?? null;
}
