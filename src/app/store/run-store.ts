import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Settings } from '../../config/settings.ts';
import type { Sink } from '../../ledger/sink.ts';
import type { Store } from '../../store/store.ts';
import { ContainedSink } from './contained-sink.ts';
import { openStore, storeName } from './open-store.ts';
import { StoreSink } from './store-sink.ts';

/** The store of one run. */
export interface RunStore extends AsyncDisposable {
  /** Takes what the run reads. @returns undefined when there is no store */
  sink(): Promise<Sink | undefined>;
}

/**
 * The store that a run is for.
 *
 * @throws {StoreError} when it cannot be opened
 */
export async function storeForRun(
  settings: Settings,
  cwd: string,
  logger: Logger,
): Promise<RunStore> {
  const store = await openStore(settings, cwd);
  return {
    sink: () => sinkOf(store, settings, logger),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** The store beside Port, where the settings name one. It never fails the run. */
export function storeBesidePort(settings: Settings, cwd: string, logger: Logger): RunStore {
  let opened: Promise<Store> | undefined;
  const open = (): Promise<Sink> => {
    opened = openStore(settings, cwd);
    return opened.then((store) => sinkOf(store, settings, logger));
  };
  return {
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

function sinkOf(store: Store, { store: { retentionMs } }: Settings, logger: Logger): Promise<Sink> {
  return StoreSink.open(store, {
    runId: randomUUID(),
    retentionMs,
    now: () => Date.now(),
    warn: (message) => {
      logger.warn({}, message);
    },
  });
}
