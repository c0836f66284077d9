import { forecastReport, forecastReportJson } from '../../app/cost/analysis/forecast-report.ts';
import { billDays, commonDays } from '../../app/cost/analysis/bill-days.ts';
import { dateOf, type DayNumber } from '../../cost/analysis/calendar-day.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { dayOf, openBill, SeriesFlags, seriesOf } from '../analysis-flags.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { forecastSection } from '../report/bill-sections.ts';
import { sectionsText } from '../report/report-text.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

/** Days that can be forecast: further ahead, intervals say nothing. */
const MOST_DAYS = 365;
const DEFAULT_DAYS = 30;

/** `longshore cost forecast`: what the next days will cost. */
export async function runCostForecast(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(SeriesFlags, flags);
  const series = seriesOf(given);
  const [from, to] = [dayOf(given.from, '--from'), dayOf(given.to, '--to')];
  const { signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openBill(settings, terminal);
  const stable = commonDays(await billDays(reader, signal))?.stableTo;
  const last = from === undefined ? stable : from - 1;
  const question = { ...series, to: last, horizon: horizonOf(last, to) };
  const report = await forecastReport(reader, question, signal);
  stdout.write(
    given.format === 'json'
      ? `${JSON.stringify(forecastReportJson(report), null, 2)}\n`
      : sectionsText([forecastSection(report)], styleFor(stdout, env)),
  );
  return EXIT.complete;
}

function horizonOf(last: DayNumber | undefined, to: DayNumber | undefined): number {
  if (last === undefined || to === undefined) return DEFAULT_DAYS;
  if (to > last && to - last <= MOST_DAYS) return to - last;
  throw new ConfigurationError(`--to ${dateOf(to)} cannot be forecast`, {
    remedy: `choose a day from ${dateOf(last + 1)} to ${dateOf(last + MOST_DAYS)}`,
  });
}
