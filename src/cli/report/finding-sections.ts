import type { AnomalyReport, ShownAnomaly } from '../../app/cost/analysis/anomaly-report.ts';
import type { BudgetReport, ShownBudget } from '../../app/cost/analysis/budget-report.ts';
import type { CostSummary } from '../../app/cost/analysis/cost-summary.ts';
import type { WasteReport } from '../../app/cost/analysis/waste-report.ts';
import { dateOf } from '../../cost/analysis/calendar-day.ts';
import { decimal } from '../../cost/money/decimal.ts';
import { plural } from '../../lib/plural.ts';
import { changeText, money, shareText } from './amounts.ts';
import type { Section } from './section.ts';

/** What the amounts of anomalies are of. */
const WHICH_DAYS =
  'Expected and actual cost are of the day of detection, or of all days where AWS found it; the impact is of all days.';
const MOST_ROWS = 50;

export function anomaliesSection({ anomalies, runs, filter }: AnomalyReport): Section {
  const open = anomalies.filter(({ state }) => state === 'open').length;
  return {
    heading: `Anomalies${filter.from === undefined ? '' : ` since ${filter.from}`}`,
    summary:
      anomalies.length === 0
        ? 'None.'
        : `${plural(anomalies.length, 'anomaly', 'anomalies')}, ${open} open.`,
    columns: [
      { heading: 'Impact', align: 'right' },
      { heading: 'Where' },
      { heading: 'Days' },
      { heading: 'State' },
      { heading: 'Expected', align: 'right', narrow: 'drop' },
      { heading: 'Actual', align: 'right', narrow: 'drop' },
      { heading: 'Found by', narrow: 'drop' },
      { heading: 'Id', narrow: 'drop' },
      { heading: 'Why', narrow: 'wrap' },
    ],
    rows: anomalies
      .slice(0, MOST_ROWS)
      .map((one) => [
        changeText(one.impact, one.currency),
        placeOf(one),
        one.startsOn === one.endsOn ? one.startsOn : `${one.startsOn} to ${one.endsOn}`,
        stateOf(one),
        one.expected === null ? 'unknown' : money(one.expected, one.currency),
        one.actual === null ? 'unknown' : money(one.actual, one.currency),
        one.source === 'aws' ? 'AWS' : one.method,
        one.id,
        whyText(one),
      ]),
    notes: [
      ...(anomalies.length > MOST_ROWS
        ? [`${anomalies.length - MOST_ROWS} with less impact not shown.`]
        : []),
      ...(anomalies.length > 0 ? [WHICH_DAYS] : []),
      ...runs.map(
        ({ payer, stableUntil, provisionalUntil, series, floor, analysedAt }) =>
          `Bill of ${payer}: ${plural(series, 'series', 'series')} analysed at ${analysedAt}, complete through ${stableUntil}, provisional through ${provisionalUntil}; changes of at least ${floor}; basis EffectiveCost.`,
      ),
    ],
  };
}

function placeOf({ service, account, region, series, usageType }: ShownAnomaly): string {
  if (series !== null) return series;
  return [service, account, region, usageType].filter((part) => part !== null).join(', ');
}

function stateOf({ state, isProvisional, isNewLevel, purchase }: ShownAnomaly): string {
  return [
    state,
    ...(isProvisional ? ['provisional'] : []),
    ...(isNewLevel ? ['new level'] : []),
    ...(purchase === null ? [] : ['known']),
  ].join(', ');
}

/** What explains an anomaly, in a sentence. */
export function whyText({
  explanation,
  currency,
  purchase,
  usageType,
  rule,
}: ShownAnomaly): string {
  if (purchase !== null) return `after the purchase of ${purchase}`;
  if (usageType !== null) return usageType;
  if (explanation === null) return RULES[rule] ?? rule;
  return explanation.parts
    .map(({ name, kind, delta, share, parts }) => {
      const [inner] = parts;
      const within =
        inner === undefined ? '' : `, mostly ${inner.name} (${shareText(inner.share)})`;
      return `${name}${kind === 'changed' ? '' : ` (${kind})`} ${changeText(decimal(Math.round(delta * 100) / 100), currency)}, ${shareText(share)}${within}`;
    })
    .join('; ');
}

const RULES: Readonly<Record<string, string>> = {
  day: 'one day far above its expectation',
  'second-day': 'the second day in a row above its expectation',
  'third-day': 'the third day in a row above its expectation',
  sparse: 'a new highest cost',
  drop: 'days in a row below the expectation',
  'new-spend': 'cost after a month without',
  'day-over-day': 'more than 20 % above the day before',
};

