import { z } from 'zod';
import { row, type Figures } from './figures.ts';
import { measure } from './processes.ts';

const LEAST_PER_SECOND = 3_000;
const Result = z.object({ micros: z.record(z.string(), z.number()) });

/** The sandbox's own CPU time per call: a benchmark of Longshore must not measure its sandbox. */
export async function sandboxFigures(): Promise<Figures> {
  process.stdout.write('the sandbox …\n');
  const { micros } = await measure('bench/sandbox-run.mjs', [], {}, Result);
  const perSecond = 1_000_000 / (micros['GetQueueAttributes'] ?? Number.POSITIVE_INFINITY);
  const figure = 'sandbox: GetQueueAttributes a second, on one core';
  const each = Object.entries(micros).map(([name, one]) => `${name} ${one.toFixed(0)} µs`);
  return {
    rows: [row(figure, perSecond, 0, '–', `≥ ${LEAST_PER_SECOND}`)],
    notes: [`CPU of the sandbox for a call: ${each.join(', ')}`],
  };
}
