import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Settings } from '../../config/settings.ts';
import type { Sink } from '../../ledger/sink.ts';
import { StoreError } from '../../store/store-error.ts';
import type { Store } from '../../store/store.ts';
import { costAfterRun } from './cost-after-run.ts';
import type { RuntimeOpener } from '../runtime.ts';
import { borrowed, type StoreReader } from './store-reader.ts';
import { ContainedSink } from './contained-sink.ts';
import { openStore, storeFolder, storeName } from './open-store.ts';
import { findSocket } from './socket-file.ts';
import { StoreSink } from './store-sink.ts';

/** What a run's store needs. */
export interface RunStoreOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly logger: Logger;
  /** Opens AWS for prices. */
  readonly open: RuntimeOpener;
  readonly signal: AbortSignal;
}

/** The store of one run. */
export interface RunStore extends AsyncDisposable {
  /** Takes what the run reads. @returns undefined when there is no store */
  sink(): Promise<Sink | undefined>;
  /** What it has now; undefined without a store of its own, which another reader may then open. */
  readonly openStored: (() => Promise<StoreReader>) | undefined;
}

/**
 * The store that a run is for.
 *
 * @throws {StoreError} when it cannot be opened
 */
export async function storeForRun(options: RunStoreOptions): Promise<RunStore> {
  const { settings, cwd } = options;
  const store = await openStore(settings, cwd).catch(async (error: unknown) => {
    throw await lockedByHost(error, settings, cwd);
  });
  return {
    sink: () => sinkOf(store, options),
    openStored: () => Promise.resolve(borrowed(store)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** A host that holds the store does not end by itself: then there is something better to do than to wait. */
async function lockedByHost(error: unknown, settings: Settings, cwd: string): Promise<unknown> {
  if (!(error instanceof StoreError) || error.problem !== 'locked') return error;
  const socket = await findSocket(storeFolder(settings, cwd)).catch(() => undefined); // the first error says enough
  if (socket === undefined) return error;
  return new StoreError('locked', `${error.message}: longshore serve`, {
    cause: error,
    remedy: 'it stores each of its own resyncs: ask it for one with POST /resync, or stop it first',
  });
}

/** The store beside Port, where the settings name one. It never fails the run. */
export function storeBesidePort(options: RunStoreOptions): RunStore {
  const { settings, cwd, logger } = options;
  let opened: Promise<Store> | undefined;
  const store = (): Promise<Store> => (opened ??= openStore(settings, cwd));
  const open = async (): Promise<Sink> => sinkOf(await store(), options);
  return {
    openStored: settings.store.type === 'none' ? undefined : async () => borrowed(await store()),
    async sink() {
      if (settings.store.type === 'none') return undefined;
      return ContainedSink.open(open, ({ code, message }) => {
        logger.error({ store: storeName(settings, cwd), code, problem: message }, 'store failed');
      });
    },
    async [Symbol.asyncDispose]() {
      const store = await opened?.catch(() => undefined); // its failure is a cause of the run
      await store?.[Symbol.asyncDispose]();
    },
  };
}

function sinkOf(store: Store, options: RunStoreOptions): Promise<Sink> {
  const { settings, logger } = options;
  const warn = (message: string): void => {
    logger.warn({}, message);
  };
  return StoreSink.open(store, {
    runId: randomUUID(),
    retentionMs: settings.store.retentionMs,
    now: () => Date.now(),
    afterRun: costAfterRun({ ...options, warn }),
    warn,
  });
}
