import { buildSnapshot } from '../../../cost/metrics/build-snapshot.ts';
import type { MetricsModule, MetricsOptions } from '../../../cost/metrics/metrics-module.ts';
import type { MetricsSource } from '../../../cost/metrics/metrics-source.ts';
import type { MissingSeriesReason } from '../../../cost/metrics/series.ts';
import type { MetricsSnapshot } from '../../../cost/metrics/snapshot.ts';
import { messageOf } from '../../../lib/errors.ts';
import { UnpricedLog, type UnpricedLogger } from './unpriced-log.ts';

export interface CostMetricsOptions extends MetricsOptions {
  readonly modules: readonly MetricsModule[];
  readonly source: MetricsSource;
  /** Series have the names of resources. */
  readonly hasNames: boolean;
  readonly now: () => number;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  readonly logger: UnpricedLogger;
  /** Reasons that may end within seconds, at a start: the log does not say yet what is missing for them. */
  pending?(): ReadonlySet<MissingSeriesReason>;
  /** Called with each new snapshot. */
  onBuilt?(snapshot: MetricsSnapshot): void;
}

/**
 * The cost metrics that a scrape shows. They are built again when something has changed, one build at a time: what is
 * asked for during a build is one further build after it.
 */
export class CostMetrics {
  readonly #options: CostMetricsOptions;
  readonly #unpriced: UnpricedLog;
  #snapshot: MetricsSnapshot | undefined;
  #work: Promise<void> | undefined;
  #isAskedAgain = false;

  constructor(options: CostMetricsOptions) {
    this.#options = options;
    this.#unpriced = new UnpricedLog(options.logger);
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
    const pending = this.#options.pending?.(); // of now: prices that come meanwhile are not on this page
    const snapshot = await buildSnapshot(modules, source, {
      ...this.#options,
      names: hasNames,
      previous: this.#snapshot,
    });
    this.#snapshot = snapshot;
    this.#log(snapshot, pending);
    onBuilt?.(snapshot);
  }

  #log({ modules }: MetricsSnapshot, pending?: ReadonlySet<MissingSeriesReason>): void {
    for (const module of modules) {
      const { flag, problem } = module;
      if (problem !== undefined) {
        this.#options.logger.warn(
          { module: flag, problem: messageOf(problem) },
          'cost metrics of a module failed',
        );
      }
      this.#unpriced.note(module, pending);
    }
  }
}
