import { DetectorState } from '../../src/cost/analysis/anomalies/detector-state.ts';
import { SeasonalDetector } from '../../src/cost/analysis/anomalies/seasonal-detector.ts';
import { dayNumber } from '../../src/cost/analysis/calendar-day.ts';
import type { Ledger } from './ledger.ts';

const SERIES = 10_000;

/** CPU of one more day for 10,000 series, in milliseconds. */
export interface OneMoreDay {
  /** From states in memory to states in memory. */
  readonly inMemoryMs: number;
  /** From stored JSON to stored JSON, checked. */
  readonly storedMs: number;
  /** Mean size of a state as JSON. */
  readonly stateBytes: number;
}

export function measureOneMoreDay(ledger: Ledger): OneMoreDay {
  const states = ledger.usage.map((costs) => {
    const detector = SeasonalDetector.startingAt(dayNumber(ledger.start));
    for (const cost of costs.slice(0, -1)) detector.observe(cost);
    return detector.state();
  });
  const texts = states.map((state) => JSON.stringify(state));
  const oneDay = (state: DetectorState, series: number): DetectorState => {
    const detector = SeasonalDetector.resume(state);
    detector.observe(ledger.usage[series]?.at(-1) ?? 0);
    return detector.state();
  };
  const inMemoryMs = cpuOf((series) => {
    const state = states[series % states.length];
    if (state !== undefined) oneDay(state, series % states.length);
  });
  const storedMs = cpuOf((series) => {
    const state = DetectorState.parse(JSON.parse(texts[series % texts.length] ?? ''));
    JSON.stringify(oneDay(state, series % texts.length));
  });
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  return { inMemoryMs, storedMs, stateBytes: bytes / texts.length };
}

function cpuOf(work: (series: number) => void): number {
  for (let series = 0; series < SERIES / 10; series += 1) work(series);
  const began = process.cpuUsage();
  for (let series = 0; series < SERIES; series += 1) work(series);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}
