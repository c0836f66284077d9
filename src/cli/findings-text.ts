import type {
  FindingAges,
  FindingFilter,
  FindingReport,
  ReportedFinding,
  ShownFinding,
} from '../app/cost/findings/finding-report.ts';
import type { ShownAdvice } from '../app/cost/findings/advice/shown-advice.ts';
import { sourceTitle } from '../app/cost/findings/advice/source-title.ts';
import { decimal, roundedText, ZERO } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table, type Column } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import type { Style } from './style.ts';
import { DEFAULT_WIDTH } from './terminal.ts';

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
  { heading: 'AWS too', narrow: 'drop' },
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
  lines.push(...adviceLines(report, { limit, width }));
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

const ADVICE_COLUMNS: readonly Column[] = [
  { heading: 'Counts', align: 'right' },
  { heading: 'AWS says', align: 'right' },
  { heading: 'Advice', narrow: 'wrap' },
  { heading: 'Resource' },
  { heading: 'Account', narrow: 'drop' },
  { heading: 'Region', narrow: 'drop' },
  { heading: 'Source', narrow: 'drop' },
  { heading: 'Id' },
];

/** AWS's advice that no finding shown here has: on other resources, with more saved, or a purchase. */
function adviceLines(
  { aws, findings }: FindingReport,
  { limit, width }: { readonly limit: number; readonly width: number | undefined },
): readonly string[] {
  const beside = new Set(findings.flatMap(({ aws_advice: advice }) => advice.map(({ id }) => id)));
  const other = aws.advice.filter(
    ({ id, monthly_saving: saving }) => !beside.has(id) || decimal(saving) > ZERO,
  );
  if (other.length === 0) return [];
  const own = withoutRepeats(other);
  const added = aws.totals.map(({ monthly, currency }) => money(monthly, currency)).join(' and ');
  const total = added === '' ? 'nothing of it is in the total' : `${added} of it are in the total`;
  const rows = own
    .slice(0, limit)
    .map((one) => [
      money(one.monthly_saving, one.currency),
      one.own_saving === null ? 'not known' : money(one.own_saving, one.currency),
      visible(one.description),
      visible(one.resource_id),
      one.account,
      one.region,
      sourceTitle(one.source),
      one.id,
    ]);
  const more = own.length - rows.length;
  return [
    '',
    wrap(`AWS's own advice beyond these findings; ${total}:`, width ?? DEFAULT_WIDTH, 0),
    table(ADVICE_COLUMNS, rows, width),
    ...(more > 0 ? [`${plural(more, 'more recommendation')}: --output json shows them`] : []),
    ...(other.length > own.length
      ? [
          wrap(
            `--output json also shows ${plural(other.length - own.length, 'recommendation')} with the same savings, from AWS's other sources`,
            width ?? DEFAULT_WIDTH,
            0,
          ),
        ]
      : []),
  ];
}

/** AWS's sources repeat each other: what counts nothing because another one speaks for it is left out. */
function withoutRepeats(advice: readonly ShownAdvice[]): readonly ShownAdvice[] {
  const ids = new Set(advice.map(({ id }) => id));
  return advice.filter(
    ({ monthly_saving: saving, overlapping }) =>
      decimal(saving) > ZERO || !overlapping.some((id) => ids.has(id)),
  );
}

const UNKNOWN_COLUMNS: readonly Column[] = [
  { heading: 'Findings', align: 'right' },
  { heading: 'Why' },
  { heading: 'Fix', narrow: 'wrap' },
];

function rowOf(finding: ReportedFinding): readonly string[] {
  const { title, resource_id: id, name, account, region, priority, confidence } = finding;
  return [
    savingText(finding),
    title,
    visible(name ?? id),
    account,
    region,
    priority ?? '',
    confidence === null ? '' : roundedText(decimal(confidence), 2),
    [...new Set(finding.aws_advice.map(({ source }) => sourceTitle(source)))].join(', '),
    finding.id,
  ];
}

function savingText(finding: ShownFinding): string {
  const { verdict, monthly_saving: saving, own_saving: own, currency } = finding;
  if (verdict !== 'yes') return verdict;
  // Another finding of the resource has the same saving.
  if (saving !== null && decimal(saving) === ZERO && decimal(own ?? '0') > ZERO) return 'overlaps';
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

export function shown(time: string): string {
  return time.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ');
}

export function money(amount: string, currency: string): string {
  const text = roundedText(decimal(amount), MONEY_DIGITS);
  const point = text.indexOf('.');
  return `${text.slice(0, point).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')}${text.slice(point)} ${currency}`;
}
