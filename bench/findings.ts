import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { RETURN_FREED_MEMORY } from '../src/store/freed-memory.ts';
import { row, seconds, type Figures } from './figures.ts';
import { measure } from './processes.ts';

const SCRIPT = 'bench/findings-run.mjs';
const RESOURCES = 100_000;
const QUICK_RESOURCES = 20_000;
/** What CloudWatch is asked for: 10,000 instances with four metrics, hourly over 14 days. */
const MEASURED_INSTANCES = 10_000;

/** What the program and Node.js set in a container of 1 GiB, the chart's limit: more only holds what is free again. */
const IN_CONTAINER = { NODE_OPTIONS: '--max-old-space-size=256', ...RETURN_FREED_MEMORY };

const Evaluated = z.object({ resources: z.number(), findings: z.number() });

/** What findings cost, against the store's own sums of the same usage. */
export async function findingsFigures(isQuick: boolean): Promise<Figures> {
  const resources = isQuick ? QUICK_RESOURCES : RESOURCES;
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-'));
  try {
    process.stdout.write(`${resources} instances with 14 days of usage …\n`);
    const args = [folder, String(resources)];
    await measure(SCRIPT, ['generate', ...args], {}, z.object({}));
    const idle = await measure(SCRIPT, ['idle', ...args], IN_CONTAINER, z.object({}));
    const own = await measure(SCRIPT, ['aggregate', ...args], {}, z.object({ rows: z.number() }));
    const judged = await measure(SCRIPT, ['evaluate', ...args], {}, Evaluated);
    const contained = await measure(SCRIPT, ['evaluate', ...args], IN_CONTAINER, Evaluated);
    const planned = await measure(
      SCRIPT,
      ['calls', folder, String(MEASURED_INSTANCES)],
      {},
      z.object({ calls: z.number() }),
    );
    return {
      rows: [
        row(
          'findings: CPU against the sums of the store',
          judged.cpuMs / own.cpuMs,
          2,
          '1.0',
          '≤ 3',
        ),
        row(
          'findings: memory above idle in a container of 1 GiB, MB',
          contained.peakMb - idle.peakMb,
          0,
          '–',
          '≤ 200',
        ),
        row('findings: calls of CloudWatch', planned.calls, 0, '134', '134'),
      ],
      notes: [
        `${judged.resources} instances judged in ${seconds(judged.cpuMs)} CPU, ${judged.findings} findings; the store sums up ${own.rows} series in ${seconds(own.cpuMs)} CPU`,
        `peak memory ${contained.peakMb.toFixed(0)} MB, idle ${idle.peakMb.toFixed(0)} MB; ${judged.peakMb.toFixed(0)} MB where the heap may grow as the machine allows`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
