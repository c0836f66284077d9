import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { row, type Figures } from './figures.ts';
import { measure } from './processes.ts';

const SCRIPT = 'bench/metrics-run.mjs';
/** Each has three series: 100,002 in all. */
const INSTANCES = 33_334;
/** Each way is measured so often, in turn; the median counts. */
const ROUNDS = 3;

const Nothing = z.object({});
const Built = z.object({ series: z.number(), bytes: z.number() });
const Scraped = Built.extend({ pageMs: z.number(), bareMs: z.number(), ratio: z.number() });

/** What cost metrics cost: a scrape against sending the same bytes, and a refresh from the store. */
export async function metricsFigures(): Promise<Figures> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-'));
  try {
    process.stdout.write(`cost metrics of ${INSTANCES} instances …\n`);
    await measure(SCRIPT, ['write', folder, String(INSTANCES)], {}, Nothing);
    const idle: number[] = [];
    const refreshed: number[] = [];
    const times: number[] = [];
    let series = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      idle.push((await measure(SCRIPT, ['idle', folder], {}, Nothing)).peakMb);
      const refresh = await measure(SCRIPT, ['refresh', folder], {}, Built);
      refreshed.push(refresh.peakMb);
      times.push(refresh.cpuMs);
      series = refresh.series;
    }
    const { pageMs, bareMs, ratio, bytes } = await measure(SCRIPT, ['scrape', folder], {}, Scraped);
    return {
      rows: [
        row('metrics: CPU of a scrape against sending the same bytes', ratio, 2, '1.0', '≤ 1.2'),
        row(
          'metrics: memory for a refresh above idle, MB',
          median(refreshed) - median(idle),
          0,
          '–',
          '≤ 200',
        ),
      ],
      notes: [
        `${series} series, ${(bytes / 1_000_000).toFixed(0)} MB: a scrape ${pageMs.toFixed(1)} ms CPU, the same bytes ` +
          `${bareMs.toFixed(1)} ms; two refreshes from DuckDB ${(median(times) / 1_000).toFixed(1)} s CPU, ` +
          `${median(idle).toFixed(0)} MB idle`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