/** One anomaly with all that is known of it. */
export function anomalySection(anomaly: ShownAnomaly): Section {
  const { explanation, currency, expected, actual, impact, score } = anomaly;
  const rows = (explanation?.parts ?? []).flatMap((part) => [
    [
      part.name,
      part.kind,
      money(part.expected, currency),
      money(part.actual, currency),
      money(part.delta, currency),
      shareText(part.share),
    ],
    ...part.parts.map((inner) => [
      `  ${inner.name}`,
      inner.kind,
      money(inner.expected, currency),
      money(inner.actual, currency),
      money(inner.delta, currency),
      shareText(inner.share),
    ]),
  ]);
  const known = (amount: typeof expected): string =>
    amount === null ? 'unknown' : money(amount, currency);
  return {
    heading: placeOf(anomaly),
    summary: `${changeText(impact, currency)} from ${anomaly.startsOn} to ${anomaly.endsOn} (${stateOf(anomaly)}).`,
    columns: [
      { heading: explanation === null ? 'Part' : explanation.dimension.replaceAll('_', ' ') },
      { heading: 'Kind' },
      { heading: 'Expected', align: 'right' },
      { heading: 'Actual', align: 'right' },
      { heading: 'Change', align: 'right' },
      { heading: 'Share', align: 'right' },
    ],
    rows,
    notes: [
      `Detected on ${anomaly.detectedOn}: ${RULES[anomaly.rule] ?? anomaly.method}. That day cost ${known(actual)}, and ${known(expected)} was expected${score === null ? '' : ` (${score.toFixed(1)} usual errors away)`}.`,
      `basis ${anomaly.basis}, found by ${anomaly.source === 'aws' ? 'AWS' : 'Longshore'}, method ${anomaly.method}, severity ${anomaly.severity}, first seen ${anomaly.firstSeen}, id ${anomaly.id}.`,
      ...(anomaly.purchase === null
        ? []
        : [`It follows the purchase of ${anomaly.purchase}: no alarm.`]),
    ],
  };
}

export function wasteSections({
  waste,
  withoutSaving,
  unknown,
  evaluatedAt,
  billed,
}: WasteReport): readonly Section[] {
  const notes = [
    `${plural(withoutSaving, 'finding')} without a known saving, ${plural(unknown, 'unknown verdict')}: in no total.`,
  ];
  if (waste.length === 0) {
    return [
      {
        heading: 'Waste',
        summary:
          evaluatedAt === null
            ? 'Not known: run longshore cost findings.'
            : 'No open finding with a known saving.',
        columns: [],
        rows: [],
        notes: evaluatedAt === null ? [] : notes,
      },
    ];
  }
  return waste.map(
    ({ currency, total, share, byService, findings, advice, resources, wholeCost }) => ({
      heading: `Waste, ${currency}`,
      summary: `${money(total, currency)} a month could be saved by ${plural(findings, 'finding')}${advice === 0 ? '' : ` and ${plural(advice, 'recommendation')} of AWS`} on ${plural(resources, 'resource')}${share === undefined ? '' : `: ${shareText(share)} of the bill`}.`,
      columns: [{ heading: 'Service' }, { heading: 'A month', align: 'right' }],
      rows: [
        ...byService.map((one) => [one.service, money(one.total, currency)]),
        [`Total ${currency}`, money(total, currency)],
      ],
      notes: [
        wholeCost === undefined || billed === undefined
          ? 'The bill has no cost in this currency: the share is unknown.'
          : `The bill of ${dateOf(billed.from)} to ${dateOf(billed.to)}: ${money(wholeCost, currency)} of usage, EffectiveCost.`,
        ...notes,
      ],
    }),
  );
}

export function budgetsSection({ budgets }: BudgetReport): Section {
  const over = budgets.filter(({ status }) => status === 'exceeded' || status === 'at-risk').length;
  return {
    heading: 'Budgets',
    summary:
      budgets.length === 0
        ? 'None: set LONGSHORE_COST_BUDGETS, or let cost collect read those of AWS.'
        : `${plural(budgets.length, 'budget')}, ${over} exceeded or at risk.`,
    columns: [
      { heading: 'Budget' },
      { heading: 'Source' },
      { heading: 'Status' },
      { heading: 'Used', align: 'right' },
      { heading: 'Spent', align: 'right' },
      { heading: 'Limit', align: 'right' },
      { heading: 'Expected', align: 'right', narrow: 'drop' },
      { heading: 'Period', narrow: 'drop' },
    ],
    rows: budgets.map((one) => [
      one.account === null ? one.name : `${one.name} (${one.account})`,
      one.source === 'aws' ? 'AWS' : 'Longshore',
      one.reason === null ? one.status : `${one.status}: ${one.reason}`,
      one.usedRatio === null ? 'unknown' : shareText(one.usedRatio),
      ...amountsOf(one),
      one.from === null || one.to === null ? one.period : `${one.from} to ${one.to}`,
    ]),
    notes: [
      ...new Set(
        budgets.map(({ source, basis, readAt }) =>
          source === 'aws'
            ? `AWS's figures were read at ${readAt ?? 'no time'}; AWS does not say which cost they are.`
            : `Longshore's budgets count all charges, with credits and taxes; basis ${basis ?? 'unknown'}.`,
        ),
      ),
    ],
  };
}

function amountsOf({ spent, limit, expected, currency }: ShownBudget): readonly string[] {
  return [spent, limit, expected].map((amount) =>
    amount === null ? 'unknown' : money(amount, currency),
  );
}

/** The findings that save most. */
export function findingsSection({ topFindings }: CostSummary): Section {
  return {
    heading: 'Greatest savings',
    columns: [
      { heading: 'A month', align: 'right' },
      { heading: 'Finding' },
      { heading: 'Resource' },
      { heading: 'Account', narrow: 'drop' },
    ],
    rows: topFindings.map(
      ({ monthly_saving: saving, currency, title, name, resource_id: id, account }) => [
        saving === null ? 'unknown' : money(decimal(saving), currency ?? ''),
        title,
        name ?? id,
        account,
      ],
    ),
    notes: topFindings.length === 0 ? ['No open finding: run longshore cost findings.'] : [],
  };
}
