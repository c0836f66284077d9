import { z } from 'zod';
import { parseFilters, parseGroups } from '../app/cost/bill/charge-groups.ts';
import { chargePeriod } from '../app/cost/bill/charge-period.ts';
import { FILL_BILL, storedPeriods } from '../app/cost/bill/charge-sources.ts';
import type { SeriesQuestion } from '../app/cost/analysis/daily-series.ts';
import { openReader } from '../app/store/open-reader.ts';
import type { StoreReader } from '../app/store/store-reader.ts';
import type { Settings } from '../config/settings.ts';
import { dayNumber, type DayNumber } from '../cost/analysis/calendar-day.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { BASES, BASIS_WORDS } from './basis-words.ts';
import { oneOf } from './flag-words.ts';
import { StoreFlags } from './store-flags.ts';
import type { Terminal } from './terminal.ts';

/** Flags that all commands of analysis have. */
export const AnalysisFlags = StoreFlags.extend({
  format: oneOf(['text', 'json']).default('text'),
});

/** Flags that choose series of the bill. */
export const SeriesFlags = AnalysisFlags.extend({
  from: z.string().optional(),
  to: z.string().optional(),
  groupBy: z.string().optional(),
  basis: oneOf(BASIS_WORDS).default('effective'),
  filter: z.array(z.string()).default([]),
});

/** The series that the flags choose. @param groupBy where the flag is not given; empty for one series */
export function seriesOf(
  given: Pick<z.output<typeof SeriesFlags>, 'groupBy' | 'basis' | 'filter'>,
  groupBy = 'service',
): SeriesQuestion {
  return {
    groups: parseGroups(given.groupBy ?? groupBy),
    filters: parseFilters(given.filter),
    basis: BASES[given.basis],
  };
}

/** A day of a flag; of a month, its last. @throws {ConfigurationError} for what is no date */
export function dayOf(text: string | undefined, flag: '--from' | '--to'): DayNumber | undefined {
  if (text === undefined) return undefined;
  if (flag === '--from') return dayNumber(chargePeriod(text, '9999-12-31', 0).from);
  return dayNumber(chargePeriod('1970-01-01', text, 0).to);
}

/** Reads the bill of the store. @throws {ConfigurationError} when it has none */
export async function openBill(
  settings: Settings,
  { cwd, signal }: Terminal,
): Promise<StoreReader> {
  const reader = await openReader(settings, cwd, signal, FILL_BILL);
  try {
    if ((await storedPeriods(reader, signal)) !== undefined) return reader;
    throw new ConfigurationError('the store has no charges', { remedy: FILL_BILL });
  } catch (error) {
    await reader[Symbol.asyncDispose]();
    throw error;
  }
}
