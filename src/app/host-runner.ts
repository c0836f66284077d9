import path from 'node:path';
import type { Logger } from 'pino';
import type { Attempt, CallObserver } from '../aws/call-observer.ts';
import type { CatalogSync } from '../catalog/catalog-sync.ts';
import type { EntityState } from '../catalog/state/entity-state.ts';
import { blocksOf, SyncReporter } from '../catalog/sync-reporter.ts';
import type { Settings } from '../config/settings.ts';
import type { ScopeRecord } from '../ledger/scope.ts';
import type { Sink } from '../ledger/sink.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { SecretMask } from '../lib/secret-mask.ts';
import type { FaultSink } from '../mapping/fault.ts';
import type { JqEvaluator } from '../mapping/jq/evaluator.ts';
import { findIntegration, OCEAN_CORE_VERSION, sendExamples } from '../port/integration.ts';
import type { PortClient } from '../port/port-client.ts';
import type { TelemetryContext } from '../port/telemetry.ts';
import { ItemCosts } from './cost/items/item-costs.ts';
import { CurrentMapping, type LoadedMapping } from './current-mapping.ts';
import { ExampleCollector } from './example-collector.ts';
import type { ApplyOutcome } from './live-change/apply-outcome.ts';
import type { ChangedResource } from './live-change/changed-resource.ts';
import { LiveChanges } from './live-change/live-changes.ts';
import type { LiveKind } from './live-change/live-kind.ts';
import { AwsNameLookup } from './name-lookup.ts';
import { openPortRun } from './port-run.ts';
import { readEstate } from './read-estate.ts';
import { logProgress } from './progress-log.ts';
import { emptyResult, resultOf, type RunRequest, type RunResult } from './run.ts';
import { runEndFields } from './run-log.ts';
import { runScope } from './run-scope.ts';
import { findReader } from './store/open-reader.ts';
import { RunStoreAccess, type OpenStored } from './store/run-store-access.ts';
import { runtimeOpener, type Runtime, type RuntimeOpener } from './runtime.ts';
import { ScopeLog } from './scope-log.ts';
import { maskItem } from './secrets.ts';

/** Counts runs by result. */
export interface RunnerMetrics {
  awsCall(attempt: Attempt): void;
  scope(record: ScopeRecord): void;
  run(result: RunResult, startedAt: number, finishedAt: number): void;
}

/** Sends the log to Port. */
export interface LogDestination {
  /** Sets the address, once Port has returned it. */
  connect(context: TelemetryContext): void;
  /** Tags further lines with this run; undefined for none. */
  setEvent(resyncId: string | undefined): void;
}

export interface HostRunnerOptions {
  readonly settings: Settings;
  /** A mapping file that replaces the integration's mapping in Port. */
  readonly config: string | undefined;
  readonly cwd: string;
  readonly client: PortClient;
  readonly store: EntityState;
  readonly evaluator: JqEvaluator;
  /** Receives mapping faults of live events; `renew` is called when the mapping was re-read. */
  readonly faults: FaultSink & { renew(): void };
  /** Receives changes that must be re-read. */
  readonly queue: { add(changes: readonly ChangedResource[]): Promise<void> };
  readonly metrics: RunnerMetrics;
  readonly shipper: LogDestination;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secrets: SecretMask;
  /** Opens the store for a run: a sink that never fails it. @default there is no store */
  readonly openStoreSink?: ((runId: string) => Promise<Sink>) | undefined;
  /** Opens it for the kinds that are read from it. @default the store of the settings, if it exists */
  readonly openStored?: OpenStored | undefined;
  /** When the next scheduled resync starts. */
  nextResync(): string | null;
  readonly signal: AbortSignal;
  /** Aborted later than `signal`, so that the result of the current run can still be reported to Port. */
  readonly shutdownSignal: AbortSignal;
}

/** Executes the host's runs, and applies single changes to Port between and during them. */
export class HostRunner implements Disposable {
  readonly #options: HostRunnerOptions;
  readonly #open: RuntimeOpener;
  readonly #runtime: Runtime;
  readonly #mapping: CurrentMapping;
  readonly #changes: LiveChanges;
  readonly #costs: ItemCosts;
  readonly #warn: (message: string) => void;

