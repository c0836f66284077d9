import type { Alert, AlertDirection, AlertRule } from './alert.ts';
import type { DayNumber } from '../calendar-day.ts';
import type { Finding, Judgement } from './judgement.ts';

/** Days without an anomaly after which an alert is over. */
const QUIET_DAYS = 3;
/** A cost that moves on within these days of reaching a new level belongs to the same alert: a ramp is one. */
const SAME_MOVE_DAYS = 7;
/** Days after the purchase of a commitment in which a drop is known: by then the new level is learned. */
const PURCHASE_DAYS = 8;

/** A known purchase of a commitment, and the day it was made. */
export interface KnownPurchase {
  readonly day: DayNumber;
  readonly name: string;
}

/** An unusual day that opens an alert or joins the open one. */
export interface UnusualDay {
  readonly day: DayNumber;
  readonly amount: number;
  readonly finding: Finding;
  readonly judgement: Judgement;
  /** What the days before that are part of it cost above their expectations. */
  readonly excessBefore: number;
  readonly purchase: KnownPurchase | undefined;
}

/** The one open alert of a series. Methods return the alerts that changed. */
export class OpenAlert {
  /** The open alert, or one that is over because of a new level and may go on. */
  #last: Alert | undefined;
  #quietDays: number;

  constructor(last: Alert | undefined, quietDays: number) {
    this.#last = last;
    this.#quietDays = quietDays;
  }

  /** Undefined if none is open. */
  get alert(): Alert | undefined {
    return this.#last?.isOpen === true ? this.#last : undefined;
  }

  /** For the state between two days. */
  get last(): Alert | undefined {
    return this.#last;
  }

  get quietDays(): number {
    return this.#quietDays;
  }

  /** A day on the same side joins the alert; on the other side it closes it and opens a new one. */
  unusual(found: UnusualDay): readonly Alert[] {
    const { day, judgement } = found;
    if (this.#last?.direction !== directionOf(found.finding.rule)) return this.#opened(found);
    const impact = this.#last.impact + judgement.excess;
    return this.#changed({ ...this.#last, end: day, impact, isOpen: true });
  }

  /** Cost after a month without. An alert that the same days opened becomes this one. */
  newSpend(found: UnusualDay): readonly Alert[] {
    const open = this.alert;
    const start = found.day - 1;
    if (open === undefined || open.start < start || open.direction === 'down') {
      return this.#opened(found);
    }
    return this.#changed({ ...open, rule: 'new-spend', start });
  }

  quiet(): readonly Alert[] {
    if (this.#last === undefined) return [];
    this.#quietDays += 1;
    if (this.#last.isOpen) return this.#quietDays >= QUIET_DAYS ? this.#close() : [];
    if (this.#quietDays >= SAME_MOVE_DAYS) this.#last = undefined;
    return [];
  }

  /** The cost stayed at a new level: one alert for it, which is over unless the cost moves on. */
  newLevel(): readonly Alert[] {
    const open = this.alert;
    return open === undefined ? [] : this.#changed({ ...open, isNewLevel: true, isOpen: false });
  }

  #opened(found: UnusualDay): readonly Alert[] {
    const closed = this.#close();
    return [...closed, ...this.#changed(alertOf(found))];
  }

  #changed(alert: Alert): readonly Alert[] {
    this.#last = alert;
    this.#quietDays = 0;
    return [alert];
  }

  #close(): readonly Alert[] {
    const open = this.alert;
    this.#last = undefined;
    return open === undefined ? [] : [{ ...open, isOpen: false }];
  }
}

export function directionOf(rule: AlertRule): AlertDirection {
  return rule === 'drop' ? 'down' : 'up';
}

/** The alert that an unusual day opens. */
export function alertOf(found: UnusualDay): Alert {
  const { day, amount, finding, judgement, excessBefore, purchase } = found;
  const { rule, daysBefore, limit } = finding;
  const { baseline, excess, deviations, monthlyExtra } = judgement;
  const direction = directionOf(rule);
  const isKnown =
    direction === 'down' && purchase !== undefined && day - purchase.day < PURCHASE_DAYS;
  return {
    rule,
    direction,
    start: day - daysBefore,
    detected: day,
    end: day,
    expected: baseline.expected,
    limit,
    actual: amount,
    impact: excess + excessBefore,
    deviations,
    weekdayFactor: baseline.weekdayFactor,
    level: baseline.level,
    noise: baseline.noise,
    monthlyExtra,
    isNewLevel: false,
    isOpen: true,
    isProvisional: false,
    ...(isKnown ? { purchase: purchase.name } : {}),
  };
}
