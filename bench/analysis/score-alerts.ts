import type { Ledger, LedgerEvent } from './ledger.ts';

/** An alert as the score sees it: days are indexes from the ledger's start. */
export interface ScoredAlert {
  /** The day that raised it. */
  readonly day: number;
  readonly direction: 'up' | 'down';
}

export type Mode = 'up and down' | 'up';

/** An alert counts as found that starts so many days after the event: a ramp, while it runs. */
const IN_TIME_DAYS = 2;
/** Events with a smaller peak are not worth an alert: they neither count nor make an alert false. */
const LEAST_PEAK = 1;
/** A series is judged from this day of its use on. */
const FIRST_JUDGED_DAY = 14;
const DAYS_PER_YEAR = 365.25;
/** Within this time after a level shift, a second alert repeats it. */
const SHIFT_WINDOW_DAYS = 30;
/** "×3": the peak is twice the usual cost above it. */
const LARGE_RATIO = 3;

/** Counts: add those of several ledgers, then derive figures. */
export interface AlertScore {
  found: number;
  missed: number;
  falseAlarms: number;
  seriesYears: number;
  foundUsd: number;
  eventUsd: number;
  large: number;
  largeFound: number;
  shifts: number;
  shiftAlerts: number;
  delays: number[];
  sparse: number;
  sparseFound: number;
}

export function emptyScore(): AlertScore {
  return {
    found: 0,
    missed: 0,
    falseAlarms: 0,
    seriesYears: 0,
    foundUsd: 0,
    eventUsd: 0,
    large: 0,
    largeFound: 0,
    shifts: 0,
    shiftAlerts: 0,
    delays: [],
    sparse: 0,
    sparseFound: 0,
  };
}

/** Scores the alerts of each series against the labels. */
export function scoreAlerts(
  ledger: Ledger,
  alerts: readonly (readonly ScoredAlert[])[],
  mode: Mode,
  score: AlertScore = emptyScore(),
): AlertScore {
  const neutral = new Set(ledger.neutral.map(([series, day]) => `${series}:${day}`));
  for (const [series, costs] of ledger.usage.entries()) {
    const used = costs.findIndex((cost) => cost > 0);
    const first = (used < 0 ? costs.length : used) + FIRST_JUDGED_DAY;
    const isJudged = (day: number): boolean => day >= first && !neutral.has(`${series}:${day}`);
    for (let day = first; day < costs.length; day += 1) {
      if (isJudged(day)) score.seriesYears += 1 / DAYS_PER_YEAR;
    }
    const events = ledger.events.filter((event) => event.series === series);
    const raised = (alerts[series] ?? []).filter(
      ({ direction }) => mode !== 'up' || direction === 'up',
    );
    scoreSeries({ kind: ledger.kinds[series] ?? '', costs, events, raised, isJudged, mode }, score);
  }
  return score;
}

interface JudgedSeries {
  readonly kind: string;
  readonly costs: readonly number[];
  readonly events: readonly LedgerEvent[];
  readonly raised: readonly ScoredAlert[];
  readonly isJudged: (day: number) => boolean;
  readonly mode: Mode;
}

function scoreSeries(
  { kind, costs, events, raised, isJudged, mode }: JudgedSeries,
  score: AlertScore,
): void {
  const used = new Set<ScoredAlert>();
  for (const event of events) {
    if (mode === 'up' && event.kind === 'drop') continue;
    const inTime = raised.filter((alert) => !used.has(alert) && isInTime(alert, event));
    const [first] = inTime;
    if (first !== undefined) used.add(first);
    if (event.peak < LEAST_PEAK) continue;
    const isFound = first !== undefined;
    score.found += isFound ? 1 : 0;
    score.missed += isFound ? 0 : 1;
    score.eventUsd += event.usd;
    score.foundUsd += isFound ? event.usd : 0;
    if (kind === 'sparse') {
      score.sparse += 1;
      score.sparseFound += isFound ? 1 : 0;
    }
    if (isLarge(event, costs)) {
      score.large += 1;
      score.largeFound += isFound ? 1 : 0;
    }
    if (first !== undefined && event.kind !== 'ramp') score.delays.push(first.day - event.from);
    if (first !== undefined && (event.kind === 'step' || event.kind === 'drop')) {
      const next = Math.min(
        ...events.filter(({ from }) => from > event.from).map(({ from }) => from),
        event.from + SHIFT_WINDOW_DAYS,
      );
      score.shifts += 1;
      score.shiftAlerts += raised.filter(({ day }) => day >= event.from && day < next).length;
    }
  }
  for (const alert of raised) {
    if (!used.has(alert) && isJudged(alert.day)) score.falseAlarms += 1;
  }
}

function isInTime({ day, direction }: ScoredAlert, event: LedgerEvent): boolean {
  if (direction !== (event.kind === 'drop' ? 'down' : 'up')) return false;
  const last = event.kind === 'ramp' ? event.to : event.from + IN_TIME_DAYS;
  return day >= event.from && day <= last;
}

function isLarge(event: LedgerEvent, costs: readonly number[]): boolean {
  if (event.kind === 'drop') return false;
  const actual = Math.max(...costs.slice(event.from, event.to + 1));
  return actual >= LARGE_RATIO * (actual - event.peak);
}

export function precisionOf({ found, falseAlarms }: AlertScore): number {
  return found / (found + falseAlarms);
}

export function recallOf({ found, missed }: AlertScore): number {
  return found / (found + missed);
}
