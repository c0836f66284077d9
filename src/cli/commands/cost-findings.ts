import { z } from 'zod';
import {
  explainedFinding,
  findingReport,
  SHOWN_COLUMNS,
  type FindingFilter,
  type ReportedFinding,
} from '../../app/cost/findings/finding-report.ts';
import { adviceOn, explainedAdvice } from '../../app/cost/findings/advice/shown-advice.ts';
import { foundId } from '../../app/cost/findings/finding-lookup.ts';
import {
  dismissedUntil,
  runFindings,
  type FindingDecision,
} from '../../app/cost/findings/run-findings.ts';
import type { StoreReader } from '../../app/store/store-reader.ts';
import { csvText, ndjsonText } from '../../app/store/row-text.ts';
import { FINDING_TYPES } from '../../cost/findings/finding.ts';
import { parseDecimal } from '../../cost/money/decimal.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import type { QueryValue } from '../../store/store.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { adviceText, explainedText } from '../explained-finding-text.ts';
import { findingsText } from '../findings-text.ts';
import { oneOf } from '../flag-words.ts';
import { accountIdsOf, listOf, parseFlags } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Style } from '../style.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
/** Findings of a table; the other formats have all. */
const TABLE_ROWS = 50;
const MOST_ROWS = 1_000_000;

const Flags = StoreFlags.extend({
  type: z.string().optional(),
  service: z.string().optional(),
  account: z.string().optional(),
  minSaving: z.string().optional(),
  verdict: oneOf(['yes', 'unknown', 'all']).default('yes'),
  all: z.boolean().default(false),
  explain: z.string().optional(),
  dismiss: z.string().optional(),
  until: z.string().optional(),
  done: z.string().optional(),
  reopen: z.string().optional(),
  output: oneOf(FORMATS).default('table'),
  prices: z.string().optional(),
});
type Flags = z.output<typeof Flags>;

/** `longshore cost findings`: what of the stored resources is idle, oversized or badly bought. */
export async function runCostFindings(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const filter = filterOf(given);
  const decision = decisionOf(given);
  const { cwd, signal, stdout, env } = terminal;
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const { onStep } = steps;
  await using reader = await runFindings({ settings, cwd, decision, signal, onStep });
  steps.end();
  const style = styleFor(stdout, env);
  const named = given.explain ?? decision?.finding;
  if (named !== undefined) {
    stdout.write(await explained(reader, named, { output: given.output, style, signal }));
    return EXIT.complete;
  }
  const report = await findingReport(reader, filter, signal);
  if (given.output === 'table') stdout.write(findingsText(report, filter, style));
  else if (given.output === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(rowsText(report.findings, given.output));
  return report.stale.length > 0 ? EXIT.incomplete : EXIT.complete;
}

/** A finding with AWS's advice on its resource, or AWS's advice. */
async function explained(
  reader: StoreReader,
  named: string,
  { output, style, signal }: Pick<Flags, 'output'> & { style: Style; signal: AbortSignal },
): Promise<string> {
  const id = await foundId(reader, named, signal);
  const finding = await explainedFinding(reader, id, signal);
  if (finding === undefined) {
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
  const names = [...SHOWN_COLUMNS, 'state', 'aws_advice'] as const;
  const columns = names.map((name) => ({ name, type: 'text' }));
  const text = format === 'csv' ? csvText(columns) : ndjsonText(columns);
  const rows = findings.map((finding) => names.map((name) => finding[name] as QueryValue)); // of JSON
  return `${text.head}${text.rows(rows)}${text.tail(false)}`;
}

function filterOf({
  type,
  service,
  account,
  minSaving,
  verdict,
  all,
  output,
}: Flags): FindingFilter {
  const types = listOf(type);
  const unknown = types?.find((name) => !FINDING_TYPES.some((known) => known === name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`--type: "${unknown}" is not known`, {
      remedy: `use ${FINDING_TYPES.join(', ')}`,
    });
  }
  const accounts = accountIdsOf(account, '--account');
  return {
    types,
    services: listOf(service),
    accounts: accounts === undefined ? undefined : [...accounts],
    verdict: verdict === 'all' ? undefined : verdict,
    minSaving: minSaving === undefined ? undefined : amountOf(minSaving),
    showsAll: all,
    limit: output === 'table' ? TABLE_ROWS : MOST_ROWS,
  };
}

function amountOf(text: string): ReturnType<typeof parseDecimal> {
  const amount = parseDecimal(text);
  if (amount !== undefined && amount >= 0n) return amount;
  throw new ConfigurationError(`--min-saving: "${text}" is not an amount`, {
    remedy: 'write an amount a month, such as 50 or 12.50',
  });
}

function decisionOf({ dismiss, until, done, reopen, explain }: Flags): FindingDecision | undefined {
  const asked = [dismiss, done, reopen, explain].filter((one) => one !== undefined);
  if (asked.length > 1) {
    throw new ConfigurationError('--explain, --dismiss, --done and --reopen stand alone', {
      remedy: 'give one of them',
    });
  }
  const now = systemClock.now();
  if (dismiss !== undefined) {
    return { finding: dismiss, state: 'dismissed', until: dismissedUntil(until, now) };
  }
  if (until !== undefined) {
    throw new ConfigurationError('--until is for --dismiss', { remedy: 'give --dismiss ID' });
  }
  if (done !== undefined) return { finding: done, state: 'done', until: now };
  return reopen === undefined ? undefined : { finding: reopen, state: 'open', until: now };
}
