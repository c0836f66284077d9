import type { Logger } from 'pino';
import { costAfterRun } from '../../app/store/cost-after-run.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { ContainedSink } from '../../app/store/contained-sink.ts';
import { openStore, storeName } from '../../app/store/open-store.ts';
import type { ServedCostMetrics } from '../../app/cost/metrics/served-cost-metrics.ts';
import type { StoreReader } from '../../app/store/store-reader.ts';
import { StoreSink } from '../../app/store/store-sink.ts';
import type { Settings } from '../../config/settings.ts';
import type { Sink } from '../../ledger/sink.ts';
import { messageOf } from '../../lib/errors.ts';
import type { SecretMask } from '../../lib/secret-mask.ts';
import type { Store } from '../../store/store.ts';
import { CostWork } from './cost-work.ts';
import { limitedReader } from './limited-reader.ts';
import { openQuerySocket } from './query-socket.ts';
import type { StoreSocket } from './store-socket.ts';

export interface HostStoreOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly logger: Logger;
  /** Receives credentials that are used to ask for prices. */
  readonly secrets: SecretMask;
  readonly signal: AbortSignal;
  /** Cost metrics that are built from it. */
  readonly costMetrics?: ServedCostMetrics | undefined;
  now(): number;
}

/**
 * The host's store: what its runs read goes there, and queries are answered from there. A store that cannot be opened
 * is tried again by the next run or query, and hurts nothing else.
 */
export class HostStore implements AsyncDisposable {
  readonly #options: HostStoreOptions;
  #store: Promise<Store> | undefined;
  #socket: StoreSocket | undefined;
  #reader: { readonly store: Store; readonly limited: StoreReader } | undefined;
  #isListening = false;
  /** What fills the store with the bill, usage and findings. */
  readonly costWork: CostWork;

  /** Opens the store; why it could not be opened is logged. */
  static async start(options: HostStoreOptions): Promise<HostStore> {
    const host = new HostStore(options);
    const { logger, settings, cwd } = options;
    const store = storeName(settings, cwd);
    try {
      await host.#open();
      logger.info({ store }, 'store opened');
      await host.#loadMetrics();
    } catch (error) {
      logger.error({ store, problem: messageOf(error) }, 'the store could not be opened');
    }
    return host;
  }

  private constructor(options: HostStoreOptions) {
    this.#options = options;
    this.costWork = new CostWork({ ...options, open: () => this.#open() });
  }

  /** @throws {StoreError} when it cannot be opened */
  async reader(): Promise<StoreReader> {
    const store = await this.#open();
    if (this.#reader?.store !== store) this.#reader = { store, limited: limitedReader(store) };
    return this.#reader.limited;
  }

  /** Takes what a run reads. It never fails the run. */
  sink(runId: string): Promise<Sink> {
    const { settings, logger, now } = this.#options;
    const { retentionMs } = settings.store;
    const warn = (message: string): void => {
      logger.warn({ resyncId: runId }, message);
    };
    return ContainedSink.open(
      async () => {
        const sink = await StoreSink.open(await this.#open(), {
          runId,
          retentionMs,
          now,
          afterRun: this.#afterRun(warn),
          warn,
        });
        return this.#options.costMetrics?.watching(sink) ?? sink;
      },
      ({ code, message }) => {
        logger.error({ resyncId: runId, code, problem: message }, 'the store failed in this run');
      },
    );
  }

  #afterRun(warn: (message: string) => void): ReturnType<typeof costAfterRun> {
    const { settings, secrets } = this.#options;
    const open = runtimeOpener({ settings, secrets, warn });
    const { costMetrics: metrics } = this.#options;
    const watchFindings = (work: () => Promise<unknown>): Promise<unknown> =>
      this.costWork.watchedFindings(work);
    return costAfterRun({ ...this.#options, open, warn, metrics, watchFindings });
  }

  /** The page has what the store has, until the first run ends. */
  async #loadMetrics(): Promise<void> {
    const { costMetrics, logger } = this.#options;
    try {
      await costMetrics?.load(await this.#open());
    } catch (error) {
      logger.warn(
        { problem: messageOf(error) },
        'cost metrics not built: the next run builds them',
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket?.[Symbol.asyncDispose]();
    await this.costWork.ended(); // imports and collections have been stopped: they clean up
    const store = await this.#store?.catch(() => undefined); // then there is nothing to close
    await store?.[Symbol.asyncDispose]();
  }

  async #open(): Promise<Store> {
    const { settings, cwd } = this.#options;
    this.#store ??= openStore(settings, cwd);
    try {
      const store = await this.#store;
      await this.#listen();
      return store;
    } catch (error) {
      this.#store = undefined;
      throw error;
    }
  }

  async #listen(): Promise<void> {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#socket = await openQuerySocket({
      ...this.#options,
      reader: () => this.reader(),
      ...this.costWork.services(),
    });
  }
}
