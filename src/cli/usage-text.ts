import type {
  CollectedUsage,
  CollectedUsageOutcome,
  UsagePlan,
  UsageReport,
} from '../app/cost/usage/usage-report.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import type { Style } from './style.ts';

const COLUMNS = [
  { heading: 'Account' },
  { heading: 'Region' },
  { heading: 'Kind' },
  { heading: 'Outcome' },
  { heading: 'Resources', align: 'right' },
  { heading: 'Series read', align: 'right' },
] as const;

const OUTCOMES: Readonly<Record<CollectedUsageOutcome, string>> = {
  complete: 'complete',
  incomplete: 'incomplete',
  'not-due': 'up to date',
  denied: 'denied',
  failed: 'failed',
  'spend-cap': 'spend cap',
};

/** What CloudWatch will be asked, and what that costs, for a person. */
export function usagePlanText(plan: UsagePlan, { width }: Style): string {
  const { places, calls, metrics, usd, hasListed } = plan;
  if (places === 0) return 'Nothing is to be read: the store has all usage until yesterday.\n';
  const listed = hasListed ? ' Metrics that CloudWatch must list first come on top.' : '';
  const text = `CloudWatch: ${plural(metrics, 'metric')} in ${plural(calls, 'call')}, in ${plural(places, 'account and region', 'accounts and regions')} (${usd} USD).${listed}`;
  return `${wrap(text, width, 0)}\n`;
}

/** How usage was read, for a person. */
export function usageText({ scopes, paid }: UsageReport, { width }: Style): string {
  const rows = scopes.map(({ account, region, kind, outcome, resources, series }) => [
    ...[visible(account), visible(region), kind, OUTCOMES[outcome]],
    ...[count(resources), count(series)],
  ]);
  const problems = new Set(scopes.flatMap(problemOf));
  const calls = plural(paid.requests, 'paid call');
  return `${[
    ...(rows.length === 0 ? [] : [table(COLUMNS, rows, width), '']),
    ...[...problems].map((line) => wrap(line, width, 0)),
    `${calls} (${paid.usd} USD).`,
  ].join('\n')}\n`;
}

function problemOf({ account, region, reason, remedy }: CollectedUsage): string[] {
  if (reason === undefined) return [];
  const fix = remedy === undefined ? '' : ` Fix: ${remedy}.`;
  return [`${visible(account)} ${visible(region)}: ${visible(reason)}.${visible(fix)}`];
}
