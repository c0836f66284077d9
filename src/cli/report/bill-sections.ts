import type { AllocationReport } from '../../app/cost/analysis/allocation-report.ts';
import type { CostSummary } from '../../app/cost/analysis/cost-summary.ts';
import type { ForecastReport, SeriesForecast } from '../../app/cost/analysis/forecast-report.ts';
import type { TrendReport } from '../../app/cost/analysis/trend-report.ts';
import { groupName, withoutValue } from '../../app/cost/bill/charge-groups.ts';
import type { ChargeReport } from '../../app/cost/bill/charge-report.ts';
import { dateOf } from '../../cost/analysis/calendar-day.ts';
import { toNumber, ZERO, type Decimal } from '../../cost/money/decimal.ts';
import { plural } from '../../lib/plural.ts';
import { changeText, money, percentText, shareText } from './amounts.ts';
import type { BarChart, DayChart, Section } from './section.ts';

/** Rows of a table; the others are in the total. */
const MOST_ROWS = 25;
const MOST_BARS = 10;

/** The bill of the report's period, as `cost show` has it. */
export function billSection({ bill, daily, forecast }: CostSummary): Section {
  const { question, rows, totals, sources, finalUntil } = bill;
  const { period, groups, basis } = question;
  const shown = rows.slice(0, MOST_ROWS);
  const rest = new Map<string, Decimal>();
  for (const [currency, { amount }] of bill.others) rest.set(currency, amount);
  for (const { currency, amount } of rows.slice(MOST_ROWS)) {
    rest.set(currency, ((rest.get(currency) ?? ZERO) + amount) as Decimal);
  }
  const cells = (name: string, amount: string): string[] => [
    name,
    ...groups.slice(1).map(() => ''),
    amount,
  ];
  const [latest] = sources.map(({ collectedAt }) => collectedAt).sort().reverse(); // prettier-ignore
  const names = [...new Set(sources.map(({ name, source }) => `${name} (${source})`))];
  return {
    heading: `Bill of ${period.from} to ${period.to}`,
    summary:
      [...totals].map(([currency, { total }]) => `Total: ${money(total, currency)}`).join(', ') ||
      'No charges.',
    charts: [...dayCharts(daily, forecast), ...barCharts(bill)],
    columns: [
      ...groups.map((group) => ({ heading: capital(groupName(group)) })),
      { heading: basis, align: 'right' },
    ],
    rows: [
      ...shown.map(({ values, currency, amount }) => [...values, money(amount, currency)]),
      ...[...rest].map(([currency, amount]) => cells('(others)', money(amount, currency))),
      ...[...totals].flatMap(([currency, { credits, taxes, total }]) => [
        ...(credits === ZERO ? [] : [cells('Credits', money(credits, currency))]),
        ...(taxes === ZERO ? [] : [cells('Taxes', money(taxes, currency))]),
        cells(`Total ${currency}`, money(total, currency)),
      ]),
    ],
    notes: [
      `basis ${basis}, ${period.from} to ${period.to}; from ${names.slice(0, 5).join(', ')}, read at ${latest ?? 'no time'}; ${finalUntil === null ? 'no period is final' : `final through ${finalUntil}`}.`,
    ],
  };
}

function dayCharts(daily: ChargeReport, { totals }: ForecastReport): readonly DayChart[] {
  return [...daily.totals.keys()].map((currency) => {
    const found = totals.find((one) => one.currency === currency)?.forecast;
    return {
      type: 'days',
      title: `Cost a day, ${currency}, without credits and taxes`,
      currency,
      points: daily.rows
        .filter((row) => row.currency === currency)
        .map(({ time, amount }) => ({ day: time ?? '', amount: toNumber(amount) })),
      forecast:
        found?.status === 'forecast'
          ? found.days.map(({ day, expected, interval80 }) => ({
              ...{ day: dateOf(day), amount: expected },
              ...interval80,
            }))
          : [],
    };
  });
}

function barCharts({ rows, totals, question }: ChargeReport): readonly BarChart[] {
  const names = question.groups.map(groupName).join(', ');
  return [...totals.keys()].map((currency) => ({
    ...({ type: 'bars', title: `Greatest cost by ${names}, ${currency}`, currency } as const),
    bars: rows
      .filter((row) => row.currency === currency)
      .slice(0, MOST_BARS)
      .map(({ values, amount }) => ({ name: values.join(', '), amount: toNumber(amount) })),
  }));
}

export function trendSections({ question, trends, collectedAt }: TrendReport): readonly Section[] {
  return trends.map((trend) => {
    const { currency, days, from, to, current, previous, change, ratio, isWhole, state, changes } =
      trend;
    const grown = changes.filter((one) => one.change !== ZERO);
    return {
      heading: `Trend of ${days} days, ${dateOf(from)} to ${dateOf(to)}`,
      summary: `${money(current, currency)} after ${money(previous, currency)} in the ${days} days before: ${changeText(change, currency)}${ratio === undefined ? '' : ` (${percentText(ratio)})`}.`,
      columns: [
        { heading: question.groups.map(groupName).map(capital).join(', ') },
        { heading: 'Before', align: 'right' },
        { heading: 'Now', align: 'right' },
        { heading: 'Change', align: 'right' },
        { heading: '%', align: 'right' },
      ],
      rows: grown
        .slice(0, MOST_ROWS)
        .map((one) => [
          one.name,
          money(one.previous, currency),
          money(one.current, currency),
          changeText(one.change, currency),
          one.kind === 'changed' ? percentText(one.ratio) : one.kind,
        ]),
      notes: [
        `basis ${question.basis}, usage without purchases, credits, taxes and corrections; ${state} days; bill read at ${timeOf(collectedAt)}.`,
        ...(grown.length > MOST_ROWS
          ? [`${plural(grown.length - MOST_ROWS, 'further change')} not shown.`]
          : []),
        ...(isWhole
          ? []
          : ['The bill does not go back far enough: a part of the rise is missing days.']),
      ],
    };
  });
}

