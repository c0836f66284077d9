import type { DayNumber } from '../calendar-day.ts';
import { at, median, type Numbers } from '../statistics.ts';
import { WEEK } from '../weekday-factors.ts';
import type { Alert } from './alert.ts';
import { DEFAULT_FLOOR } from './seasonal-detector.ts';

/** Weeks before the alert whose same weekday says what a part should cost. */
const COMPARED_WEEKS = 4;
/** Days before the alert that are compared where no same weekday is known. */
const COMPARED_DAYS = 14;
/** Parts are named until they explain so much of the change … */
const EXPLAINED_SHARE = 0.8;
/** … or so many are named. */
const MOST_PARTS = 3;
/** Share of the floor under which a part costs nothing. */
const NOTHING_SHARE = 0.1;

/** One part of a series: a usage type, an account, a region or a resource. */
export interface SeriesPart {
  readonly name: string;
  readonly firstDay: DayNumber;
  /** Daily costs from `firstDay` on. */
  readonly amounts: Numbers;
  /** Its own parts, one dimension down. @default none */
  readonly parts?: readonly SeriesPart[];
}

/** How a part changed during an alert. Amounts are of all its days, in the currency of the series. */
export interface PartChange {
  readonly name: string;
  readonly kind: 'new' | 'stopped' | 'changed';
  readonly expected: number;
  readonly actual: number;
  readonly delta: number;
  /** `delta` as a share of the change of all parts. */
  readonly share: number;
  /** What changed within it: of the largest part only. */
  readonly parts: readonly PartChange[];
}

/**
 * Which parts of a series explain its alert: the largest first, until they explain 80 % of the change, at most three. The
 * first is explained by its own parts in turn. The rule, the expectation and the noise are in the alert.
 */
export function explainAlert(
  alert: Pick<Alert, 'start' | 'end' | 'direction'>,
  parts: readonly SeriesPart[],
  floor = DEFAULT_FLOOR,
): readonly PartChange[] {
  const changes = parts.map((part) => ({ part, ...changeOf(part, alert) }));
  const total = changes.reduce((sum, { delta }) => sum + delta, 0);
  const sign = alert.direction === 'up' ? 1 : -1;
  const largest = changes
    .filter(({ delta }) => sign * delta > 0)
    .sort((one, other) => sign * (other.delta - one.delta));
  const named: PartChange[] = [];
  let explained = 0;
  for (const { part, expected, actual, delta } of largest) {
    if (named.length === MOST_PARTS || explained >= EXPLAINED_SHARE * Math.abs(total)) break;
    const inner = named.length === 0 ? explainAlert(alert, part.parts ?? [], floor) : [];
    const kind = kindOf(expected, actual, floor);
    const share = total === 0 ? 0 : delta / total;
    named.push({ name: part.name, kind, expected, actual, delta, share, parts: inner });
    explained += Math.abs(delta);
  }
  return named;
}

function kindOf(expected: number, actual: number, floor: number): PartChange['kind'] {
  if (expected < NOTHING_SHARE * floor) return 'new';
  return actual < NOTHING_SHARE * floor ? 'stopped' : 'changed';
}

function changeOf(part: SeriesPart, { start, end }: Pick<Alert, 'start' | 'end'>) {
  let [expected, actual] = [0, 0];
  for (let day = start; day <= end; day += 1) {
    expected += expectedCost(part, day, start);
    actual += costOn(part, day) ?? 0;
  }
  return { expected, actual, delta: actual - expected };
}

/** From days before the alert: the same weekday, or else the last two weeks. */
function expectedCost(part: SeriesPart, day: DayNumber, start: DayNumber): number {
  const sameWeekday: number[] = [];
  for (let week = 1; week <= COMPARED_WEEKS; week += 1) {
    const cost = day - WEEK * week < start ? costOn(part, day - WEEK * week) : undefined;
    if (cost !== undefined) sameWeekday.push(cost);
  }
  if (sameWeekday.length > 0) return median(sameWeekday);
  const before: number[] = [];
  for (let ago = 1; ago <= COMPARED_DAYS; ago += 1) {
    const cost = costOn(part, start - ago);
    if (cost !== undefined) before.push(cost);
  }
  return before.length === 0 ? 0 : median(before);
}

function costOn({ firstDay, amounts }: SeriesPart, day: DayNumber): number | undefined {
  const index = day - firstDay;
  return index >= 0 && index < amounts.length ? at(amounts, index) : undefined;
}
