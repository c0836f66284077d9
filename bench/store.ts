import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { median, row, seconds, type Figures } from './figures.ts';
import { PortBench } from './port.ts';
import { measure, type Usage } from './processes.ts';

const RESOURCES = 500_000;
const QUICK_RESOURCES = 100_000;
/** Each way is measured so often, in turn; the median counts. */
const ROUNDS = 3;

/** What the store costs: against DuckDB alone, and beside Port. */
export async function storeFigures(isQuick: boolean): Promise<Figures> {
  const alone = await againstDuckDb(isQuick);
  const beside = await besidePort(isQuick);
  return { rows: [...alone.rows, ...beside.rows], notes: [...alone.notes, ...beside.notes] };
}

/** First resyncs into Port, with the store and without, in turn. */
async function besidePort(isQuick: boolean): Promise<Figures> {
  const entities = isQuick ? QUICK_RESOURCES : RESOURCES;
  process.stdout.write(`${entities} entities into Port, with the store and without …\n`);
  const [without, beside]: [Usage[], Usage[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [store, runs] of [
      ['none', without],
      ['duckdb', beside],
    ] as const) {
      await using bench = await PortBench.start(entities, { enforceLimits: false, limitScale: 1 });
      runs.push(await bench.run('state', { LONGSHORE_STORE: store }));
    }
  }
  const cpu = (usages: readonly Usage[]): number => median(usages.map(({ cpuMs }) => cpuMs));
  const peak = (usages: readonly Usage[]): number => median(usages.map(({ peakMb }) => peakMb));
  return {
    rows: [
      row(
        'store beside Port: CPU against Port alone',
        cpu(beside) / cpu(without),
        2,
        '1.0',
        '≤ 1.25',
      ),
      row(
        'store beside Port: further peak memory, MB',
        peak(beside) - peak(without),
        0,
        '0',
        '≤ 250',
      ),
    ],
    notes: [
      `${entities} entities into Port: ${seconds(cpu(without))} CPU and ${peak(without).toFixed(0)} MB alone, ${seconds(cpu(beside))} and ${peak(beside).toFixed(0)} MB with the store`,
    ],
  };
}

async function againstDuckDb(isQuick: boolean): Promise<Figures> {
  const resources = isQuick ? QUICK_RESOURCES : RESOURCES;
  process.stdout.write(`${resources} resources into the store …\n`);
  const bare: Usage[] = [];
  const first: Usage[] = [];
  const unchanged: Usage[] = [];
  const groups: { storeMs: number; ownMs: number }[] = [];
  const idle = await measure('bench/store-run.mjs', ['idle', tmpdir()], {}, z.object({}));
  for (let round = 0; round < ROUNDS; round += 1) {
    await inFolder(async (folder) => {
      bare.push(await run('bare', folder, resources));
    });
    await inFolder(async (folder) => {
      first.push(await run('sink', folder, resources));
      unchanged.push(await run('sink', folder, resources));
      const Group = z.object({ storeMs: z.number(), ownMs: z.number() });
      groups.push(await measure('bench/store-run.mjs', ['group', folder], {}, Group));
    });
  }
  const cpu = (usages: readonly Usage[]): number => median(usages.map(({ cpuMs }) => cpuMs));
  const ratio = median(groups.map(({ storeMs, ownMs }) => storeMs / ownMs));
  const peak = median(first.map(({ peakMb }) => peakMb)) - idle.peakMb;
  return {
    rows: [
      row('store: CPU against a bare appender', cpu(first) / cpu(bare), 2, '1.0', '≤ 1.3'),
      row(
        'store: CPU of an unchanged run against a bare appender',
        cpu(unchanged) / cpu(bare),
        2,
        '–',
        '–',
      ),
      row('store: group by account against DuckDB alone', ratio, 2, '1.0', '≤ 1.3'),
    ],
    notes: [
      `${resources} resources: bare appender ${seconds(cpu(bare))} CPU, store ${seconds(cpu(first))}, unchanged ${seconds(cpu(unchanged))}; ` +
        `peak ${peak.toFixed(0)} MB above an idle process (bare ${(median(bare.map(({ peakMb }) => peakMb)) - idle.peakMb).toFixed(0)} MB)`,
    ],
  };
}

function run(way: string, folder: string, resources: number): Promise<Usage> {
  return measure('bench/store-run.mjs', [way, folder, String(resources)], {}, z.object({}));
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
