import { findingReport, type FindingReport } from '../app/cost/findings/finding-report.ts';
import { billKey } from '../app/cost/findings/billed-costs.ts';
import type { UsageReport } from '../app/cost/usage/usage-report.ts';
import {
  decimal,
  decimalText,
  plus,
  roundedText,
  ZERO,
  type Decimal,
} from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table, type Column } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import type { LineItem } from '../sandbox/ledger/line-item.ts';
import type { Truth } from '../sandbox/ledger/truth.ts';
import type { Store } from '../store/store.ts';
import { money } from './findings-text.ts';
import type { Style } from './style.ts';
import { DEFAULT_WIDTH } from './terminal.ts';

const DAY_MS = 86_400_000;
/** What FOCUS calls usage. */
const USED: readonly LineItem['recordType'][] = ['Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage']; // prettier-ignore
/** More than it has. */
const ALL = 100_000;

/** The simulated usage, what judges it, and what the ledger of the simulated organization knows. */
export interface FindingsStage {
  readonly resources: Store;
  readonly truth: Pick<Truth, 'totals'>;
  collectUsage(): Promise<UsageReport>;
  evaluateFindings(): Promise<void>;
}

/** What of the simulated organization is wasted, with evidence and savings. */
export async function demoFindings(
  { resources, truth, collectUsage, evaluateFindings }: FindingsStage,
  { style, signal }: { readonly style: Style; readonly signal: AbortSignal },
): Promise<{ readonly text: string; readonly isReconciled: boolean }> {
  const usage = await collectUsage();
  await evaluateFindings();
  const all = { types: undefined, services: undefined, accounts: undefined, minSaving: undefined };
  const filter = { ...all, verdict: 'yes', showsAll: false, limit: ALL } as const;
  const report = await findingReport(resources, filter, signal);
  const compared = comparedWithLedger(report, truth);
  const { colours, width = DEFAULT_WIDTH } = style;
  const total = report.totals
    .map(({ monthly, currency }) => money(monthly, currency))
    .join(' and ');
  const open = report.unknown.reduce((sum, { findings }) => sum + findings, 0);
  const text = [
    colours.bold('8. What of it is wasted, by the usage of 14 days.'),
    wrap(
      `${plural(report.count, 'finding')} would save ${total} a month; no saving counts twice. The usage is from the ` +
        `simulated CloudWatch (${plural(usage.paid.requests, 'paid call')}: at AWS, ${usage.paid.usd} USD), the cost of each resource from the ` +
        `bill of ${periodOf(report)}. ${plural(open, 'verdict')} are open, with a reason each.`,
      width,
      0,
    ),
    `${colours.dim('longshore cost usage && longshore cost findings')}\n\n${table(COLUMNS, rowsOf(report), width)}`,
    wrap(compared.text, width, 0),
  ];
  return { text: `${text.join('\n\n')}\n`, isReconciled: compared.isReconciled };
}

const COLUMNS: readonly Column[] = [
  { heading: 'A month', align: 'right' },
  { heading: 'Findings', align: 'right' },
  { heading: 'What' },
  { heading: 'The greatest one, and its evidence', narrow: 'wrap' },
];

/** Findings of one rule. */
interface RuleGroup {
  readonly findings: FindingReport['findings'];
  readonly monthly: Decimal;
}

/** A row for each rule, with the finding that saves most. */
function rowsOf({ findings }: FindingReport): readonly (readonly string[])[] {
  const groups = new Map<string, RuleGroup>();
  for (const finding of findings) {
    const before = groups.get(finding.rule) ?? { findings: [], monthly: ZERO };
    groups.set(finding.rule, {
      findings: [...before.findings, finding],
      monthly: plus(before.monthly, decimal(finding.monthly_saving ?? '0')),
    });
  }
  return [...groups.values()]
    .sort((one, other) => (one.monthly < other.monthly ? 1 : -1))
    .flatMap(({ findings: own, monthly }) => {
      const [first] = own;
      const isKnown = own.some(({ monthly_saving: saving }) => saving !== null);
      // Others of the same resources come before them.
      if (first === undefined || (isKnown && monthly === ZERO)) return [];
      const { title, name, resource_id: id, region, description, currency } = first;
      return [
        [
          isKnown ? money(decimalText(monthly), currency ?? 'USD') : 'not known',
          count(own.length),
          title,
          `${visible(name ?? id)} in ${region}: ${visible(description)}`,
        ],
      ];
    });
}

function periodOf({ findings }: FindingReport): string {
  return findings.find(({ source }) => source === 'bill')?.period ?? 'last month';
}

/**
 * Whether the costs that savings are taken from are those of the ledger, resource by resource, and no saving is above
 * its cost.
 */
function comparedWithLedger(
  { findings, totals }: FindingReport,
  truth: Pick<Truth, 'totals'>,
): { readonly text: string; readonly isReconciled: boolean } {
  const costs = new Map<string, Decimal>();
  const saved = new Map<string, Decimal>();
  for (const {
    arn,
    resource_id: id,
    source,
    monthly_cost: cost,
    monthly_saving: saving,
  } of findings) {
    if (source !== 'bill' || cost === null || saving === null) continue;
    const key = billKey(arn ?? id);
    costs.set(key, decimal(cost));
    saved.set(key, plus(saved.get(key) ?? ZERO, decimal(saving)));
  }
  const ledger = ledgerCosts(truth, findings);
  const wrong = [...costs].filter(([key, cost]) => cents(cost) !== cents(ledger.get(key) ?? ZERO));
  const tooMuch = [...saved].filter(([key, saving]) => saving > (costs.get(key) ?? ZERO));
  const isReconciled = wrong.length === 0 && tooMuch.length === 0 && totals.length === 1;
  const what = `${plural(costs.size, 'resource')} on the bill`;
  const text = isReconciled
    ? `The costs of these ${what} equal the ledger of the simulated organization to the cent, and no resource saves more than it costs.`
    : `${plural(wrong.length, 'cost')} of these ${what} differ from the ledger of the simulated organization.`;
  return { text, isReconciled };
}

/** What resources have cost by the ledger, in the days that the findings name, by {@link billKey}. */
function ledgerCosts(
  truth: Pick<Truth, 'totals'>,
  findings: FindingReport['findings'],
): ReadonlyMap<string, Decimal> {
  const period = findings.find(({ source }) => source === 'bill')?.period ?? '';
  const [, days = '', last = ''] = /^(\d+) days to (\S+)$/.exec(period) ?? [];
  const end = Date.parse(last);
  if (Number.isNaN(end)) return new Map();
  const totals = truth.totals({
    from: dayOf(end - (Number(days) - 1) * DAY_MS),
    to: dayOf(end + DAY_MS),
    basis: 'effective',
    groupBy: ['resource'],
    where: ({ resource, recordType }) => resource !== undefined && USED.includes(recordType),
  });
  return new Map(totals.map(({ keys: [id = ''], amount }) => [billKey(id), decimal(amount)]));
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

function cents(amount: Decimal): string {
  return roundedText(amount, 2);
}
