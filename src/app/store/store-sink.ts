import { messageOf } from '../../lib/errors.ts';
import type { RunEvent } from '../../ledger/run-event.ts';
import type { EndedRun, Sink } from '../../ledger/sink.ts';
import { ResourceSink } from '../../store/resource-sink.ts';
import type { Store } from '../../store/store.ts';

export interface StoreSinkOptions {
  readonly runId: string;
  /** How long the history of changes and runs is kept, in milliseconds. */
  readonly retentionMs: number;
  now(): number;
  /** Computes what follows from the stored resources, such as their costs. Its failure does not fail the run. */
  readonly afterRun?: ((store: Store) => Promise<void>) | undefined;
  /** Takes a failure that costs no data. */
  warn(message: string): void;
}

/** Stores what a run reads. At the end of the run, history that is too old is removed. */
export class StoreSink implements Sink {
  readonly #store: Store;
  readonly #resources: ResourceSink;
  readonly #options: StoreSinkOptions;

  private constructor(store: Store, resources: ResourceSink, options: StoreSinkOptions) {
    this.#store = store;
    this.#resources = resources;
    this.#options = options;
  }

  /** @throws {StoreError} when the store cannot be written */
  static async open(store: Store, options: StoreSinkOptions): Promise<StoreSink> {
    return new StoreSink(store, await ResourceSink.open(store, options), options);
  }

  event(event: RunEvent): Promise<void> {
    return this.#resources.event(event);
  }

  async finish(run: EndedRun): Promise<void> {
    await this.#resources.finish(run);
    const { now, retentionMs, warn, afterRun } = this.#options;
    await afterRun?.(this.#store).catch((error: unknown) => {
      warn(`the resources are stored, but not their costs: ${messageOf(error)}`);
    });
    await this.#store.compact(now() - retentionMs).catch((error: unknown) => {
      // The resources are stored: the next run removes what this one could not.
      warn(`old history could not be removed from the store: ${messageOf(error)}`);
    });
  }

  abandon(): Promise<void> {
    return this.#resources.abandon();
  }
}
