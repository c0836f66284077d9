import type {
  CollectedScope,
  CollectOutcome,
  CollectPlan,
  CollectReport,
  PlannedExplorer,
} from '../app/cost/collect/collect-report.ts';
import { isAdviceSource } from '../cost/advice/advice-source.ts';
import { decimal } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import { amountText, paidText } from './amount-text.ts';
import { analysisText } from './analysis-line.ts';
import { advicePlanText, adviceTable } from './advice-text.ts';
import type { Style } from './style.ts';

const COLUMNS = [
  { heading: 'Account' },
  { heading: 'Period' },
  { heading: 'Source' },
  { heading: 'Outcome' },
  { heading: 'Charges', align: 'right' },
  { heading: 'BilledCost', align: 'right' },
] as const;

const OUTCOMES: Readonly<Record<CollectOutcome, string>> = {
  complete: 'complete',
  unchanged: 'unchanged',
  final: 'final',
  kept: 'kept: a better source has it',
  changing: 'changing',
  failed: 'failed',
  denied: 'denied',
  'not-enabled': 'not enabled',
  'not-offered': 'not offered in the region',
  'spend-cap': 'spend cap',
};

/** What a collection will read, and what that costs, for a person. */
export function planText(
  { exports, explorer, advice, notes }: CollectPlan,
  { width }: Style,
): string {
  const byName = new Map<string, string[]>();
  for (const { name, source, period } of exports) {
    const key = source === 'export' ? visible(name) : `${visible(name)} (${source})`;
    byName.set(key, [...(byName.get(key) ?? []), period]);
  }
  const lines = [
    ...[...byName].map(([key, periods]) => `Export ${key}: ${periods.join(', ')}, 0 paid requests`),
    ...explorer.map(explorerPlanText),
    ...advice.map(advicePlanText),
    ...notes,
  ];
  const shown = lines.length === 0 ? ['Nothing to read.'] : lines;
  return `${shown.map((line) => wrap(line, width, 0)).join('\n')}\n`;
}

/** The paid requests for one account. */
export function explorerPlanText({
  account,
  months,
  requests,
  usd,
  isExact,
  waitMinutes,
}: PlannedExplorer): string {
  const least = isExact ? '' : ', at least: the first one finds the regions with spend';
  const wait =
    waitMinutes === 0
      ? ''
      : `; they take at least ${plural(waitMinutes, 'minute')}, because Cost Explorer allows so many an hour`;
  return `Cost Explorer of ${visible(account)}: ${months.join(', ')}, ${plural(requests, 'paid request')} (${paidText(usd)}${least})${wait}`;
}

/** How a collection ended, for a person. */
export function collectText({ scopes, paid, analysis }: CollectReport, { width }: Style): string {
  const advice = scopes.filter(({ source }) => isAdviceSource(source));
  const bill = scopes.filter((scope) => !advice.includes(scope));
  const rows = bill.map((scope) => [
    visible(scope.account),
    scope.period ?? '–',
    visible(`${scope.source} ${scope.source === 'cost-explorer' ? '' : scope.name}`.trim()),
    OUTCOMES[scope.outcome],
    scope.charges === undefined ? '–' : count(scope.charges),
    billedText(scope),
  ]);
  const cost = `${plural(paid.requests, 'paid request')} (${paidText(paid.usd)})`;
  return `${[
    ...(rows.length === 0 ? [] : [table(COLUMNS, rows, width), '']),
    ...(advice.length === 0 ? [] : [adviceTable(advice, OUTCOMES, width), '']),
    ...problemsOf(scopes).map((line) => wrap(line, width, 0)),
    `${cost}.`,
    ...analysisText(analysis).map((line) => wrap(line, width, 0)),
  ].join('\n')}\n`;
}

/** A problem that many accounts or regions have is said once. */
function problemsOf(scopes: readonly CollectedScope[]): readonly string[] {
  const groups = new Map<string, CollectedScope[]>();
  for (const scope of scopes) {
    if (scope.reason === undefined) continue;
    const key = [scope.source, scope.name, scope.reason, scope.remedy].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), scope]);
  }
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((one) => problemOf(one, group)),
  );
}

function problemOf(
  { source, name, reason = '', remedy }: CollectedScope,
  group: readonly CollectedScope[],
): string {
  const [place = '', ...more] = group.map(({ account, period, region }) =>
    [account, period, region].filter((part) => part !== undefined).join(' '),
  );
  const others = more.length === 0 ? '' : ` and ${count(more.length)} more`;
  const fix = remedy === undefined ? '' : ` Fix: ${remedy}.`;
  return `${visible(`${source} ${name} ${place}`)}${others}: ${visible(reason)}.${visible(fix)}`;
}

function billedText({ billed }: CollectedScope): string {
  const amounts = Object.entries(billed ?? {});
  if (amounts.length === 0) return '–';
  return amounts
    .map(([currency, amount]) => `${amountText(decimal(amount))} ${visible(currency)}`)
    .join(', ');
}
