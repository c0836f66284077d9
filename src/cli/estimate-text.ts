import type { EstimatedCosts } from '../app/cost/engine/estimate-costs.ts';
import { currencyOf, totalChange, type Estimated } from '../cost/engine/estimate/what-if.ts';
import type { PlannedResource } from '../cost/engine/plans/planned-resource.ts';
import type { SideCost } from '../cost/engine/projection/side-cost.ts';
import { visible } from '../lib/cell-text.ts';
import { table, type Column } from '../lib/table.ts';
import { amountText } from './amount-text.ts';
import { signedText } from './comparison-text.ts';
import { measuredLines } from './measured-lines.ts';
import { priceLines } from './price-lines.ts';
import type { Style } from './style.ts';

const UNPRICED = 'unpriced';
const COLUMNS: readonly Column[] = [
  { heading: 'Estimate a month' },
  { heading: 'Before', align: 'right' },
  { heading: 'After', align: 'right' },
  { heading: 'Difference', align: 'right' },
  { heading: 'Currency', narrow: 'drop' },
];

/** What changes to resources cost, as a table: each property, then each component. */
export function estimateText(
  { estimates, prices, notes }: EstimatedCosts,
  { width }: Style,
): string {
  const rows = estimates.flatMap((one) => [
    resourceRow(one),
    ...one.deltas.map(({ property, originalValue, newValue, costChange }) => {
      const from = originalValue === '' ? '' : `${originalValue} → `;
      return [visible(`    ${property}: ${from}${newValue}`), '', '', signedText(costChange), ''];
    }),
    ...componentRows(one),
  ]);
  const sum =
    estimates.length > 1 ? [['Total', '', '', signedText(totalChange(estimates)), '']] : [];
  const reasons = estimates.flatMap(({ projected: { resource, before, after } }) =>
    unpricedLines(resource, after ?? before),
  );
  const lines = [
    table(COLUMNS, [...rows, ...sum], width),
    '',
    ...reasons,
    ...notes.map(({ message }) => message),
    ...priceLines(prices),
    ...measuredLines(estimates.map(({ projected }) => projected)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function resourceRow({ projected }: Estimated): readonly string[] {
  const { resource, before, after, difference } = projected;
  return [
    visible(`${resource.type} ${resource.name}`),
    before === undefined ? '' : amountOf(before.monthly),
    amountOf(after?.monthly),
    signedText(difference),
    currencyOf(projected) ?? '',
  ];
}

function componentRows({ projected: { before, after } }: Estimated): readonly string[][] {
  const former = new Map((before?.components ?? []).map((one) => [one.name, one]));
  const next = new Map((after?.components ?? []).map((one) => [one.name, one]));
  return [...new Set([...next.keys(), ...former.keys()])].map((name) => [
    visible(`    ${name}`),
    ...[former.get(name), next.get(name)].map((one) => (one === undefined ? '' : amountOf(one.monthly))), // prettier-ignore
    '',
    '',
  ]);
}

function unpricedLines(
  { type, name }: PlannedResource,
  side: SideCost | undefined,
): readonly string[] {
  const parts = (side?.components ?? []).filter(({ unpriced }) => unpriced !== undefined);
  return parts.map((part) => visible(`${type} ${name}, ${part.name}: ${part.unpriced?.detail ?? ''}`)); // prettier-ignore
}

function amountOf(amount: Parameters<typeof signedText>[0]): string {
  return amount === undefined ? UNPRICED : amountText(amount);
}
