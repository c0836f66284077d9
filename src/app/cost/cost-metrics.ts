import { buildSnapshot } from '../../cost/metrics/build-snapshot.ts';
import type { MetricsModule, MetricsOptions } from '../../cost/metrics/metrics-module.ts';
import type { MetricsSource } from '../../cost/metrics/metrics-source.ts';
import type { MetricsSnapshot } from '../../cost/metrics/snapshot.ts';
import { messageOf } from '../../lib/errors.ts';

export interface CostMetricsOptions extends MetricsOptions {
  readonly modules: readonly MetricsModule[];
  readonly source: MetricsSource;
  /** Series have the names of resources. */
  readonly hasNames: boolean;
  readonly now: () => number;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  readonly logger: {
    warn(fields: object, message: string): void;
  };
  /** Called with each new snapshot. */
  onBuilt?(snapshot: MetricsSnapshot): void;
}

/** More different things without a price than this are not named in the log. */
const MOST_LOGGED = 10_000;

/**
 * The cost metrics that a scrape shows. They are built again when something has changed, one build at a time: what is
 * asked for during a build is one further build after it.
 */
export class CostMetrics {
  readonly #options: CostMetricsOptions;
  readonly #logged = new Set<string>();
  #snapshot: MetricsSnapshot | undefined;
  #work: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(options: CostMetricsOptions) {
    this.#options = options;
  }

  /** The last snapshot; undefined before the first. */
  current(): MetricsSnapshot | undefined {
    return this.#snapshot;
  }

  /**
   * Builds a snapshot from what is known now. It does not throw: a problem is in the report of its module, and in the
   * log.
   *
   * @returns when a build has ended that began after this call
   */
  async rebuild(): Promise<void> {
    this.#isAskedAgain = true;
    this.#work ??= this.#buildWhileAsked();
    await this.#work;
  }

  /** Resolves when the build under way has ended. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #buildWhileAsked(): Promise<void> {
    const { signal, logger } = this.#options;
    while (this.#isAskedAgain && !signal.aborted) {
      this.#isAskedAgain = false;
      await this.#build().catch((error: unknown) => {
        if (signal.aborted) return;
        logger.warn({ problem: messageOf(error) }, 'cost metrics not built: the last ones stay');
      });
    }
    this.#work = undefined; // at once: a call between the last look and this would be lost
  }

  async #build(): Promise<void> {
    const { modules, source, hasNames, onBuilt } = this.#options;
    const snapshot = await buildSnapshot(modules, source, {
      ...this.#options,
      names: hasNames,
      previous: this.#snapshot,
    });
    this.#snapshot = snapshot;
    this.#log(snapshot);
    onBuilt?.(snapshot);
  }

  /** One line for each thing without a price, however often it is met. */
  #log({ modules }: MetricsSnapshot): void {
    const { logger } = this.#options;
    for (const { flag, unpricedKeys, problem } of modules) {
      if (problem !== undefined) {
        logger.warn(
          { module: flag, problem: messageOf(problem) },
          'cost metrics of a module failed',
        );
      }
      for (const { reason, key, detail } of unpricedKeys) {
        if (reason === 'no-price-book') continue; // the log says why its region has no prices
        const name = JSON.stringify([flag, reason, key]);
        if (this.#logged.has(name) || this.#logged.size >= MOST_LOGGED) continue;
        this.#logged.add(name);
        logger.warn({ module: flag, reason, key, detail }, 'no price: no series');
      }
    }
  }
}
