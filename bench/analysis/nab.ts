import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { metricAnomalies } from '../../src/cost/analysis/metric-anomalies.ts';
import { at, median } from '../../src/cost/analysis/statistics.ts';
import { gzippedText } from './ledger.ts';

const DAY_MS = 86_400_000;
/** NAB's probationary period: nothing counts before it. */
const PROBATION = { share: 0.15, points: 750 };
/** Further behind a window than this many of its widths, a false alarm costs its full weight. */
const FAR_BEHIND = 3;

const Windows = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));
const Profiles = z.record(
  z.string(),
  z.object({
    CostMatrix: z.object({ tpWeight: z.number(), fnWeight: z.number(), fpWeight: z.number() }),
  }),
);
const Published = z.record(z.string(), z.record(z.string(), z.number()));

type Weights = z.output<typeof Profiles>[string]['CostMatrix'];

interface LabelledSeries {
  readonly length: number;
  /** First and last index. */
  readonly windows: readonly (readonly [number, number])[];
  readonly found: readonly { readonly index: number; readonly score: number }[];
}

/** The Numenta Anomaly Benchmark's score: its windows, its weights, its one threshold for all series. */
export interface NabScore {
  readonly score: number;
  readonly series: number;
  readonly windows: number;
  /** Published for all 58 series. */
  readonly published: number;
}

/** @returns undefined where the series are missing */
export async function nabScore(data: string, profile = 'standard'): Promise<NabScore | undefined> {
  const folder = path.join(data, 'series', 'NAB');
  if (!existsSync(folder)) return undefined;
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(folder, name), 'utf8')) as unknown;
  const weights = Profiles.parse(await json('config/profiles.json'))[profile]?.CostMatrix;
  if (weights === undefined) throw new Error(`NAB has no profile ${profile}`);
  const windows = Windows.parse(await json('labels/combined_windows.json'));
  const published = Published.parse(await json('results/final_results.json'));
  const series: LabelledSeries[] = [];
  for (const name of Object.keys(windows)) {
    const file = path.join(folder, 'data', `${name}.gz`);
    if (existsSync(file)) series.push(labelled(await gzippedText(file), windows[name] ?? []));
  }
  return {
    score: bestScore(series, weights),
    series: series.length,
    windows: series.reduce((sum, { windows: { length } }) => sum + length, 0),
    published: published['randomCutForest']?.[profile] ?? Number.NaN,
  };
}

function labelled(csv: string, windows: readonly (readonly [string, string])[]): LabelledSeries {
  const lines = csv.trim().split('\n').slice(1);
  const times = lines.map((line) => timeOf(line.slice(0, line.indexOf(','))));
  const values = lines.map((line) => Number(line.slice(line.indexOf(',') + 1)));
  const steps = times.slice(1).map((time, index) => time - at(times, index));
  const pointsPerDay = DAY_MS / median(steps);
  return {
    length: values.length,
    windows: windows.map(([from, to]) => [
      times.findIndex((time) => time >= timeOf(from)),
      times.findLastIndex((time) => time <= timeOf(to)),
    ]),
    found: metricAnomalies(values, pointsPerDay),
  };
}

function timeOf(text: string): number {
  return Date.parse(`${text.trim().slice(0, 19).replace(' ', 'T')}Z`);
}

/** NAB reports each detector at its best threshold, one for all series. */
function bestScore(series: readonly LabelledSeries[], weights: Weights): number {
  const scores = new Set(series.flatMap(({ found }) => found.map(({ score }) => score)));
  const windows = series.reduce((sum, one) => sum + one.windows.length, 0);
  const worst = -weights.fnWeight * windows;
  let best = 0;
  for (const threshold of scores) {
    const raw = series.reduce((sum, one) => sum + scoreOf(one, threshold, weights), 0);
    best = Math.max(best, (raw - worst) / (weights.tpWeight * windows - worst));
  }
  return 100 * best;
}

/** @see https://github.com/numenta/NAB/blob/master/nab/sweeper.py */
function scoreOf(
  { length, windows, found }: LabelledSeries,
  threshold: number,
  weights: Weights,
): number {
  const probation = Math.min(Math.floor(PROBATION.share * length), PROBATION.points);
  const inWindows = windows.map(() => -weights.fnWeight);
  let falseAlarms = 0;
  for (const { index, score } of found) {
    if (index < probation || score < threshold) continue;
    const inside = windows.findIndex(([from, to]) => index >= from && index <= to);
    if (inside >= 0) {
      const [from, to] = windows[inside] ?? [0, 0];
      const position = -(to - index + 1) / (to - from + 1);
      const earliness = (sigmoid(position) * weights.tpWeight) / sigmoid(-1);
      inWindows[inside] = Math.max(inWindows[inside] ?? 0, earliness);
    } else {
      const before = windows.filter(([, to]) => to < index).at(-1);
      const position =
        before === undefined ? Infinity : (index - before[1]) / (before[1] - before[0]);
      falseAlarms += weights.fpWeight * (position > FAR_BEHIND ? -1 : sigmoid(position));
    }
  }
  return falseAlarms + inWindows.reduce((sum, score) => sum + score, 0);
}

function sigmoid(position: number): number {
  return 2 / (1 + Math.exp(5 * position)) - 1;
}
