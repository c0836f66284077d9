import { trendReport, trendReportJson } from '../../app/cost/analysis/trend-report.ts';
import { dayOf, openBill, SeriesFlags, seriesOf } from '../analysis-flags.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { trendSections } from '../report/bill-sections.ts';
import { sectionsText } from '../report/report-text.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

/** `longshore cost trends`: the last 7 and 30 days against the days before. */
export async function runCostTrends(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(SeriesFlags, flags);
  const question = { ...seriesOf(given), to: dayOf(given.to, '--to') };
  const { signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openBill(settings, terminal);
  const report = await trendReport(reader, question, signal);
  stdout.write(
    given.format === 'json'
      ? `${JSON.stringify(trendReportJson(report), null, 2)}\n`
      : sectionsText(trendSections(report), styleFor(stdout, env)),
  );
  return EXIT.complete;
}
