import type { ProjectedCosts } from '../app/cost/engine/project-costs.ts';
import type { ProjectedResource } from '../cost/engine/projection/project-plan.ts';
import {
  isUnpriced,
  reasonsOf,
  type AmountsByName,
} from '../cost/engine/projection/projected-totals.ts';
import type { ProjectedComponent } from '../cost/engine/projection/side-cost.ts';
import { hourlyOf } from '../cost/models/estimate.ts';
import { minus, ZERO, type Decimal } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { table, type Column } from '../lib/table.ts';
import { amountText } from './amount-text.ts';
import { measuredLines } from './measured-lines.ts';
import { priceLines } from './price-lines.ts';
import type { Style } from './style.ts';

const HOURLY_DIGITS = 4;
/** Unpriced parts that the table names; JSON has all. */
const SHOWN_ERRORS = 5;
const UNKNOWN = 'unpriced';
const UNKNOWN_CHANGES = 'Changes with an unknown cost, in no difference';

/**
 * The projected cost as a table: sections, each followed by an empty line.
 *
 * @param groups a section in place of the resources
 */
export function projectedText(costs: ProjectedCosts, style: Style, groups?: string): string {
  const { totals, resources, plan } = costs;
  const sections = [
    section('COST SUMMARY', '=', summaryLines(costs)),
    ...totals.totals.flatMap(({ currency, byProvider, byService, byAdapter }) => [
      amounts('BY PROVIDER', byProvider, currency),
      amounts('BY SERVICE', byService, currency),
      amounts('BY ADAPTER', byAdapter, currency),
    ]),
    groups ??
      section('RESOURCE DETAILS', '=', [table(COLUMNS, resources.map(detailRow), style.width)]),
    section('ERRORS', '=', errorLines(resources)),
    section('NOTES', '=', [...plan.notes.map(({ message }) => message), ...sourceLines(costs)]),
  ];
  return sections.filter((text) => text !== '').join('');
}

const COLUMNS: readonly Column[] = [
  { heading: 'Resource' },
  { heading: 'Adapter', narrow: 'drop' },
  { heading: 'Monthly', align: 'right' },
  { heading: 'Hourly', align: 'right', narrow: 'drop' },
  { heading: 'Currency' },
  { heading: 'Notes', narrow: 'wrap' },
];

function summaryLines({ totals }: ProjectedCosts): readonly string[] {
  const { totals: all, resources, unpriced, unknownChanges, external } = totals;
  return [
    ...all.flatMap(({ currency, monthly, before, difference, assumed }) => [
      `Total Monthly Cost: ${amountText(monthly)} ${currency}`,
      `Total Hourly Cost: ${amountText(hourlyOf(monthly), HOURLY_DIGITS)} ${currency}`,
      `Change: ${signed(difference)} ${currency} a month, from ${amountText(before)}`,
      ...(assumed === ZERO ? [] : [`Of these, assumed: ${amountText(assumed)} ${currency}`]),
    ]),
    `Total Resources: ${resources}`,
    ...(unpriced === 0 ? [] : [`Unpriced, in part or whole: ${plural(unpriced, 'resource')}`]),
    ...(unknownChanges === 0 ? [] : [`${UNKNOWN_CHANGES}: ${unknownChanges}`]),
    ...(external === 0 ? [] : [`Not owned by the stack, in no total: ${external}`]),
  ];
}

function detailRow({ resource, after }: ProjectedResource): readonly string[] {
  const name = `${shortType(resource.type)} ${resource.name}`;
  if (after === undefined) {
    const is = resource.operation === 'none' ? 'nothing in the cloud' : 'deleted';
    return [visible(name), '', amountText(ZERO), amountText(ZERO, HOURLY_DIGITS), '', is];
  }
  const { adapter, monthly, currency = '', note } = after;
  const parts = after.components.filter(({ unpriced }) => unpriced !== undefined);
  const lacks = monthly === undefined || parts.length === 0 ? '' : `; without ${namesOf(parts)}`;
  const owner = resource.isExternal ? '; not owned by the stack' : '';
  return [
    visible(name),
    adapter,
    monthly === undefined ? UNKNOWN : amountText(monthly),
    monthly === undefined ? '' : amountText(hourlyOf(monthly), HOURLY_DIGITS),
    currency,
    visible(`${note}${lacks}${owner}`),
  ];
}

