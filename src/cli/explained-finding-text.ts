import { z } from 'zod';
import type { ShownAdvice } from '../app/cost/findings/advice/shown-advice.ts';
import { sourceTitle } from '../app/cost/findings/advice/source-title.ts';
import type { ShownFinding } from '../app/cost/findings/finding-report.ts';
import { visible } from '../lib/cell-text.ts';
import { table, type Column } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import { money, shown } from './findings-text.ts';
import type { Style } from './style.ts';

const Evidence = z.array(
  z.object({
    metric: z.string(),
    statistic: z.string(),
    windowDays: z.number().optional(),
    value: z.union([z.number(), z.string()]).nullable(),
    threshold: z.union([z.number(), z.string()]).optional(),
    comparison: z.string().optional(),
    unit: z.string().optional(),
    setting: z.string().optional(),
    points: z.number().optional(),
    expected: z.number().optional(),
    isMet: z.boolean().nullable(),
  }),
);
const Remedy = z.object({
  title: z.string(),
  command: z.string().optional(),
  link: z.string().optional(),
});
const Overlaps = z.array(z.string());

/** One finding with everything that it rests on. */
export function explainedText(
  finding: ShownFinding,
  aws: readonly ShownAdvice[],
  { colours, width }: Style,
): string {
  const { title, verdict, resource_id: id, name, account, region, description } = finding;
  const named = name === null ? '' : ` (${visible(name)})`;
  const remedy = finding.remedy === null ? undefined : Remedy.parse(finding.remedy);
  const lines = [
    colours.bold(`${title}: ${visible(id)}${named}`),
    `verdict ${verdict}${finding.reason === null ? '' : `, ${finding.reason}`}; ${account}, ${region}; ${finding.state}`,
    ...reasonLines(finding, width),
    wrap(visible(description), width, 0),
    ...(finding.fix === null ? [] : [wrap(`Fix: ${visible(finding.fix)}`, width, 0)]),
    '',
    table(EVIDENCE_COLUMNS, Evidence.parse(finding.evidence).map(evidenceRow), width),
    '',
    ...savingLines(finding).map((line) => wrap(line, width, 0)),
    `first seen ${shown(finding.first_seen)}, last ${shown(finding.last_seen)}; id ${finding.id}`,
  ];
  if (aws.length > 0) {
    lines.push(
      '',
      "AWS's own advice on this resource:",
      table(AWS_COLUMNS, aws.map(awsRow), width),
    );
  }
  if (remedy !== undefined) {
    lines.push('', `What to do: ${remedy.title}.`);
    if (remedy.command !== undefined) lines.push(`  ${visible(remedy.command)}`);
    if (remedy.link !== undefined) lines.push(`  ${visible(remedy.link)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Why somebody has dismissed it, marked it as done or opened it again. */
function reasonLines(
  { state, state_reason: reason }: Pick<ShownFinding, 'state' | 'state_reason'>,
  width: number | undefined,
): readonly string[] {
  return reason === null ? [] : [wrap(`Why ${state}: ${visible(reason)}`, width, 0)];
}

const AWS_COLUMNS: readonly Column[] = [
  { heading: 'Source' },
  { heading: 'Advice', narrow: 'wrap' },
  { heading: 'AWS says', align: 'right' },
  { heading: 'Counts', align: 'right' },
];

function awsRow({
  source,
  description,
  own_saving: own,
  monthly_saving: counted,
  currency,
}: ShownAdvice): readonly string[] {
  const said = own === null ? 'not known' : money(own, currency);
  return [sourceTitle(source), visible(description), said, money(counted, currency)];
}

/** One recommendation of AWS with what of it counts. */
export function adviceText(advice: ShownAdvice, { colours, width }: Style): string {
  const { title, resource_id: id, account, region, state, description, source, basis } = advice;
  const { own_saving: own, monthly_saving: counted, monthly_cost: cost, currency } = advice;
  const { cost_basis: costBasis, lookback_days: days, saving_problem: problem } = advice;
  const said = own === null ? 'not known' : `${money(own, currency)} a month (${basis ?? ''})`;
  const of =
    cost === null
      ? 'its cost is not known'
      : `it costs ${money(cost, currency)} (${costBasis ?? ''})`;
  const lines = [
    colours.bold(id === '' ? title : `${title}: ${visible(id)}`),
    `${sourceTitle(source)}; ${account}, ${region}; ${state}`,
    ...reasonLines(advice, width),
    wrap(visible(description), width, 0),
    '',
    wrap(`AWS says that it saves ${said}; ${of}.`, width, 0),
    wrap(`${money(counted, currency)} of it count beside the findings of the resource.`, width, 0),
    ...(problem === null ? [] : [wrap(`Why: ${visible(problem)}.`, width, 0)]),
    ...advice.overlapping.map((one) => `overlaps ${one}`),
    `${days === null ? '' : `from ${days} days of usage; `}read ${shown(advice.read_at)}; id ${advice.id}`,
  ];
  return `${lines.join('\n')}\n`;
}

const EVIDENCE_COLUMNS: readonly Column[] = [
  { heading: 'Evidence' },
  { heading: 'Statistic' },
  { heading: 'Value', align: 'right' },
  { heading: 'Threshold' },
  { heading: 'Points', align: 'right', narrow: 'drop' },
  { heading: 'Met' },
  { heading: 'Setting', narrow: 'drop' },
];

function evidenceRow(evidence: z.output<typeof Evidence>[number]): readonly string[] {
  const { metric, statistic, windowDays, value, threshold, comparison, unit = '' } = evidence;
  const { points, expected, isMet, setting = '' } = evidence;
  const days = windowDays === undefined ? '' : ` of ${windowDays} days`;
  return [
    metric,
    `${statistic}${days}`,
    value === null
      ? 'not known'
      : `${typeof value === 'number' ? rounded(value) : visible(value)} ${unit}`.trim(),
    threshold === undefined ? '' : `${comparison ?? ''} ${threshold}`.trim(),
    points === undefined ? '' : `${points}/${expected ?? ''}`,
    isMet === null ? '?' : isMet ? 'yes' : 'no',
    setting,
  ];
}

function savingLines(finding: ShownFinding): readonly string[] {
  const { verdict, monthly_saving: saving, own_saving: own, monthly_cost: cost } = finding;
  if (verdict !== 'yes') return [];
  const levels = `priority ${finding.priority ?? ''}, confidence ${finding.confidence ?? ''}, effort ${finding.effort}, risk ${finding.risk}`;
  if (saving === null || own === null || cost === null) {
    return [`saving not known: ${visible(finding.saving_problem ?? '')}`, levels];
  }
  const currency = finding.currency ?? '';
  const overlaps = Overlaps.parse(finding.overlapping);
  const counted =
    saving === own
      ? ''
      : `; beside other findings of the resource, ${money(saving, currency)} count`;
  return [
    `saves ${money(own, currency)} of ${money(cost, currency)} (${finding.basis ?? ''}, ${finding.period ?? ''}, ${finding.source ?? ''})${counted}`,
    ...(overlaps.length === 0 ? [] : [`overlaps ${overlaps.join(', ')}`]),
    levels,
  ];
}

function rounded(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}
