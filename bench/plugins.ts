import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { row, type Figures } from './figures.ts';
import { measure, type Usage } from './processes.ts';

const RUNS = 3;

/** What it costs to ask a plugin for the prices of a plan, against bare gRPC calls of the same requests. */
export async function pluginFigures(): Promise<Figures> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-plugins-'));
  try {
    process.stdout.write('plugins: 10,000 resources through one plugin …\n');
    const [bareBatches, batches] = await medians(folder, 'batches', ({ wallMs }) => wallMs);
    const [bareCalls, calls] = await medians(folder, 'calls', ({ cpuMs }) => cpuMs);
    return {
      rows: [
        row(
          '10,000 resources in batches, relative to the plugin alone, time',
          batches.wallMs / bareBatches.wallMs,
          2,
          '–',
          '≤ 1.2',
        ),
        row(
          '10,000 resources one by one, relative to bare calls, CPU',
          calls.cpuMs / bareCalls.cpuMs,
          2,
          '–',
          '≤ 2',
        ),
      ],
      notes: [
        `in batches: ${batches.wallMs.toFixed(0)} ms, ${batches.cpuMs.toFixed(0)} ms CPU, ${batches.peakMb.toFixed(0)} MB; the plugin alone ${bareBatches.wallMs.toFixed(0)} ms`,
        `one by one: ${calls.cpuMs.toFixed(0)} ms CPU, ${calls.wallMs.toFixed(0)} ms; bare calls ${bareCalls.cpuMs.toFixed(0)} ms CPU`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The median runs with bare calls and with the host, taken in turns: the machine is the same for both. */
async function medians(
  folder: string,
  what: string,
  figure: (usage: Usage) => number,
): Promise<readonly [bare: Usage, hosted: Usage]> {
  const bare: Usage[] = [];
  const hosted: Usage[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    bare.push(await measure('bench/plugins-run.mjs', [`bare-${what}`, folder], {}, z.object({})));
    hosted.push(await measure('bench/plugins-run.mjs', [what, folder], {}, z.object({})));
  }
  return [middle(bare, figure), middle(hosted, figure)];
}

function middle(runs: readonly Usage[], figure: (usage: Usage) => number): Usage {
  const found = runs.toSorted((one, other) => figure(one) - figure(other))[Math.floor(RUNS / 2)];
  if (found === undefined) throw new Error('no run');
  return found;
}
