import { Cron } from 'croner';
import type { Settings } from '../config/settings.ts';
import { aborted, isAbortedWithin } from '../lib/aborted.ts';
import type { Clock } from '../lib/clock.ts';

/** When the host resyncs on its own. */
export type Schedule =
  | { readonly type: 'none' }
  | { readonly type: 'interval'; readonly minutes: number }
  | { readonly type: 'cron'; readonly expression: string };

/** The schedule in the settings: a cron expression takes precedence over an interval. */
export function scheduleOf({
  resyncSchedule,
  resyncIntervalMinutes,
}: Pick<Settings['host'], 'resyncSchedule' | 'resyncIntervalMinutes'>): Schedule {
  if (resyncSchedule !== undefined) return { type: 'cron', expression: resyncSchedule };
  if (resyncIntervalMinutes === undefined) return { type: 'none' };
  return { type: 'interval', minutes: resyncIntervalMinutes };
}

/** Runs a schedule. Intervals count from its creation. */
export class ResyncSchedule {
  readonly #schedule: Schedule;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #cron: Cron | undefined;

  constructor(schedule: Schedule, clock: Clock) {
    this.#schedule = schedule;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** When the next resync starts; null for none. */
  get next(): string | null {
    switch (this.#schedule.type) {
      case 'none':
        return null;
      case 'cron':
        return this.#cron?.nextRun()?.toISOString() ?? null;
      case 'interval':
        return new Date(this.#nextAfter(this.#schedule.minutes)).toISOString();
    }
  }

  /** Calls `onDue` whenever a resync is due, until the signal is aborted. */
  async keep(onDue: () => void, signal: AbortSignal): Promise<void> {
    switch (this.#schedule.type) {
      case 'none':
        return;
      case 'cron':
        await this.#keepCron(this.#schedule.expression, onDue, signal);
        return;
      case 'interval':
        await this.#keepInterval(this.#schedule.minutes, onDue, signal);
    }
  }

  async #keepCron(expression: string, onDue: () => void, signal: AbortSignal): Promise<void> {
    const cron = new Cron(expression, { timezone: 'UTC' }, onDue);
    this.#cron = cron;
    await aborted(signal);
    cron.stop();
  }

  async #keepInterval(minutes: number, onDue: () => void, signal: AbortSignal): Promise<void> {
    const clock = this.#clock;
    for (;;) {
      const due = this.#nextAfter(minutes);
      if (await isAbortedWithin(due - clock.now(), clock, signal)) return;
      onDue();
    }
  }

  #nextAfter(minutes: number): number {
    const interval = minutes * 60_000;
    const passed = Math.floor((this.#clock.now() - this.#startedAt) / interval);
    return this.#startedAt + (passed + 1) * interval;
  }
}
