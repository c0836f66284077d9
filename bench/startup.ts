import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { row, type Figures } from './figures.ts';
import { measure } from './processes.ts';

const RUNS = 7;

/** `longshore --help` compared to loading every SDK client. */
export async function startupFigures(): Promise<Figures> {
  process.stdout.write('starting up …\n');
  const help = await median(['help']);
  const clients = await median(['clients', ...(await clientPackages())]);
  return {
    rows: [row('--help relative to loading all SDK clients', help / clients, 2, '–', '≤ 0.3')],
    notes: [`--help ${help.toFixed(0)} ms; all SDK clients ${clients.toFixed(0)} ms`],
  };
}

/** The AWS clients that the package depends on. */
async function clientPackages(): Promise<readonly string[]> {
  const file = new URL('../package.json', import.meta.url);
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(file, 'utf8')));
  return Object.keys(dependencies).filter((name) => name.startsWith('@aws-sdk/client-'));
}

/** Wall time of a process, in milliseconds. */
async function median(args: readonly string[]): Promise<number> {
  const walls: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { wallMs } = await measure('bench/startup-run.mjs', args, {}, z.object({}));
    walls.push(wallMs);
  }
  return walls.sort((one, other) => one - other)[Math.floor(RUNS / 2)] ?? 0;
}
