import { z } from 'zod';
import {
  anomalyJson,
  anomalyReport,
  anomalyReportJson,
  type AnomalyReport,
} from '../../app/cost/analysis/anomaly-report.ts';
import { ANOMALY_METHODS, liveAnomalies } from '../../app/cost/analysis/live-anomalies.ts';
import type { StoreReader } from '../../app/store/store-reader.ts';
import { dateOf } from '../../cost/analysis/calendar-day.ts';
import { parseDecimal, toNumber } from '../../cost/money/decimal.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { dayOf, openBill, SeriesFlags, seriesOf } from '../analysis-flags.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { anomaliesSection, anomalySection } from '../report/finding-sections.ts';
import { sectionsText } from '../report/report-text.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

/** Anomalies of so many days are shown without --from. */
const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;

const Flags = SeriesFlags.extend({
  method: oneOf(ANOMALY_METHODS).default('seasonal'),
  upOnly: z.boolean().default(false),
  anomalyState: oneOf(['open', 'closed', 'all']).default('all'),
  minImpact: z.string().optional(),
  explain: z.string().optional(),
});
type Flags = z.output<typeof Flags>;

/** `longshore cost anomalies`: unusual cost in the bill. */
export async function runCostAnomalies(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const question = questionOf(given);
  const { signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openBill(settings, terminal);
  const style = styleFor(stdout, env);
  if (given.explain !== undefined) {
    const { anomalies } = await anomalyReport(reader, { id: given.explain }, signal);
    const [anomaly] = anomalies;
    if (anomaly === undefined) {
      throw new ConfigurationError(`--explain: there is no anomaly "${given.explain}"`, {
        remedy: 'longshore cost anomalies names them',
      });
    }
    const json = `${JSON.stringify(anomalyJson(anomaly), null, 2)}\n`;
    stdout.write(given.format === 'json' ? json : sectionsText([anomalySection(anomaly)], style));
    return EXIT.complete;
  }
  const report = await reportOf(
    reader,
    given,
    { ...question, floor: settings.cost.anomalyFloor },
    signal,
  );
  const json = `${JSON.stringify(anomalyReportJson(report), null, 2)}\n`;
  stdout.write(given.format === 'json' ? json : sectionsText([anomaliesSection(report)], style));
  return EXIT.complete;
}

interface Question {
  readonly from: string;
  readonly to: string;
  readonly minImpact: ReturnType<typeof parseDecimal>;
}

function questionOf({ from, to, minImpact }: Flags): Question {
  const now = systemClock.now();
  const least = minImpact === undefined ? undefined : parseDecimal(minImpact);
  if (minImpact !== undefined && (least === undefined || least < 0n)) {
    throw new ConfigurationError(`--min-impact: "${minImpact}" is not an amount`, {
      remedy: 'write an amount such as 50 or 12.50',
    });
  }
  const last = dayOf(to, '--to') ?? Math.floor(now / DAY_MS);
  const first = dayOf(from, '--from') ?? last - DEFAULT_DAYS;
  if (first <= last) return { from: dateOf(first), to: dateOf(last), minImpact: least };
  throw new ConfigurationError(`--to ${dateOf(last)} is before --from ${dateOf(first)}`, {
    remedy: 'give the first day as --from, the last as --to',
  });
}

/** What is stored, or another view that is computed at once. */
async function reportOf(
  reader: StoreReader,
  given: Flags,
  { from, to, minImpact, floor }: Question & { readonly floor: number },
  signal: AbortSignal,
): Promise<AnomalyReport> {
  const state = given.anomalyState === 'all' ? undefined : given.anomalyState;
  const filter = {
    from,
    to,
    state,
    minImpact,
    direction: given.upOnly ? ('up' as const) : undefined,
  };
  const isStored =
    given.groupBy === undefined &&
    given.basis === 'effective' &&
    given.filter.length === 0 &&
    given.method === 'seasonal';
  if (isStored) return anomalyReport(reader, filter, signal);
  const series = seriesOf(given, 'account,service,region');
  const now = systemClock.now();
  const question = { ...series, method: given.method, floor, from, to, now };
  const found = await liveAnomalies(reader, question, signal);
  return {
    filter,
    runs: [],
    anomalies: found.filter(
      (one) =>
        (state === undefined || one.state === state) &&
        (!given.upOnly || one.direction === 'up') &&
        (minImpact === undefined || Math.abs(toNumber(one.impact)) >= toNumber(minImpact)),
    ),
  };
}
