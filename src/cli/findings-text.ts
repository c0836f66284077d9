import { z } from 'zod';
import type {
  FindingAges,
  FindingFilter,
  FindingReport,
  ShownFinding,
} from '../app/cost/findings/finding-report.ts';
import { decimal, roundedText } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table, type Column } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import type { Style } from './style.ts';

const MONEY_DIGITS = 2;

const UNKNOWN_TEXTS: Readonly<Record<string, string>> = {
  'no-usage': 'its usage was not read',
  'no-metric': 'CloudWatch has no metric that decides',
  'few-points': 'CloudWatch has too few points in the window',
  'too-young': 'not long enough as it is',
  standby: 'something else may need it',
  'no-property': 'a property is not known',
  'no-inventory': 'resources that decide were not read',
  'no-price': 'a price that decides is not known',
};

const COLUMNS: readonly Column[] = [
  { heading: 'A month', align: 'right' },
  { heading: 'Finding' },
  { heading: 'Resource' },
  { heading: 'Account', narrow: 'drop' },
  { heading: 'Region', narrow: 'drop' },
  { heading: 'Priority', narrow: 'drop' },
  { heading: 'Sure', align: 'right', narrow: 'drop' },
  { heading: 'Id' },
];

/** The findings as a table, then what is unknown, what is old, and how old the figures are. */
export function findingsText(
  report: FindingReport,
  { verdict, limit }: FindingFilter,
  { colours, width }: Style,
): string {
  const { findings, totals, unknown, stale, ages, byType } = report;
  const total = totals.map(({ monthly, currency }) => money(monthly, currency)).join(' and ');
  const heading = total === '' ? 'Findings' : `Findings: ${total} a month can be saved`;
  const lines = [colours.bold(heading), ...ageLines(ages).map((line) => wrap(line, width, 0)), ''];
  lines.push(
    findings.length === 0 ? noneText(verdict) : table(COLUMNS, findings.map(rowOf), width),
  );
  if (report.count > findings.length && findings.length === limit) {
    const more = report.count - findings.length;
    lines.push(`${plural(more, 'more finding')}: --output json, or filters, show them`);
  }
  if (findings.length > 0) lines.push('', typeTable(byType, width));
  if (unknown.length > 0 && verdict === 'yes') {
    const rows = unknown.map(({ reason, findings: open, fix }) => [
      count(open),
      UNKNOWN_TEXTS[reason] ?? reason,
      fix ?? '',
    ]);
    lines.push('', 'Without a verdict:', table(UNKNOWN_COLUMNS, rows, width));
  }
  lines.push(...staleLines(stale, width));
  return `${lines.join('\n')}\n`;
}

/** Verdicts of no as a table. */
export function noFindingsText(
  { findings, count: all, ages, stale }: FindingReport,
  { colours, width }: Style,
): string {
  const lines = [
    colours.bold(`${plural(all, 'verdict')} of no`),
    ...ageLines(ages).map((line) => wrap(line, width, 0)),
    '',
    findings.length === 0 ? noneText(undefined) : table(COLUMNS, findings.map(rowOf), width),
  ];
  if (all > findings.length) {
    lines.push(
      `${plural(all - findings.length, 'more verdict')}: --output json, or filters, show them`,
    );
  }
  lines.push(...staleLines(stale, width));
  return `${lines.join('\n')}\n`;
}

function staleLines(stale: FindingReport['stale'], width: number | undefined): readonly string[] {
  return stale.flatMap(({ why, places }) => {
    const kept = `${plural(places, 'place')} kept ${places === 1 ? 'its' : 'their'} findings: ${visible(why)}`;
    return ['', wrap(kept, width, 0)];
  });
}

const UNKNOWN_COLUMNS: readonly Column[] = [
  { heading: 'Findings', align: 'right' },
  { heading: 'Why' },
  { heading: 'Fix', narrow: 'wrap' },
];

function rowOf(finding: ShownFinding): readonly string[] {
  const { title, resource_id: id, name, account, region, priority, confidence } = finding;
  return [
    savingText(finding),
    title,
    visible(name ?? id),
    account,
    region,
    priority ?? '',
    confidence === null ? '' : roundedText(decimal(confidence), 2),
    finding.id,
  ];
}

function savingText({ verdict, monthly_saving: saving, currency }: ShownFinding): string {
  if (verdict !== 'yes') return verdict;
  return saving === null ? 'not known' : money(saving, currency ?? '');
}

function typeTable(byType: FindingReport['byType'], width: number | undefined): string {
  const columns: Column[] = [
    { heading: 'Type' },
    { heading: 'Findings', align: 'right' },
    { heading: 'A month', align: 'right' },
  ];
  const rows = byType.map(({ type, findings, monthly, currency }) => [
    type,
    count(findings),
    monthly === null ? 'not known' : money(monthly, currency ?? ''),
  ]);
  return table(columns, rows, width);
}

function noneText(verdict: FindingFilter['verdict']): string {
  return verdict === 'yes' ? 'Nothing to save was found.' : 'No findings.';
}

/** No figure without what it rests on. */
function ageLines({
  evaluatedAt,
  inventoryRead,
  usageRead,
  pricesRead,
}: FindingAges): readonly string[] {
  if (evaluatedAt === null)
    return ['nothing was evaluated: the store has no resources of these kinds'];
  const usage =
    usageRead === null ? 'never read: run longshore cost usage' : `until ${shown(usageRead)}`;
  const prices =
    pricesRead === null ? 'never read: run longshore cost resources' : shown(pricesRead);
  return [
    'savings of a month, each counted once; basis EffectiveCost of 30 days where the bill has the resource, else ListCost',
    `inventory ${inventoryRead === null ? 'never read' : shown(inventoryRead)}; usage ${usage}; prices ${prices}`,
  ];
}

function shown(time: string): string {
  return time.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ');
}

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
export function explainedText(finding: ShownFinding, { colours, width }: Style): string {
  const { title, verdict, resource_id: id, name, account, region, description } = finding;
  const named = name === null ? '' : ` (${visible(name)})`;
  const remedy = finding.remedy === null ? undefined : Remedy.parse(finding.remedy);
  const lines = [
    colours.bold(`${title}: ${visible(id)}${named}`),
    `verdict ${verdict}${finding.reason === null ? '' : `, ${finding.reason}`}; ${account}, ${region}; ${finding.state}`,
    wrap(visible(description), width, 0),
    ...(finding.fix === null ? [] : [wrap(`Fix: ${visible(finding.fix)}`, width, 0)]),
    '',
    table(EVIDENCE_COLUMNS, Evidence.parse(finding.evidence).map(evidenceRow), width),
    '',
    ...savingLines(finding).map((line) => wrap(line, width, 0)),
    `first seen ${shown(finding.first_seen)}, last ${shown(finding.last_seen)}; id ${finding.id}`,
  ];
  if (remedy !== undefined) {
    lines.push('', `What to do: ${remedy.title}.`);
    if (remedy.command !== undefined) lines.push(`  ${visible(remedy.command)}`);
    if (remedy.link !== undefined) lines.push(`  ${visible(remedy.link)}`);
  }
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

function money(amount: string, currency: string): string {
  const text = roundedText(decimal(amount), MONEY_DIGITS);
  const point = text.indexOf('.');
  return `${text.slice(0, point).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')}${text.slice(point)} ${currency}`;
}
