import { decimalText, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import type { QueryColumn, QueryValue } from '../../../store/store.ts';
import { groupName } from './charge-groups.ts';
import { areApart, type ChargeReport } from './charge-report.ts';

/** The report as JSON: amounts are exact texts. */
export function chargeReportJson(report: ChargeReport): object {
  const { question, rows, others, totals, sources, finalUntil } = report;
  const { groups, basis, granularity, period } = question;
  const names = groups.map(groupName);
  return {
    basis,
    granularity,
    period: { from: period.from, to: period.to, by: period.column },
    groupBy: names,
    rows: rows.map(({ time, values, currency, amount }) => ({
      ...(time !== undefined && { time }),
      ...Object.fromEntries(names.map((name, index) => [name, values[index]])),
      currency,
      amount: decimalText(amount),
    })),
    otherGroups: [...others].map(([currency, { groups: number, amount }]) => ({
      currency,
      groups: number,
      amount: decimalText(amount),
    })),
    totals: [...totals].map(([currency, { unknown, ...amounts }]) => ({
      currency,
      ...Object.fromEntries(
        Object.entries(amounts).map(([name, amount]: [string, Decimal]) => [
          name,
          decimalText(amount),
        ]),
      ),
      chargesWithoutBasis: unknown,
    })),
    sources,
    finalUntil,
  };
}

/** The columns of the report as rows. */
export function chargeRowColumns({ question }: ChargeReport): readonly QueryColumn[] {
  const texts = [
    ...(question.granularity === 'total' ? [] : ['time']),
    ...question.groups.map(groupName),
    'part',
  ];
  const facts = ['currency', 'basis', 'from', 'to', 'sources', 'final_until'];
  return [
    ...texts.map((name) => ({ name, type: 'text' })),
    { name: 'amount', type: 'decimal' },
    ...facts.map((name) => ({ name, type: 'text' })),
  ];
}

/**
 * The report as rows whose amounts add up to the bill: a row for each group, `charges`, then what is in none: credits,
 * taxes, and groups that were too many.
 */
export function chargeRowsOf(report: ChargeReport): readonly (readonly QueryValue[])[] {
  const { question, rows, others, totals, sources, finalUntil } = report;
  const { groups, granularity, basis, period } = question;
  const from = [...new Set(sources.map(({ source, name }) => `${source} ${name}`))].join('; ');
  const facts = [basis, period.from, period.to, from, finalUntil];
  const empty = Array.from(
    { length: groups.length + (granularity === 'total' ? 0 : 1) },
    () => null,
  );
  const apart = (part: string, currency: string, amount: Decimal): readonly QueryValue[][] =>
    amount === ZERO ? [] : [[...empty, part, decimalText(amount), currency, ...facts]];
  return [
    ...rows.map(({ time, values, currency, amount }) => [
      ...(time === undefined ? [] : [time]),
      ...values,
      ...['charges', decimalText(amount), currency, ...facts],
    ]),
    ...[...others].flatMap(([currency, { amount }]) => apart('other groups', currency, amount)),
    ...(!areApart(groups)
      ? []
      : [...totals].flatMap(([currency, { credits, taxes }]) => [
          ...apart('credits', currency, credits),
          ...apart('taxes', currency, taxes),
        ])),
  ];
}
