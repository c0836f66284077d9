import type {
  CollectedScope,
  CollectOutcome,
  CollectPlan,
  CollectReport,
  PlannedExplorer,
} from '../app/cost/collect/collect-report.ts';
import { decimal, roundedText } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import type { Style } from './style.ts';

const MONEY_DIGITS = 2;
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
  failed: 'failed',
  denied: 'denied',
  'not-enabled': 'not enabled',
  'spend-cap': 'spend cap',
};

/** What a collection will read, and what that costs, for a person. */
export function planText({ exports, explorer, notes }: CollectPlan, { width }: Style): string {
  const byName = new Map<string, string[]>();
  for (const { name, source, period } of exports) {
    const key = `${source} ${visible(name)}`;
    byName.set(key, [...(byName.get(key) ?? []), period]);
  }
  const lines = [
    ...[...byName].map(([key, periods]) => `Export ${key}: ${periods.join(', ')}, 0 paid requests`),
    ...explorer.map(explorerPlanText),
    ...notes,
  ];
  const shown = lines.length === 0 ? ['Nothing is to be read: the store has everything.'] : lines;
  return `${shown.map((line) => wrap(line, width, 0)).join('\n')}\n`;
}

/** The paid requests for one account. */
export function explorerPlanText({
  account,
  months,
  requests,
  usd,
  isExact,
}: PlannedExplorer): string {
  const least = isExact ? '' : ', at least: the first one finds the regions with spend';
  return `Cost Explorer of ${visible(account)}: ${months.join(', ')}, ${plural(requests, 'paid request')} (${usd} USD${least})`;
}

/** How a collection ended, for a person. */
export function collectText({ scopes, paid }: CollectReport, { width }: Style): string {
  const rows = scopes.map((scope) => [
    visible(scope.account),
    scope.period ?? '–',
    visible(`${scope.source} ${scope.source === 'cost-explorer' ? '' : scope.name}`.trim()),
    OUTCOMES[scope.outcome],
    scope.charges === undefined ? '–' : count(scope.charges),
    billedText(scope),
  ]);
  const problems = scopes.flatMap(problemOf);
  const cost = `${plural(paid.requests, 'paid request')} (${paid.usd} USD)`;
  return `${[
    ...(rows.length === 0 ? [] : [table(COLUMNS, rows, width), '']),
    ...new Set(problems.map((line) => wrap(line, width, 0))),
    `${cost}.`,
  ].join('\n')}\n`;
}

function problemOf({ source, name, account, period, reason, remedy }: CollectedScope): string[] {
  if (reason === undefined) return [];
  const what = [source, name, account, period].filter((part) => part !== undefined).join(' ');
  const fix = remedy === undefined ? '' : ` Fix: ${remedy}.`;
  return [`${visible(what)}: ${visible(reason)}.${visible(fix)}`];
}

function billedText({ billed }: CollectedScope): string {
  const amounts = Object.entries(billed ?? {});
  if (amounts.length === 0) return '–';
  return amounts
    .map(
      ([currency, amount]) => `${roundedText(decimal(amount), MONEY_DIGITS)} ${visible(currency)}`,
    )
    .join(', ');
}
