import { z } from 'zod';
import {
  chargeReportJson,
  chargeRowColumns,
  chargeRowsOf,
} from '../../app/cost/bill/charge-report-json.ts';
import { parseFilters, parseGroups } from '../../app/cost/bill/charge-groups.ts';
import { chargePeriod } from '../../app/cost/bill/charge-period.ts';
import {
  chargeReport,
  GRANULARITIES,
  type ChargeQuestion,
  type ChargeReport,
} from '../../app/cost/bill/charge-report.ts';
import { FILL_BILL, storedPeriods } from '../../app/cost/bill/charge-sources.ts';
import { openReader } from '../../app/store/open-reader.ts';
import { csvText, ndjsonText } from '../../app/store/row-text.ts';
import type { StoreReader } from '../../app/store/store-reader.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { BASES, BASIS_WORDS } from '../basis-words.ts';
import { chargeText } from '../charge-text.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;

const Flags = StoreFlags.extend({
  from: z.string().optional(),
  to: z.string().optional(),
  granularity: oneOf(GRANULARITIES).default('total'),
  groupBy: z.string().default('service'),
  basis: oneOf(BASIS_WORDS).default('billed'),
  filter: z.array(z.string()).default([]),
  output: oneOf(FORMATS).default('table'),
});
type Flags = z.output<typeof Flags>;

/** `longshore cost show`: the bill, as the store has it. */
export async function runCostShow(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const question = {
    period: chargePeriod(given.from, given.to, systemClock.now()),
    granularity: given.granularity,
    groups: parseGroups(given.groupBy),
    filters: parseFilters(given.filter),
    basis: BASES[given.basis],
  };
  const { cwd, signal, stdout, stderr, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openReader(settings, cwd, signal, FILL_BILL);
  const report = await chargeReport(reader, question, signal);
  if (report.totals.size === 0) stderr.write(`${await emptyText(reader, question, signal)}\n`);
  stdout.write(
    given.output === 'table'
      ? chargeText(report, styleFor(stdout, env))
      : formatted(report, given.output),
  );
  return EXIT.complete;
}

function formatted(report: ChargeReport, format: Exclude<Flags['output'], 'table'>): string {
  if (format === 'json') return `${JSON.stringify(chargeReportJson(report), null, 2)}\n`;
  const columns = chargeRowColumns(report);
  const text = format === 'csv' ? csvText(columns) : ndjsonText(columns);
  return `${text.head}${text.rows(chargeRowsOf(report))}${text.tail(false)}`;
}

/** @throws {ConfigurationError} when no bill was ever stored */
async function emptyText(
  reader: StoreReader,
  { period, filters }: ChargeQuestion,
  signal: AbortSignal,
): Promise<string> {
  const periods = await storedPeriods(reader, signal);
  if (periods === undefined) {
    throw new ConfigurationError('the store has no charges', { remedy: FILL_BILL });
  }
  const wanted = filters.length === 0 ? '' : ' that match the filters';
  return `longshore: no charges from ${period.from} to ${period.to}${wanted}; the store has billing periods ${periods}`;
}
