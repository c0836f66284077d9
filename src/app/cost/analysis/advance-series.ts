import type { Alert } from '../../../cost/analysis/anomalies/alert.ts';
import { emptyState, type DetectorState } from '../../../cost/analysis/anomalies/detector-state.ts';
import { findAnomalies } from '../../../cost/analysis/anomalies/find-anomalies.ts';
import type { DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { toNumber, type Decimal } from '../../../cost/money/decimal.ts';
import { monthStarts, type AnalysisRange } from './analysis-range.ts';

/** What the days of a series add. */
export interface AdvancedSeries {
  readonly alerts: readonly Alert[];
  /** After the last stable day. */
  readonly state: DetectorState;
  /** From before the first days of months, by day: a run can start again from there. */
  readonly monthStates: ReadonlyMap<DayNumber, DetectorState>;
}

/** Takes one series from a state to the last stable day, and looks at the days after it. */
export function advanceSeries(
  days: ReadonlyMap<DayNumber, Decimal>,
  before: DetectorState | undefined,
  range: Pick<AnalysisRange, 'first' | 'stableTo' | 'provisionalTo' | 'base'>,
  options: { readonly floor: number; readonly purchases: ReadonlyMap<DayNumber, string> },
): AdvancedSeries {
  const { first, stableTo, provisionalTo, base } = range;
  const { floor, purchases } = options;
  let state = before ?? emptyState(first);
  const alerts = new Map<DayNumber, Alert>();
  const monthStates = new Map<DayNumber, DetectorState>();
  const starts = monthStarts(base, stableTo + 1);
  if (starts.includes(state.nextDay)) monthStates.set(state.nextDay, state);
  const ends = [...starts.filter((day) => day > state.nextDay).map((day) => day - 1), stableTo];
  for (const end of new Set(ends)) {
    const stable = numbersOf(days, state.nextDay, end);
    // With the last stable day: each further call would read and write the state again.
    const provisional = end === stableTo ? numbersOf(days, stableTo + 1, provisionalTo) : [];
    const costs = { firstDay: state.nextDay, stable, provisional, purchases };
    const found = findAnomalies(costs, state, { floor });
    for (const alert of found.alerts) alerts.set(alert.detected, alert);
    state = found.state;
    if (starts.includes(state.nextDay)) monthStates.set(state.nextDay, state);
  }
  return { alerts: [...alerts.values()], state, monthStates };
}

function numbersOf(
  days: ReadonlyMap<DayNumber, Decimal>,
  from: DayNumber,
  to: DayNumber,
): number[] {
  const numbers: number[] = [];
  for (let day = from; day <= to; day += 1) {
    const amount = days.get(day);
    numbers.push(amount === undefined ? 0 : toNumber(amount));
  }
  return numbers;
}
