import { areApart, type ChargeReport, type ChargeTotals } from '../app/cost/bill/charge-report.ts';
import type { ChargeSourcePeriod } from '../app/cost/bill/charge-sources.ts';
import { groupName } from '../app/cost/bill/charge-groups.ts';
import { plus, roundedText, ZERO, type Decimal } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table, type Column } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import { amountText } from './amount-text.ts';
import type { Style } from './style.ts';

/** Rows of a table; the others are added up in one. */
const TABLE_ROWS = 200;
const MONEY_DIGITS = 2;
/** Amounts below a cent are shown with so many digits, as a bill of a few cents is else all zeros. */
const SMALL_DIGITS = 6;

/** The bill as a table: groups, then credits, taxes and the total, then what the figures are. */
export function chargeText(report: ChargeReport, { colours, width }: Style): string {
  const { question, totals } = report;
  const { groups, basis, period } = question;
  const hasTime = question.granularity !== 'total';
  const columns: Column[] = [
    ...(hasTime ? [{ heading: 'Time' }] : []),
    ...groups.map((group) => ({ heading: capital(visible(groupName(group))) })),
    { heading: basis, align: 'right' },
  ];
  const rows = [...groupRows(report), ...totalRows(report)];
  const lines = [
    colours.bold(`Bill of ${period.from} to ${period.to}`),
    '',
    totals.size === 0 ? 'No charges.' : table(columns, rows, width),
    ...(totals.size === 0 ? [] : ['']),
    ...footer(report).map((line) => wrap(line, width, 0)),
  ];
  return `${lines.join('\n')}\n`;
}

function groupRows({ rows, others, question }: ChargeReport): readonly (readonly string[])[] {
  const shown = rows.slice(0, TABLE_ROWS);
  const rest = new Map(others);
  for (const { currency, amount } of rows.slice(TABLE_ROWS)) {
    const known = rest.get(currency) ?? { groups: 0, amount: ZERO };
    rest.set(currency, { groups: known.groups + 1, amount: plus(known.amount, amount) });
  }
  const named = shown.map(({ time, values, currency, amount }) => [
    ...(time === undefined ? [] : [time]),
    ...values.map(visible),
    money(amount, currency),
  ]);
  const added = [...rest].map(([currency, { groups, amount }]) =>
    labelled(question, `(${plural(groups, 'other group')})`, money(amount, currency)),
  );
  return [...named, ...added];
}

function totalRows({ totals, question }: ChargeReport): readonly (readonly string[])[] {
  return [...totals].flatMap(([currency, total]) => {
    const row = (name: string, amount: Decimal): readonly string[] =>
      labelled(question, name, money(amount, currency));
    const isSplit = areApart(question.groups);
    return [
      ...(isSplit && total.credits !== ZERO ? [row('Credits', total.credits)] : []),
      ...(isSplit && total.taxes !== ZERO ? [row('Taxes', total.taxes)] : []),
      row(`Total ${currency}`, total.total),
      row('Not tied to a resource', total.withoutResource),
    ];
  });
}

function labelled(
  { groups, granularity }: ChargeReport['question'],
  label: string,
  amount: string,
): readonly string[] {
  const cells = groups.length + (granularity === 'total' ? 0 : 1);
  return [label, ...Array.from({ length: cells - 1 }, () => ''), amount];
}

/** Basis, currency, period, source and how final: no figure without them. */
function footer({ question, totals, sources, finalUntil }: ChargeReport): readonly string[] {
  const { basis, period } = question;
  const time =
    period.column === 'BillingPeriodStart'
      ? `billing periods ${period.from.slice(0, 7)} to ${period.to.slice(0, 7)}`
      : `charges from ${period.from} to ${period.to}`;
  const names = [...new Set(sources.map(sourceText))];
  const [latest] = sources
    .map(({ collectedAt }) => collectedAt)
    .sort()
    .reverse();
  const from = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${count(names.length - 5)} more` : '';
  const final = finalUntil === null ? 'no period is final' : `final through ${finalUntil}`;
  if (latest === undefined) return [];
  return [
    `basis ${basis}, currency ${[...totals.keys()].join(', ')}, ${time}; from ${from}${more}, read at ${latest}; ${final}.`,
    ...[...totals].flatMap(([currency, total]) => unknownNote(currency, total, basis)),
  ];
}

/** `focus (focus-1.2)`: the export or file, and its form. Cost Explorer has one name. */
function sourceText({ source, name }: ChargeSourcePeriod): string {
  return source === 'cost-explorer' ? visible(name) : `${visible(name)} (${source})`;
}

function unknownNote(
  currency: string,
  { unknown }: ChargeTotals,
  basis: string,
): readonly string[] {
  if (unknown === 0) return [];
  return [
    `${plural(unknown, 'charge')} in ${currency} without ${basis}, not in the total: their source does not have it.`,
  ];
}

function money(amount: Decimal, currency: string): string {
  const isTooSmall = amount !== ZERO && Number(roundedText(amount, MONEY_DIGITS)) === 0;
  return `${amountText(amount, isTooSmall ? SMALL_DIGITS : MONEY_DIGITS)} ${currency}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).replaceAll('_', ' ');
}
