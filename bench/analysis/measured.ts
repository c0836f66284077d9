import { seasonalAlerts, dayOverDayAlerts, type MeasuredAlerts } from './measure-anomalies.ts';
import { measureExplanations } from './measure-explanations.ts';
import {
  emptyErrors,
  measureForecasts,
  medianSumError,
  relativeError,
  type ForecastErrors,
} from './measure-forecasts.ts';
import type { Ledger } from './ledger.ts';
import {
  emptyScore,
  precisionOf,
  recallOf,
  scoreAlerts,
  type AlertScore,
  type Mode,
} from './score-alerts.ts';

/** What a figure must be. */
export type Must = { readonly least: number } | { readonly most: number };

/** One measured figure of a method, with its must. */
export interface MeasuredFigure {
  readonly name: string;
  readonly value: number;
  readonly digits: number;
  readonly must: Must | undefined;
  /** The same figure of the day-over-day method. */
  readonly dayOverDay?: number;
}

interface AlertFigure {
  readonly name: string;
  readonly digits: number;
  readonly valueOf: (score: AlertScore) => number;
}

const ALERT_FIGURES = {
  precision: { name: 'precision', digits: 2, valueOf: precisionOf },
  recall: { name: 'recall', digits: 2, valueOf: recallOf },
  falseAlarms: {
    name: 'false alarms per series-year',
    digits: 2,
    valueOf: ({ falseAlarms, seriesYears }) => falseAlarms / seriesYears,
  },
  usdRecall: {
    name: 'USD-weighted recall',
    digits: 2,
    valueOf: ({ foundUsd, eventUsd }) => foundUsd / eventUsd,
  },
  largeRecall: {
    name: 'recall of events of ×3 and more',
    digits: 2,
    valueOf: ({ largeFound, large }) => largeFound / large,
  },
  alertsPerShift: {
    name: 'alerts per level shift',
    digits: 2,
    valueOf: ({ shiftAlerts, shifts }) => shiftAlerts / shifts,
  },
  delay: {
    name: 'mean delay, days',
    digits: 2,
    valueOf: ({ delays }) => delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
  },
} as const satisfies Readonly<Record<string, AlertFigure>>;

type Musts = Readonly<Partial<Record<keyof typeof ALERT_FIGURES, Must>>>;

const MUSTS: Readonly<Record<Mode, Musts>> = {
  'up and down': {
    precision: { least: 0.7 },
    recall: { least: 0.8 },
    falseAlarms: { most: 0.35 },
    usdRecall: { least: 0.88 },
    largeRecall: { least: 0.9 },
    alertsPerShift: { most: 1.1 },
    delay: { most: 0.5 },
  },
  up: { precision: { least: 0.78 }, recall: { least: 0.83 }, falseAlarms: { most: 0.2 } },
};
const HARSH_MUSTS: Musts = {
  precision: { least: 0.5 },
  recall: { least: 0.78 },
  falseAlarms: { most: 0.75 },
};

/** All figures of normal ledgers, together. */
export function ledgerFigures(ledgers: readonly Ledger[]): readonly MeasuredFigure[] {
  const measured = ledgers.map((ledger) => ({
    ledger,
    seasonal: seasonalAlerts(ledger),
    dayOverDay: dayOverDayAlerts(ledger),
  }));
  const early = (alerts: readonly MeasuredAlerts[]): number =>
    total(alerts, ({ foundNextDay }) => foundNextDay) / total(alerts, ({ rises }) => rises);
  const explanations = measured.map(({ ledger, seasonal }) =>
    measureExplanations(ledger, seasonal.details),
  );
  return [
    ...alertFigures('up and down', measured, MUSTS['up and down']),
    ...alertFigures('up', measured, MUSTS.up),
    {
      name: 'found within 1 day, with partial data',
      value: early(measured.map(({ seasonal }) => seasonal)),
      dayOverDay: early(measured.map(({ dayOverDay }) => dayOverDay)),
      digits: 2,
      must: { least: 0.75 },
    },
    {
      name: 'explanation: injected cause named first',
      value:
        total(explanations, ({ right }) => right) /
        total(explanations, ({ explained }) => explained),
      digits: 3,
      must: { least: 0.95 },
    },
  ];
}

export function harshFigures(ledgers: readonly Ledger[]): readonly MeasuredFigure[] {
  const measured = ledgers.map((ledger) => ({
    ledger,
    seasonal: seasonalAlerts(ledger),
    dayOverDay: dayOverDayAlerts(ledger),
  }));
  return alertFigures('up and down', measured, HARSH_MUSTS).map((figure) => ({
    ...figure,
    name: `harsh ledger, ${figure.name}`,
  }));
}

interface MeasuredLedger {
  readonly ledger: Ledger;
  readonly seasonal: MeasuredAlerts;
  readonly dayOverDay: MeasuredAlerts;
}

function alertFigures(
  mode: Mode,
  measured: readonly MeasuredLedger[],
  musts: Musts,
): readonly MeasuredFigure[] {
  const scoreOf = (method: 'seasonal' | 'dayOverDay'): AlertScore => {
    const score = emptyScore();
    for (const one of measured) scoreAlerts(one.ledger, one[method].alerts, mode, score);
    return score;
  };
  const [seasonal, dayOverDay] = [scoreOf('seasonal'), scoreOf('dayOverDay')];
  return Object.entries(ALERT_FIGURES)
    .filter(([key]) => key in musts)
    .map(([key, { name, digits, valueOf }]) => ({
      name: `${mode}: ${name}`,
      value: valueOf(seasonal),
      dayOverDay: valueOf(dayOverDay),
      digits,
      must: musts[key as keyof typeof ALERT_FIGURES],
    }));
}

/** Forecasts of the next 30 days. */
export function forecastFigures(ledgers: readonly Ledger[]): readonly MeasuredFigure[] {
  const errors: ForecastErrors = emptyErrors();
  for (const ledger of ledgers) measureForecasts(ledger, errors);
  const share = (count: number): number => count / errors.days;
  return [
    {
      name: 'forecast: error relative to seasonal naive',
      value: relativeError(errors),
      digits: 2,
      must: { most: 0.65 },
    },
    {
      name: 'forecast: median error of 30-day sums',
      value: medianSumError(errors),
      digits: 3,
      must: { most: 0.06 },
    },
    {
      name: 'forecast: days within the 80 % interval (at most 0.90)',
      value: share(errors.in80),
      digits: 3,
      must: { least: 0.78 },
    },
    {
      name: 'forecast: days within the 95 % interval',
      value: share(errors.in95),
      digits: 3,
      must: { least: 0.94 },
    },
  ];
}

export function isMet({ value, must }: MeasuredFigure): boolean {
  if (must === undefined) return true;
  return 'least' in must ? value >= must.least : value <= must.most;
}

export function mustText(must: Must | undefined): string {
  if (must === undefined) return '–';
  return 'least' in must ? `≥ ${must.least}` : `≤ ${must.most}`;
}

function total<Value>(values: readonly Value[], of: (value: Value) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}
