import { budgetReport, budgetReportJson } from '../../app/cost/analysis/budget-report.ts';
import { FILL_BILL } from '../../app/cost/bill/charge-sources.ts';
import { openReader } from '../../app/store/open-reader.ts';
import { systemClock } from '../../lib/clock.ts';
import { AnalysisFlags } from '../analysis-flags.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { budgetsSection } from '../report/finding-sections.ts';
import { sectionsText } from '../report/report-text.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

/** `longshore cost budgets`: our own budgets, and AWS's. */
export async function runCostBudgets(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(AnalysisFlags, flags);
  const { cwd, signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openReader(settings, cwd, signal, FILL_BILL);
  const { budgets } = settings.cost;
  const report = await budgetReport(reader, { budgets, now: systemClock.now() }, signal);
  stdout.write(
    given.format === 'json'
      ? `${JSON.stringify(budgetReportJson(report), null, 2)}\n`
      : sectionsText([budgetsSection(report)], styleFor(stdout, env)),
  );
  return EXIT.complete;
}
