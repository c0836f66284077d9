import type { ProjectedCosts } from '../app/cost/engine/project-costs.ts';
import type { BudgetStatus } from '../cost/engine/budgets/budget-status.ts';
import type { Comparison } from '../cost/engine/output/earlier-document.ts';
import type { ProjectedResource } from '../cost/engine/projection/project-plan.ts';
import { isUnpriced, reasonsOf } from '../cost/engine/projection/projected-totals.ts';
import type { SideCost } from '../cost/engine/projection/side-cost.ts';
import { decimal, minus, ZERO, type Decimal } from '../cost/money/decimal.ts';
import { plural } from '../lib/plural.ts';
import { visible } from '../lib/cell-text.ts';
import { amountText } from './amount-text.ts';
import { signedText } from './comparison-text.ts';
import { measuredLines } from './measured-lines.ts';

/** A comment has at most 65,536 characters: these many rows stay below it, with their names cut. */
const MOST_ROWS = 100;
const MOST_UNPRICED = 50;
const LONGEST_NAME = 120;
const LONGEST_REASON = 200;
const UNPRICED = 'not priced';

interface Since {
  readonly file: string;
  readonly comparison: Comparison;
}

/** What a plan changes in the cost, as a comment on a pull request. */
export function projectedMarkdown(
  costs: ProjectedCosts,
  since: Since | undefined,
  budgets: readonly BudgetStatus[],
): string {
  const { totals, resources, plan } = costs;
  const changed = resources
    .filter(({ resource }) => resource.operation !== 'same' && resource.operation !== 'none')
    .toSorted(bySize);
  const heads = totals.totals.map(
    ({ currency, difference, before, monthly }) =>
      `**${signedText(difference)} ${currency}** a month, from ${amountText(before)} to ${amountText(monthly)} ${currency}`,
  );
  const blocks = [
    '### Cost of this change',
    heads.length === 0 ? 'Nothing of it is priced.' : heads.join('  \n'),
    ...(totals.unknownChanges === 0
      ? []
      : [`${plural(totals.unknownChanges, 'change')} with an unknown cost: in no total.`]),
    changed.length === 0 ? 'No resource changes.' : changeTable(changed),
    ...unpricedBlock(changed),
    ...(since === undefined ? [] : sinceBlock(since)),
    ...budgets.map(budgetLine),
    [noteOf(costs), ...measuredLines(resources)].join(' '),
    ...plan.notes.map(({ message }) => `> ${escaped(message)}`),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The largest difference first; unknown ones before them. */
function bySize(one: ProjectedResource, other: ProjectedResource): number {
  const [first, second] = [sizeOf(one), sizeOf(other)];
  if (first === undefined || second === undefined) {
    return first === second ? 0 : first === undefined ? -1 : 1;
  }
  return first > second ? -1 : first < second ? 1 : 0;
}

function sizeOf({ difference }: ProjectedResource): Decimal | undefined {
  return difference !== undefined && difference < ZERO ? minus(ZERO, difference) : difference;
}

function changeTable(changed: readonly ProjectedResource[]): string {
  const rows = changed.slice(0, MOST_ROWS).map(({ resource, before, after, difference }) => {
    const currency = after?.currency ?? before?.currency ?? '';
    const change = difference === undefined ? UNPRICED : `${signedText(difference)} ${currency}`;
    const name = code(`${resource.type} ${resource.name}`);
    return `| ${resource.operation} | ${name} | ${sideText(before)} | ${sideText(after)} | ${change.trim()} |`;
  });
  const more = changed.length - rows.length;
  return [
    '|  | Resource | Before | After | Difference |',
    '| --- | --- | --: | --: | --: |',
    ...rows,
    ...(more === 0 ? [] : ['', `… and ${plural(more, 'more resource')}.`]),
  ].join('\n');
}

function sideText(side: SideCost | undefined): string {
  if (side === undefined) return '';
  return side.monthly === undefined ? UNPRICED : amountText(side.monthly);
}

function unpricedBlock(changed: readonly ProjectedResource[]): readonly string[] {
  const unpriced = changed.filter(isUnpriced);
  if (unpriced.length === 0) return [];
  const lines = unpriced.slice(0, MOST_UNPRICED).map((one) => {
    const { type, name } = one.resource;
    return `- ${code(`${type} ${name}`)}: ${escaped(reasonsOf(one).slice(0, LONGEST_REASON))}`;
  });
  const more = unpriced.length - lines.length;
  return [
    [
      `<details><summary>${plural(unpriced.length, 'resource')} with a part that is not priced</summary>`,
      '',
      ...lines,
      ...(more === 0 ? [] : [`- … and ${more} more`]),
      '',
      '</details>',
    ].join('\n'),
  ];
}

function sinceBlock({ file, comparison: { totals, unknown } }: Since): readonly string[] {
  const sums = [...totals].map(
    ([currency, delta]: readonly [string, Decimal]) => `${signedText(delta)} ${currency}`,
  );
  const text = sums.length === 0 ? 'no cost has changed' : `${sums.join(', ')} a month`;
  const more = unknown === 0 ? '' : `; ${plural(unknown, 'difference')} unknown`;
  return [`Since ${code(file)}: ${text}${more}.`];
}

function budgetLine({
  scope,
  name,
  amount,
  currency,
  used,
  health,
  problem,
}: BudgetStatus): string {
  const which = name === '' ? scope : `${scope} ${code(name)}`;
  const is = used === undefined ? escaped(problem ?? '') : `${used.toFixed(1)} % used`;
  return `Budget ${which} of ${amountText(decimal(amount))} ${currency}: **${health}**, ${is}.`;
}

function noteOf({ prices: { from, sources, simulated } }: ProjectedCosts): string {
  const basis = 'List cost on demand, for a month of 730 hours.';
  if (from === undefined) return basis;
  const published = from.slice(0, 'YYYY-MM-DD'.length);
  const own = simulated ? " These prices are simulated: they are not AWS's." : '';
  return `${basis} Prices: ${sources.join(', ')}, published ${published} or later.${own}`;
}

/** A name as code, in a cell of a table: nothing in it can end the code, the cell or the line. */
function code(text: string): string {
  const name = visible(text).slice(0, LONGEST_NAME).replaceAll('`', "'").replaceAll('|', '¦');
  return `\`${name}\``;
}

/** Text that is not Markdown or HTML, and mentions no user. */
function escaped(text: string): string {
  return visible(text)
    .replaceAll(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`)
    .replaceAll(/[\\`*_[\]#|~!]/g, String.raw`\$&`)
    .replaceAll('@', '@&#8203;');
}
