import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { ResourceSink } from '../../src/store/resource-sink.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { batchOf, recordOf } from './model-run.ts';

/**
 * A process that is killed, or whose disk is full: `node --import tsx duckdb-crash.ts <file> <resources>`. Writes runs
 * without end, each with three scopes whose resources all have the run's number, and prints each commit before the
 * next begins. Prints what went wrong.
 */
const [, , file = '', resources = '20'] = process.argv;
// The default of this signal, "file too large", ends the process: a write is to fail instead.
process.on('SIGXFSZ', () => undefined);

const SCOPES = [0, 1, 2];
/** More than the longest wait between commits: each run is one commit. */
const LATE_MS = 11_000;

let now = Date.parse('2026-11-22T05:00:00Z');

async function writeRun(store: DuckDbStore, value: number): Promise<void> {
  const sink = await ResourceSink.open(store, { runId: `run-${value}`, now: () => now });
  const ids = Array.from({ length: Number(resources) }, (_, id) => ({ id, value, lacks: false }));
  for (const scope of SCOPES) {
    const read = { scope, resources: ids, isComplete: true, isHistory: false, isLate: false };
    const record = recordOf(read);
    await sink.event({ type: 'batch', scope: record, batch: batchOf(read) });
    if (scope === SCOPES.at(-1)) now += LATE_MS;
    await sink.event({ type: 'scope', record });
  }
  process.stdout.write(`${value}\n`);
  await sink.abandon();
}

try {
  const store = await DuckDbStore.open({
    file,
    memoryMb: 200,
    threads: 1,
    spillMb: 100,
    readOnly: false,
  });
  process.stdout.write('open\n');
  for (let value = 1; ; value += 1) await writeRun(store, value);
} catch (error) {
  const problem = error instanceof StoreError ? error.problem : 'none';
  process.stdout.write(`failed ${problem} ${String(error)}\n`);
  process.exit(1);
}
