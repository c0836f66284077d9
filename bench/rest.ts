import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { row, seconds, type Figures } from './figures.ts';
import { measure } from './processes.ts';

const BILL_SCRIPT = 'bench/bill-run.mjs';
const SCRIPT = 'bench/rest-run.mjs';
const CHARGES = 10_000_000;
const QUICK_CHARGES = 1_000_000;

const Asked = z.object({
  oneMs: z.number(),
  queryMs: z.number(),
  fiftyMs: z.number(),
  answered: z.number(),
  refused: z.number(),
  asked: z.number(),
});

/** What `GET /costs` adds to its query, what fifty callers that ask the same cost, and how many different questions wait. */
export async function restFigures(isQuick: boolean): Promise<Figures> {
  const charges = isQuick ? QUICK_CHARGES : CHARGES;
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-'));
  try {
    process.stdout.write(`the REST API over ${charges} charges …\n`);
    await measure(BILL_SCRIPT, ['generate', folder, String(charges)], {}, z.object({}));
    await measure(BILL_SCRIPT, ['import', folder], {}, z.object({}));
    const found = await measure(SCRIPT, ['ask', folder], {}, Asked);
    const { oneMs, queryMs, fiftyMs, answered, refused, asked, peakMb } = found;
    return {
      rows: [
        row('rest: CPU of GET /costs against its query alone', oneMs / queryMs, 2, '1.0', '≤ 1.3'),
        row(
          'rest: CPU of 50 identical requests at once against one',
          fiftyMs / oneMs,
          2,
          '1.0',
          '≤ 3',
        ),
        row(`rest: of ${asked} different questions at once, answered`, answered, 0, '–', '32'),
        row('rest: the others, refused with 429', refused, 0, '–', String(asked - 32)),
      ],
      notes: [
        `GET /costs by month, service and account ${seconds(oneMs)} CPU, the query alone ${seconds(queryMs)} CPU, 50 at once ${seconds(fiftyMs)} CPU; peak ${Math.round(peakMb)} MB`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
