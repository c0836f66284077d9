import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_REGIONS } from '../../src/sandbox/estate/regions.ts';
import { ESTATE_SIZES } from '../../src/sandbox/estate/estate.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { RunProgress } from '../../src/ledger/run-progress.ts';
import type { RunEvent } from '../../src/ledger/run-event.ts';
import type { EndedRun } from '../../src/ledger/sink.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Batch } from '../../src/core/exporters/resource.ts';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { KIND_VIEWS } from '../../src/store/kind-views.generated.ts';
import { ResourceSink } from '../../src/store/resource-sink.ts';
import type { QueryValue, Store } from '../../src/store/store.ts';
import { readEstate } from '../helpers/read-estate.ts';

/** A question of `docs/querying.md`. */
export interface DocumentedQuestion {
  readonly question: string;
  readonly sql: string;
}

/** Every SQL example of `docs/querying.md`, with the paragraph before it. */
export async function documentedQuestions(): Promise<readonly DocumentedQuestion[]> {
  const text = await readFile(new URL('../../docs/querying.md', import.meta.url), 'utf8');
  return [...text.matchAll(/(?<question>[^\n]+)\n\n```sql\n(?<sql>.+?)\n```/gs)].map(
    ({ groups }) => ({ question: groups?.['question'] ?? '', sql: groups?.['sql'] ?? '' }),
  );
}

/** Keeps a copy of each event: the run reuses the lists of its batches. */
class Recorder extends RunProgress {
  readonly events: RunEvent[] = [];

  override event(event: RunEvent): void {
    this.events.push(event.type === 'scope' ? event : { ...event, batch: copyOf(event.batch) });
  }
}

function copyOf(batch: Batch): Batch {
  const { resources, identifiers, gaps } = batch;
  return {
    ...batch,
    resources: [...resources],
    gaps: [...gaps],
    ...(identifiers !== undefined && { identifiers: [...identifiers] }),
  };
}

/** What a run reads of these kinds in a large simulated organization, with optional actions; one scope is denied. */
export async function recordedRun(kinds: readonly ObjectKind[]): Promise<readonly RunEvent[]> {
  const regions = DEFAULT_REGIONS.slice(0, ESTATE_SIZES.large.usedRegions);
  const sandbox = await startSandbox({ estate: { seed: 'docs', ...ESTATE_SIZES.large, regions } });
  const [, second = ''] = sandbox.estate.accountIds;
  const denied: Fault = {
    type: 'deny',
    account: second,
    region: 'eu-west-1',
    operation: 'DescribeInstances',
  };
  sandbox.setFaults([denied]);
  const recorder = new Recorder(() => 0);
  await readEstate(sandbox, { kinds, everything: true, progress: recorder });
  await sandbox.close();
  return recorder.events;
}

/** The kinds whose tables these questions name. */
export function kindsIn(questions: readonly DocumentedQuestion[]): readonly ObjectKind[] {
  const names = new Set(questions.flatMap(({ sql }) => sql.match(/\baws_\w+/g) ?? []));
  return KIND_VIEWS.filter(({ name }) => names.has(name)).map(({ kind }) => kind as ObjectKind);
}

export interface TemporaryStore extends AsyncDisposable {
  readonly store: Store;
}

/** An empty DuckDB store with the table of each kind. */
export async function temporaryDuckDb(): Promise<TemporaryStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-questions-'));
  const store = await DuckDbStore.open({
    file: path.join(folder, 'store.duckdb'),
    memoryMb: 200,
    threads: 1,
    spillMb: 100,
    readOnly: false,
    views: KIND_VIEWS,
  });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** The part of an ended run that the store uses. */
const ENDED = {
  ledger: { status: 'incomplete', totals: { resources: 0, calls: 0 } },
} as unknown as EndedRun;

/** Stores a run, at this time. */
export async function storeRun(
  store: Store,
  events: readonly RunEvent[],
  now: number,
): Promise<void> {
  const sink = await ResourceSink.open(store, { runId: 'documented', now: () => now });
  for (const event of events) await sink.event(event);
  await sink.finish(ENDED);
}

export type Answer = readonly Readonly<Record<string, QueryValue>>[];

/** The rows of an answer, by column. An empty text is NULL: a missing tag is one or the other. */
export async function answerOf(store: Store, sql: string): Promise<Answer> {
  const limits = { timeoutMs: 20_000, rows: 10_000 };
  const { columns, rows } = await store.query(sql, limits, new AbortController().signal);
  const answer: Record<string, QueryValue>[] = [];
  for await (const batch of rows()) {
    for (const row of batch) {
      const cells = columns.map(({ name }, index) => [name, row[index] === '' ? null : row[index]]);
      answer.push(Object.fromEntries(cells) as Record<string, QueryValue>);
    }
  }
  return answer;
}