  constructor(options: HostRunnerOptions) {
    this.#options = options;
    const { settings, signal, metrics, secrets, logger, cwd, faults, client, store } = options;
    const warn = (message: string): void => {
      logger.warn({}, message);
    };
    this.#warn = warn;
    const observer: CallObserver = (attempt) => {
      metrics.awsCall(attempt);
    };
    this.#open = runtimeOpener({ settings, secrets, warn });
    this.#runtime = this.#open(observer, signal);
    this.#mapping = new CurrentMapping({
      ...options,
      lookup: new AwsNameLookup({ open: this.#open, signal, observer }),
      warn,
      onLoaded: () => {
        faults.renew();
      },
    });
    const runtime = this.#runtime;
    this.#costs = new ItemCosts({
      ...{ settings, cwd, warn, runtime, observer, signal },
      access: new RunStoreAccess(options.openStored ?? (() => findReader(settings, cwd, signal))),
      usesStore: false,
    });
    this.#changes = new LiveChanges({
      mapping: this.#mapping,
      client,
      store,
      faults,
      runtime,
      costs: this.#costs,
      observer,
      folder: path.resolve(cwd, settings.state.directory),
      logger,
    });
  }

  /** Kinds of the mapping that have live events; undefined while there is no mapping. */
  get liveKinds(): readonly LiveKind[] | undefined {
    return this.#mapping.liveKinds;
  }

  /** Reads the mapping, so that live events can be processed before the first run. */
  async loadMapping(signal: AbortSignal): Promise<void> {
    await this.#mapping.load(signal);
  }

  /** Applies one changed resource to Port. */
  apply(change: ChangedResource, signal: AbortSignal): Promise<ApplyOutcome> {
    return this.#changes.apply(change, signal);
  }

  /** Executes one resync. Throws when it fails. */
  async execute(request: RunRequest): Promise<RunResult> {
    const { id, triggers, progress, signal } = request;
    const { metrics, logger, shipper } = this.#options;
    const startedAt = Date.now();
    shipper.setEvent(id);
    let result: RunResult | undefined;
    const ended = new AbortController();
    const reported = logProgress(id, progress, this.#options, ended.signal);
    try {
      result = await this.#resync(request);
      return result;
    } catch (error) {
      if (signal.aborted) {
        result = emptyResult('cancelled');
        return result;
      }
      logger.error({ resyncId: id, triggers, problem: messageOf(error) }, 'run failed');
      throw error;
    } finally {
      ended.abort();
      await reported;
      const outcome = result ?? emptyResult('failed');
      metrics.run(outcome, startedAt, Date.now());
      logger.info({ resyncId: id, totals: outcome.totals, ...runEndFields(outcome) }, 'run ended');
      shipper.setEvent(undefined);
      await this.#readAgain(this.#changes.runEnded());
    }
  }

  [Symbol.dispose](): void {
    this.#costs[Symbol.dispose]();
    this.#runtime[Symbol.dispose]();
  }

  /** Re-reads resources that changed during the run: the run may have read them before the change. */
  async #readAgain(changes: readonly ChangedResource[]): Promise<void> {
    const { queue, logger } = this.#options;
    try {
      await queue.add(changes);
    } catch (error) {
      // The run itself succeeded; the next run reads these resources.
      logger.warn({ changes: changes.length, problem: messageOf(error) }, 'live events lost');
    }
  }

  async #resync({ id, triggers, progress, signal, accepted }: RunRequest): Promise<RunResult> {
    const { settings, metrics, secrets, logger, cwd, openStored } = this.#options;
    const telemetry = await this.#telemetry();
    const mapping = await this.#mapping.load(signal);
    const kinds = mapping.plans.plans.length;
    logger.info({ resyncId: id, triggers, kinds }, 'run started');
    const reporter = this.#reporter(id, mapping, telemetry);
    await reporter.start();
    const scope = runScope({ acceptsRemovals: accepted }, mapping.plans, {
      ...{ settings, secrets, cwd },
      warn: this.#warn,
    });
    const examples = new ExampleCollector((item) => maskItem(item, secrets));
    let outcome: 'completed' | 'failed' | 'aborted' = 'failed';
    let catalog: CatalogSync | undefined;
    try {
      const ledger = await readEstate({
        scope,
        signal,
        open: this.#open,
        costs: this.#costs,
        openStored,
        observer: (attempt) => {
          metrics.awsCall(attempt);
          progress.countCall();
        },
        sinks: async (running) => {
          const run = { ...this.#options, scope, signal: running, resyncId: id };
          catalog = await openPortRun(run);
          this.#changes.runBegins(catalog);
          const log = new ScopeLog(logger, (record) => {
            metrics.scope(record);
          });
          const stored = await this.#options.openStoreSink?.(id);
          return [progress, examples, catalog, log, ...(stored === undefined ? [] : [stored])];
        },
      });
      outcome = ledger.status === 'cancelled' ? 'aborted' : 'completed';
      if (settings.host.sendRawDataExamples) await this.#sendExamples(examples, signal);
      return resultOf(ledger, catalog?.report);
    } finally {
      await reporter.end(signal.aborted ? 'aborted' : outcome, catalog?.report);
    }
  }

  #reporter(
    resyncId: string,
    { plans, mapper }: LoadedMapping,
    metrics: TelemetryContext | undefined,
  ): SyncReporter {
    const { settings, client, logger, shutdownSignal, nextResync } = this.#options;
    return new SyncReporter({
      metrics,
      client,
      resyncId,
      blocks: blocksOf(plans.config.resources, mapper.mappings),
      nextResync: nextResync(),
      intervalMinutes: settings.host.resyncIntervalMinutes ?? null,
      now: () => Date.now(),
      logger,
      signal: shutdownSignal,
    });
  }

  async #telemetry(): Promise<TelemetryContext | undefined> {
    const { client, signal, shutdownSignal, shipper } = this.#options;
    const integration = await findIntegration(client, signal);
    const context = { client, oceanVersion: OCEAN_CORE_VERSION, signal: shutdownSignal };
    const logs = integration?.logAttributes?.ingestUrl;
    if (typeof logs === 'string') shipper.connect({ ...context, url: logs });
    const url = integration?.metricAttributes?.ingestUrl;
    return typeof url === 'string' ? { ...context, url } : undefined;
  }

  async #sendExamples(examples: ExampleCollector, signal: AbortSignal): Promise<void> {
    for (const [kind, items] of examples.byKind) {
      await sendExamples(this.#options.client, kind, items, signal).catch((error: unknown) => {
        this.#options.logger.warn(
          { kind, problem: messageOf(error) },
          'could not send examples to Port',
        );
      });
    }
  }
}
