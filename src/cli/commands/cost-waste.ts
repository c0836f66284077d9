import { wasteReport, wasteReportJson } from '../../app/cost/analysis/waste-report.ts';
import { openReader } from '../../app/store/open-reader.ts';
import { AnalysisFlags } from '../analysis-flags.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { wasteSections } from '../report/finding-sections.ts';
import { sectionsText } from '../report/report-text.ts';
import { storeSettings } from '../store-flags.ts';
import { styleFor, type Terminal } from '../terminal.ts';

/** `longshore cost waste`: what open findings say could be saved. */
export async function runCostWaste(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(AnalysisFlags, flags);
  const { cwd, signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  await using reader = await openReader(settings, cwd, signal);
  const report = await wasteReport(reader, signal);
  stdout.write(
    given.format === 'json'
      ? `${JSON.stringify(wasteReportJson(report), null, 2)}\n`
      : sectionsText(wasteSections(report), styleFor(stdout, env)),
  );
  return EXIT.complete;
}