/** What the change does to the cost: resources and components that differ. */
export function changeText(costs: ProjectedCosts, { width }: Style): string {
  const changed = costs.resources.filter(({ resource }) => resource.operation !== 'same');
  const rows = changed.flatMap((one) => [changeRow(one), ...componentRows(one)]);
  const columns: readonly Column[] = [
    { heading: 'Change' },
    { heading: 'Before', align: 'right' },
    { heading: 'After', align: 'right' },
    { heading: 'Difference', align: 'right' },
    { heading: 'Currency', narrow: 'drop' },
  ];
  const totals = costs.totals.totals.map(({ currency, monthly, before, difference }) => [
    `Total ${currency}`,
    amountText(before),
    amountText(monthly),
    signed(difference),
    currency,
  ]);
  const { unknownChanges } = costs.totals;
  const unknown = unknownChanges === 0 ? [] : ['', `${UNKNOWN_CHANGES}: ${unknownChanges}`];
  const lines = [...costs.plan.notes.map(({ message }) => message), ...sourceLines(costs)];
  return [
    section('COST CHANGE A MONTH', '=', [table(columns, [...rows, ...totals], width), ...unknown]),
    section('ERRORS', '=', errorLines(changed)),
    section('NOTES', '=', lines),
  ].join('');
}

/** As in the plans of Terraform and Pulumi. */
const SYMBOLS: Readonly<Record<ProjectedResource['resource']['operation'], string>> = {
  create: '+',
  update: '~',
  replace: '↻',
  delete: '-',
  same: ' ',
  read: '?',
  forget: '.',
  none: ' ',
};

function changeRow({ resource, before, after, difference }: ProjectedResource): readonly string[] {
  const text = (side: typeof before): string =>
    side === undefined ? '' : side.monthly === undefined ? UNKNOWN : amountText(side.monthly);
  return [
    visible(`${SYMBOLS[resource.operation]} ${shortType(resource.type)} ${resource.name}`),
    text(before),
    text(after),
    difference === undefined ? UNKNOWN : signed(difference),
    after?.currency ?? before?.currency ?? '',
  ];
}

function componentRows({ before, after }: ProjectedResource): readonly (readonly string[])[] {
  const former = new Map((before?.components ?? []).map((one) => [one.name, one]));
  const next = new Map((after?.components ?? []).map((one) => [one.name, one]));
  const names = [...new Set([...next.keys(), ...former.keys()])];
  return names.map((name) => {
    const [old, one] = [former.get(name), next.get(name)];
    const isKnown = [old, one].every((side) => side === undefined || side.monthly !== undefined);
    const change = isKnown ? signed(minus(one?.monthly ?? ZERO, old?.monthly ?? ZERO)) : UNKNOWN;
    const text = (side: ProjectedComponent | undefined): string =>
      side === undefined ? '' : side.monthly === undefined ? UNKNOWN : amountText(side.monthly);
    return [`    ${visible(name)}`, text(old), text(one), change, ''];
  });
}

function errorLines(resources: readonly ProjectedResource[]): readonly string[] {
  const unpriced = resources.filter(isUnpriced);
  if (unpriced.length === 0) return [];
  const lines = unpriced.slice(0, SHOWN_ERRORS).map((one) => {
    const { type, name } = one.resource;
    return visible(`${shortType(type)} ${name}: ${reasonsOf(one)}`);
  });
  const more = unpriced.length - lines.length;
  return [
    `${plural(unpriced.length, 'resource')} with a part that is not priced`,
    ...lines,
    ...(more === 0 ? [] : [`… and ${more} more`]),
  ];
}

function sourceLines({ prices, resources }: ProjectedCosts): readonly string[] {
  return [...priceLines(prices), ...measuredLines(resources)];
}

function amounts(heading: string, byName: AmountsByName, currency: string): string {
  const rows = [...byName].map(
    ([name, amount]) => `${visible(name)}: ${amountText(amount)} ${currency}`,
  );
  return section(heading, '-', rows);
}

function section(heading: string, line: '=' | '-', lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `${heading}\n${line.repeat(heading.length)}\n${lines.join('\n')}\n\n`;
}

/** `ec2/instance` for `aws:ec2/instance:Instance`. */
function shortType(type: string): string {
  const [provider, module, ...rest] = type.split(':');
  return provider === 'aws' && module?.includes('/') === true && rest.length === 1 ? module : type;
}

function namesOf(parts: readonly ProjectedComponent[]): string {
  return parts.map(({ name }) => name).join(', ');
}

function signed(amount: Decimal): string {
  return `${amount > 0n ? '+' : ''}${amountText(amount)}`;
}
