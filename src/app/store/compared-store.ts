import { randomUUID } from 'node:crypto';
import type { Settings } from '../../config/settings.ts';
import type { Sink } from '../../ledger/sink.ts';
import { ComparingWriter, type ChangeTaker } from '../../store/comparing-writer.ts';
import { ResourceSink } from '../../store/resource-sink.ts';
import { findReader } from './open-reader.ts';
import { storeName } from './open-store.ts';
import type { OpenStored } from './run-store-access.ts';
import { borrowed } from './store-reader.ts';
import { EMPTY_STATE, QueriedState } from './stored-state.ts';

/** The store, for a run that is compared with it and not stored. */
export interface ComparedStore extends AsyncDisposable {
  /** Where it is, for a person. */
  readonly name: string;
  /** Nothing was stored yet: every resource is new. */
  readonly isMissing: boolean;
  /** What it has now, for what the run reads from it. */
  readonly openStored: OpenStored;
  /** Takes what the run reads, and hands on what it would change in the store. */
  sink(changes: ChangeTaker): Promise<Sink>;
}

/**
 * Opens the store to compare a run with it. Nothing is written, and a store that does not exist is not created.
 *
 * @throws {StoreError} when it cannot be read
 */
export async function openComparedStore(
  settings: Settings,
  cwd: string,
  signal: AbortSignal,
): Promise<ComparedStore> {
  const reader = await findReader(settings, cwd, signal);
  const state = reader === undefined ? EMPTY_STATE : new QueriedState(reader, signal);
  return {
    name: storeName(settings, cwd),
    isMissing: reader === undefined,
    // One process may open the file of a store once.
    openStored: () => Promise.resolve(reader === undefined ? undefined : borrowed(reader)),
    sink(changes) {
      const beginRun = (id: string, startedAt: number): Promise<ComparingWriter> =>
        Promise.resolve(new ComparingWriter(state, changes, { id, startedAt }));
      return ResourceSink.open({ beginRun }, { runId: randomUUID(), now: () => Date.now() });
    },
    async [Symbol.asyncDispose]() {
      await reader?.[Symbol.asyncDispose]();
    },
  };
}
