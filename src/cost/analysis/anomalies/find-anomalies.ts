import { InternalError } from '../../../lib/errors.ts';
import type { DayNumber } from '../calendar-day.ts';
import { at, type Numbers } from '../statistics.ts';
import type { Alert } from './alert.ts';
import type { DetectorState } from './detector-state.ts';
import { SeasonalDetector, type DetectorOptions } from './seasonal-detector.ts';

/** Daily costs of one series: an account, service and region, or another group of charges. */
export interface DailyCosts {
  readonly firstDay: DayNumber;
  /** Stable days: their charges hardly change any more. */
  readonly stable: Numbers;
  /** Later days, which are not complete. @default none */
  readonly provisional?: readonly number[];
  /** Commitments that were bought, by day: a drop after a purchase is known. @default none */
  readonly purchases?: ReadonlyMap<DayNumber, string>;
}

export interface AnomalyOptions extends DetectorOptions {
  /** Leave out drops. @default false */
  readonly upOnly?: boolean;
}

export interface Anomalies {
  /**
   * As they are after the last day, in the order of their detection. They replace the alerts of the series that were
   * detected on the first day or later.
   */
  readonly alerts: readonly Alert[];
  /** Go on from here with the days that follow. */
  readonly state: DetectorState;
}

/**
 * The anomalies of one series. Days before `costs.firstDay` come from `before`: give the state from before a day whose
 * charges have changed, and the costs from there on.
 *
 * @param before undefined for a series that begins on `costs.firstDay`
 */
export function findAnomalies(
  costs: DailyCosts,
  before?: DetectorState,
  options: AnomalyOptions = {},
): Anomalies {
  const detector = resumed(costs, before, options);
  const alerts = new Map<DayNumber, Alert>();
  for (let index = 0; index < costs.stable.length; index += 1) {
    const purchase = costs.purchases?.get(detector.nextDay);
    for (const alert of detector.observe(at(costs.stable, index), purchase)) {
      alerts.set(alert.detected, alert);
    }
  }
  const provisional = detector.provisional(costs.provisional ?? []);
  const all = provisional === undefined ? [...alerts.values()] : [...alerts.values(), provisional];
  return {
    alerts: options.upOnly === true ? all.filter(({ direction }) => direction === 'up') : all,
    state: detector.state(),
  };
}

function resumed(
  costs: DailyCosts,
  before: DetectorState | undefined,
  options: DetectorOptions,
): SeasonalDetector {
  if (before === undefined) return SeasonalDetector.startingAt(costs.firstDay, options);
  const detector = SeasonalDetector.resume(before, options);
  if (detector.nextDay !== costs.firstDay) {
    throw new InternalError(`costs start on day ${costs.firstDay}, the state on ${before.nextDay}`);
  }
  return detector;
}

/** The newest state from before a day: replay from there when the charges of that day have changed. */
export function stateBefore(
  states: Iterable<DetectorState>,
  day: DayNumber,
): DetectorState | undefined {
  let newest: DetectorState | undefined;
  for (const state of states) {
    const isBefore = state.nextDay <= day;
    if (isBefore && state.nextDay > (newest?.nextDay ?? -Infinity)) newest = state;
  }
  return newest;
}

/** Alerts that matter: the largest change of cost first. What a purchase explains comes last. */
export function rankedAlerts<Ranked extends Pick<Alert, 'impact' | 'purchase'>>(
  alerts: readonly Ranked[],
): readonly Ranked[] {
  const isKnown = ({ purchase }: Ranked): number => (purchase === undefined ? 0 : 1);
  return [...alerts].sort(
    (one, other) => isKnown(one) - isKnown(other) || Math.abs(other.impact) - Math.abs(one.impact),
  );
}