export function forecastSection({
  question,
  history,
  totals,
  groups,
  otherGroups,
  ending,
  collectedAt,
}: ForecastReport): Section {
  const rowOf = (name: string, { currency, recent, forecast }: SeriesForecast): string[] => {
    const before = money(recent, currency);
    if (forecast.status === 'range') {
      const { total, reason } = forecast;
      const range =
        total === undefined
          ? 'no forecast'
          : `${money(total.low, currency)} to ${money(total.high, currency)} so far`;
      return [name, before, `no forecast: ${reason}`, range, '', ''];
    }
    const { expected, interval80, interval95 } = forecast.total;
    return [
      ...[name, before, money(expected, currency)],
      `${money(interval80.low, currency)} to ${money(interval80.high, currency)}`,
      `${money(interval95.low, currency)} to ${money(interval95.high, currency)}`,
      forecast.naiveError > 0
        ? `${(forecast.backTestError / forecast.naiveError).toFixed(2)} × naive`
        : '–',
    ];
  };
  const [first] = totals;
  const days = first?.forecast.status === 'forecast' ? first.forecast.days : [];
  const [from, to] = [days.at(0)?.day, days.at(-1)?.day];
  return {
    heading:
      from === undefined || to === undefined
        ? 'Forecast'
        : `Forecast of ${dateOf(from)} to ${dateOf(to)}`,
    summary:
      first?.forecast.status === 'forecast'
        ? `About ${money(first.forecast.total.expected, first.currency)}, after ${money(first.recent, first.currency)} in the last 30 days.`
        : undefined,
    columns: [
      {
        heading:
          question.groups.length === 0
            ? 'All'
            : question.groups.map(groupName).map(capital).join(', '),
      },
      { heading: 'Last 30 days', align: 'right' },
      { heading: 'Expected', align: 'right' },
      { heading: '80 %', align: 'right', narrow: 'drop' },
      { heading: '95 %', align: 'right', narrow: 'drop' },
      { heading: 'Past error', align: 'right', narrow: 'drop' },
    ],
    rows: [
      ...totals.map((one) => rowOf(`Total ${one.currency}`, one)),
      ...groups.slice(0, MOST_ROWS).map((one) => rowOf((one.values ?? []).join(', '), one)),
    ],
    notes: [
      history === undefined
        ? 'The store has no bill.'
        : `basis ${question.basis}, usage without purchases, credits, taxes and corrections, from ${dateOf(history.from)} to ${dateOf(history.to)}; bill read at ${timeOf(collectedAt)}. The total is forecast by itself: groups need not add up to it.`,
      ...ending.map(endingText),
      ...(otherGroups + groups.length > MOST_ROWS
        ? [
            `${plural(otherGroups + Math.max(0, groups.length - MOST_ROWS), 'group')} with less cost not shown.`,
          ]
        : []),
    ],
  };
}

function endingText({
  id,
  lastDay,
  currency,
  dailyIncrease,
  upfrontFee,
}: ForecastReport['ending'][number]): string {
  const after =
    dailyIncrease === undefined
      ? 'What it saves is not known, so its end is not in the forecast: run longshore cost commitments.'
      : `From the next day on, the total has ${money(dailyIncrease, currency)} more a day, as if nothing is bought.`;
  const fee =
    upfrontFee === undefined ? '' : ` Its upfront fee was ${money(upfrontFee, currency)}.`;
  return `${id} ends on ${dateOf(lastDay)}. ${after}${fee}`;
}

export function allocationSection({ question, allocations }: AllocationReport): Section {
  const { by, basis, period } = question;
  return {
    heading: `Allocation by ${groupName(by)}`,
    summary: allocations
      .map(
        ({ currency, unallocated, allocatedShare }) =>
          `Allocated: ${shareText(allocatedShare)} of ${currency}; not allocated: ${money(unallocated, currency)}`,
      )
      .join('. '),
    columns: [{ heading: capital(groupName(by)) }, { heading: basis, align: 'right' }],
    rows: allocations.flatMap((one) => [
      ...one.groups
        .slice(0, MOST_ROWS)
        .map(({ value, amount }) => [value, money(amount, one.currency)]),
      ...(one.groups.length <= MOST_ROWS
        ? []
        : [
            [
              '(others)',
              money(
                one.groups
                  .slice(MOST_ROWS)
                  .reduce((sum, { amount }) => (sum + amount) as Decimal, ZERO),
                one.currency,
              ),
            ],
          ]),
      [withoutValue(by), money(one.unallocated, one.currency)],
      ...(one.otherGroups === ZERO
        ? []
        : [['(groups that were too many)', money(one.otherGroups, one.currency)]]),
      ...(one.credits === ZERO ? [] : [['Credits', money(one.credits, one.currency)]]),
      ...(one.taxes === ZERO ? [] : [['Taxes', money(one.taxes, one.currency)]]),
      [`Total ${one.currency}`, money(one.bill, one.currency)],
    ]),
    notes: [
      `basis ${basis}, ${period.from} to ${period.to}.`,
      ...allocations
        .filter(({ unallocated }) => unallocated !== ZERO)
        .map(
          ({ currency, unallocatedServices }) =>
            `Most of what is not allocated: ${unallocatedServices
              .slice(0, 5)
              .map(({ value, amount }) => `${value} ${money(amount, currency)}`)
              .join(', ')}.`,
        ),
    ],
  };
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).replaceAll('_', ' ');
}

export function timeOf(at: number | undefined): string {
  return at === undefined ? 'no time' : new Date(at).toISOString();
}
