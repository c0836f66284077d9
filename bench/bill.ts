import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { median, row, seconds, type Figures } from './figures.ts';
import { measure, type Usage } from './processes.ts';

const SCRIPT = 'bench/bill-run.mjs';
const COLLECT_SCRIPT = 'bench/collect-run.mjs';
const CHARGES = 10_000_000;
const QUICK_CHARGES = 1_000_000;
/** Each way is measured so often, in turn; the median counts. */
const ROUNDS = 1;
const QUICK_ROUNDS = 3;

const Imported = z.object({ rows: z.number() });
const Collected = z.object({ expected: z.number(), made: z.number(), repeated: z.number() });
const Shown = z.object({ reportMs: z.number(), queryMs: z.number() });

/** What a bill costs: its import against DuckDB's own, its paid requests, and `cost show` against the query alone. */
export async function billFigures(isQuick: boolean): Promise<Figures> {
  const charges = isQuick ? QUICK_CHARGES : CHARGES;
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-'));
  try {
    process.stdout.write(`an export of ${charges} charges …\n`);
    await measure(SCRIPT, ['generate', folder, String(charges)], {}, z.object({}));
    const own: Usage[] = [];
    const imported: (Usage & z.output<typeof Imported>)[] = [];
    for (let round = 0; round < (isQuick ? QUICK_ROUNDS : ROUNDS); round += 1) {
      own.push(await measure(SCRIPT, ['own', folder], {}, z.object({})));
      await rm(path.join(folder, 'store.duckdb'), { force: true });
      imported.push(await measure(SCRIPT, ['import', folder], {}, Imported));
    }
    const { reportMs, queryMs } = await measure(SCRIPT, ['show', folder], {}, Shown);
    process.stdout.write('a bill from Cost Explorer …\n');
    const collected = await measure(COLLECT_SCRIPT, ['collect', folder], {}, Collected);
    const { expected, made, repeated } = collected;
    const cpu = (usages: readonly Usage[]): number => median(usages.map(({ cpuMs }) => cpuMs));
    const peak = median(imported.map(({ peakMb }) => peakMb));
    return {
      rows: [
        row(
          'bill: CPU of an import against DuckDB itself',
          cpu(imported) / cpu(own),
          2,
          '1.0',
          '≤ 1.3',
        ),
        row('bill: memory of an import, MB', peak, 0, '–', '≤ 600'),
        row('bill: requests to Cost Explorer', made, 0, '–', String(expected)),
        row('bill: the same, repeated within the minimum age', repeated, 0, '–', '0'),
        row(
          'bill: CPU of cost show against its query alone',
          reportMs / queryMs,
          2,
          '1.0',
          '≤ 1.3',
        ),
      ],
      notes: [
        `${imported[0]?.rows ?? 0} charges: DuckDB's own INSERT … SELECT ${seconds(cpu(own))} CPU, import ${seconds(cpu(imported))} CPU`,
        `cost show by month, service and account ${seconds(reportMs)} CPU, the query alone ${seconds(queryMs)} CPU`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
