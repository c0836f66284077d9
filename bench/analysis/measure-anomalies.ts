import type { Alert } from '../../src/cost/analysis/anomalies/alert.ts';
import { dayOverDayRises } from '../../src/cost/analysis/anomalies/day-over-day.ts';
import { SeasonalDetector } from '../../src/cost/analysis/anomalies/seasonal-detector.ts';
import { dayNumber } from '../../src/cost/analysis/calendar-day.ts';
import type { Ledger, LedgerEvent } from './ledger.ts';
import type { ScoredAlert } from './score-alerts.ts';

/** The alerts of a ledger's series under one method. */
export interface MeasuredAlerts {
  readonly alerts: readonly (readonly ScoredAlert[])[];
  /** Sudden rises, and how many were found on their day or the next, when those days were not complete. */
  readonly rises: number;
  readonly foundNextDay: number;
}

/** A smaller change is not worth an alert. */
const LEAST_PEAK = 1;

/** The alerts of the default method. New spend is a kind of its own and not judged: the ledgers do not label it. */
export function seasonalAlerts(ledger: Ledger): MeasuredAlerts & {
  readonly details: readonly (readonly Alert[])[];
} {
  const start = dayNumber(ledger.start);
  let [rises, foundNextDay] = [0, 0];
  const details = ledger.usage.map((costs, series) => {
    const detector = SeasonalDetector.startingAt(start);
    const alerts = new Map<number, Alert>();
    const events = ledger.events.filter((event) => event.series === series).filter(isSudden);
    const found = new Set<LedgerEvent>();
    for (const [day, cost] of costs.entries()) {
      for (const event of events) {
        if (isFoundEarly(event, detector, day, costs, ledger, series)) found.add(event);
      }
      for (const alert of detector.observe(cost)) alerts.set(alert.detected, alert);
    }
    rises += events.length;
    foundNextDay += found.size;
    return [...alerts.values()].filter(({ rule }) => rule !== 'new-spend');
  });
  const alerts = details.map((found) =>
    found.map(({ detected, direction }) => ({ day: detected - start, direction })),
  );
  return { alerts, details, rises, foundNextDay };
}

/** A ramp has no day on which it is to be found. */
function isSudden({ kind, peak }: LedgerEvent): boolean {
  return (kind === 'spike' || kind === 'step') && peak >= LEAST_PEAK;
}

/** Evaluates the two days that are not complete, on the event's day and on the next. */
function isFoundEarly(
  event: LedgerEvent,
  detector: SeasonalDetector,
  nextDay: number,
  costs: readonly number[],
  ledger: Ledger,
  series: number,
): boolean {
  if (nextDay + 1 < event.from || nextDay > event.from) return false;
  const before = (costs[nextDay] ?? 0) * (ledger.partialShareDayBefore[series] ?? 1);
  const last = (costs[nextDay + 1] ?? 0) * (ledger.partialShareLastDay[series] ?? 1);
  const alert = detector.provisional([before, last]);
  return alert !== undefined && alert.detected >= dayNumber(ledger.start) + event.from;
}

/** The alerts of the method that is kept for compatibility: one for each day. */
export function dayOverDayAlerts(ledger: Ledger): MeasuredAlerts {
  let [rises, foundNextDay] = [0, 0];
  const alerts = ledger.usage.map((costs, series) => {
    for (const event of ledger.events) {
      if (event.series !== series || !isSudden(event)) continue;
      const { from } = event;
      const seen = [
        costs[from - 1] ?? 0,
        (costs[from] ?? 0) * (ledger.partialShareDayBefore[series] ?? 1),
      ];
      rises += 1;
      foundNextDay += dayOverDayRises(0, seen).length;
    }
    return dayOverDayRises(0, costs).map(({ day }) => ({ day, direction: 'up' as const }));
  });
  return { alerts, rises, foundNextDay };
}
