import type { DayWindow } from '../day-window.ts';
import { NOISE_DAYS } from './baseline.ts';

/** An error of more deviations is one-sided. */
const SIDE_DEVIATIONS = 2;

/** -1 below the expectation, 1 above it, 0 near it. */
export function sideOf(deviations: number): number {
  return Math.abs(deviations) > SIDE_DEVIATIONS ? Math.sign(deviations) : 0;
}

/** Large errors of the last days, all on one side; null for a day that teaches nothing. */
export interface PendingErrors {
  readonly side: number;
  readonly errors: readonly (number | null)[];
}

/**
 * The relative errors of the last days, which measure the noise of a series. Large errors count only when the cost is back:
 * those that stay are a change of level, and would hide themselves if they counted as noise.
 */
export class RelativeErrors {
  readonly window: DayWindow;
  #pending: PendingErrors;

  /** @param window of {@link NOISE_DAYS}, which is changed */
  constructor(window: DayWindow, pending: PendingErrors) {
    this.window = window;
    this.#pending = pending;
  }

  get pending(): PendingErrors {
    return this.#pending;
  }

  /** @param error NaN for a day that teaches nothing */
  push(error: number, deviations: number): void {
    const side = sideOf(deviations);
    if (side !== this.#pending.side) this.#countPending();
    if (side === 0) {
      this.window.push(error);
      return;
    }
    this.window.push(Number.NaN);
    const errors = [...this.#pending.errors, Number.isNaN(error) ? null : error];
    this.#pending = { side, errors: errors.slice(-NOISE_DAYS) };
  }

  /** The errors since the last day near the expectation were a change of level. */
  dropPending(): void {
    this.#pending = { side: 0, errors: [] };
  }

  #countPending(): void {
    const { errors } = this.#pending;
    for (const [index, error] of errors.entries()) {
      if (error !== null) this.window.replace(errors.length - index, error);
    }
    this.dropPending();
  }
}
