import { z } from 'zod';
import {
  explainedFinding,
  findingReport,
  SHOWN_COLUMNS,
  type FindingFilter,
  type ReportedFinding,
} from '../../app/cost/findings/finding-report.ts';
import { adviceOn, explainedAdvice } from '../../app/cost/findings/advice/shown-advice.ts';
import { storedId, unknownFinding } from '../../app/cost/findings/finding-lookup.ts';
import { noFindingOf, noFindings } from '../../app/cost/findings/no-findings.ts';
import {
  decisionReason,
  dismissedUntil,
  evaluationOptions,
  runFindings,
  type FindingDecision,
  type RunFindingsOptions,
} from '../../app/cost/findings/run-findings.ts';
import { openReader } from '../../app/store/open-reader.ts';
import type { StoreReader } from '../../app/store/store-reader.ts';
import { csvText, ndjsonText } from '../../app/store/row-text.ts';
import type { EvaluationOptions } from '../../app/cost/findings/evaluation.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import type { QueryValue } from '../../store/store.ts';
import type { StoreError } from '../../store/store-error.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { adviceText, explainedText } from '../explained-finding-text.ts';
import { findingsText, noFindingsText } from '../findings-text.ts';
import { filterOf, storedFilter } from '../finding-filter.ts';
import { oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Style } from '../style.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
/** Verdicts of no: there may be several for each resource. */
const MOST_NO = 100_000;

const Flags = StoreFlags.extend({
  type: z.string().optional(),
  service: z.string().optional(),
  account: z.string().optional(),
  minSaving: z.string().optional(),
  verdict: oneOf(['yes', 'no', 'unknown', 'all']).default('yes'),
  all: z.boolean().default(false),
  explain: z.string().optional(),
  dismiss: z.string().optional(),
  until: z.string().optional(),
  done: z.string().optional(),
  reopen: z.string().optional(),
  reason: z.string().optional(),
  output: oneOf(FORMATS).default('table'),
  prices: z.string().optional(),
});
type Flags = z.output<typeof Flags>;

/** `longshore cost findings`: what of the stored resources is idle, oversized or badly bought. */
export async function runCostFindings(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const chosen = filterOf(given);
  const decision = decisionOf(given);
  const { cwd, signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const { onStep } = steps;
  const filter = await checkedFilter(chosen, { settings, cwd, signal });
  const stored = await runFindings({ settings, cwd, decision, signal, onStep });
  await using reader = stored.reader;
  steps.end();
  const { problem } = stored;
  if (problem !== undefined) terminal.stderr.write(notEvaluatedText(problem));
  const complete = problem === undefined ? EXIT.complete : EXIT.incomplete;
  const style = styleFor(stdout, env);
  const named = given.explain ?? decision?.finding;
  if (named !== undefined) {
    const judge = (): Promise<EvaluationOptions> =>
      evaluationOptions(reader, { settings, cwd, signal });
    stdout.write(await explained(reader, named, { output: given.output, style, signal, judge }));
    return complete;
  }
  const report = {
    ...(await findingReport(reader, filter, signal)),
    ...(problem !== undefined && {
      notEvaluated: { problem: problem.message, remedy: problem.remedy },
    }),
  };
  if (given.verdict === 'no') {
    const options = await evaluationOptions(reader, { settings, cwd, signal });
    const limit = Math.min(filter.limit, MOST_NO);
    const no = await noFindings(options, { ...filter, limit });
    const findings = no.findings.map((finding) => ({ ...finding, aws_advice: [] }));
    const aws = { advice: [], totals: [] };
    const shown = { ...report, findings, count: no.count, totals: [], byType: [], aws };
    if (given.output === 'table') stdout.write(noFindingsText(shown, style));
    else if (given.output === 'json') stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    else stdout.write(rowsText(shown.findings, given.output));
    return report.stale.length > 0 ? EXIT.incomplete : complete;
  }
  if (given.output === 'table') stdout.write(findingsText(report, filter, style));
  else if (given.output === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(rowsText(report.findings, given.output));
  return report.stale.length > 0 ? EXIT.incomplete : complete;
}

/** What is shown is old: so that nobody takes it for new. */
function notEvaluatedText({ message, remedy }: StoreError): string {
  const fix = remedy === undefined ? '' : ` Fix: ${remedy}.`;
  return `The findings could not be evaluated again, and are shown as stored: ${message}.${fix}\n`;
}

/** Before resources are judged, which takes its time. */
async function checkedFilter(
  filter: FindingFilter,
  { settings, cwd, signal }: Pick<RunFindingsOptions, 'settings' | 'cwd' | 'signal'>,
): Promise<FindingFilter> {
  if (filter.services === undefined && filter.accounts === undefined) return filter;
  await using reader = await openReader(settings, cwd, signal);
  return await storedFilter(reader, filter, signal);
}

interface ExplainOptions extends Pick<Flags, 'output'> {
  readonly style: Style;
  readonly signal: AbortSignal;
  judge(): Promise<EvaluationOptions>;
}

/** A finding with AWS's advice on its resource, or AWS's advice. Verdicts of no are not stored: they are judged again. */
async function explained(
  reader: StoreReader,
  named: string,
  { output, style, signal, judge }: ExplainOptions,
): Promise<string> {
  const id = await storedId(reader, named, signal);
  const finding =
    id === undefined
      ? await noFindingOf(await judge(), named)
      : await explainedFinding(reader, id, signal);
  if (finding === undefined) {
    if (id === undefined) throw unknownFinding(named);
    const advice = await explainedAdvice(reader, id, signal);
    if (advice === undefined) return '';
    return output === 'table' ? adviceText(advice, style) : `${JSON.stringify(advice, null, 2)}\n`;
  }
  const aws = await adviceOn(reader, finding, signal);
  if (output === 'table') return explainedText(finding, aws, style);
  return rowsText([{ ...finding, aws_advice: aws }], output);
}

function rowsText(
  findings: readonly ReportedFinding[],
  format: Exclude<Flags['output'], 'table'>,
): string {
  if (format === 'json') return `${JSON.stringify(findings[0], null, 2)}\n`;
  const names = [...SHOWN_COLUMNS, 'state', 'state_reason', 'aws_advice'] as const;
  const columns = names.map((name) => ({ name, type: 'text' }));
  const text = format === 'csv' ? csvText(columns) : ndjsonText(columns);
  const rows = findings.map((finding) => names.map((name) => finding[name] as QueryValue)); // of JSON
  return `${text.head}${text.rows(rows)}${text.tail(false)}`;
}

function decisionOf({
  dismiss,
  until,
  done,
  reopen,
  explain,
  reason: given,
}: Flags): FindingDecision | undefined {
  const asked = [dismiss, done, reopen, explain].filter((one) => one !== undefined);
  if (asked.length > 1) {
    throw new ConfigurationError('--explain, --dismiss, --done and --reopen stand alone', {
      remedy: 'give one of them',
    });
  }
  if (given !== undefined && (asked.length === 0 || explain !== undefined)) {
    throw new ConfigurationError('--reason is for --dismiss, --done and --reopen', {
      remedy: 'give one of them',
    });
  }
  const reason = decisionReason(given);
  const now = systemClock.now();
  if (dismiss !== undefined) {
    return { finding: dismiss, state: 'dismissed', until: dismissedUntil(until, now), reason };
  }
  if (until !== undefined) {
    throw new ConfigurationError('--until is for --dismiss', { remedy: 'give --dismiss ID' });
  }
  if (done !== undefined) return { finding: done, state: 'done', until: now, reason };
  return reopen === undefined ? undefined : { finding: reopen, state: 'open', until: now, reason };
}
