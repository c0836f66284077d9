import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Attempt } from '../aws/call-observer.ts';
import type { Settings } from '../config/settings.ts';
import type { Kind } from '../core/exporters/kind.ts';
import { AccountSessions } from './live-change/account-sessions.ts';
import { applyChange, type LiveMapping } from './live-change/apply-change.ts';
import type { ApplyOutcome } from './live-change/apply-outcome.ts';
import type { ChangedResource } from './live-change/changed-resource.ts';
import type { LiveKind } from './live-change/live-kind.ts';
import { blocksOf, SyncReporter } from '../catalog/sync-reporter.ts';
import { emptyResult, type RunRequest, type RunResult } from './run.ts';
import type { EntityState } from '../catalog/state/entity-state.ts';
import type { ScopeRecord } from '../ledger/scope.ts';
import { messageOf } from '../lib/errors.ts';
import type { SecretMask } from '../lib/secret-mask.ts';
import type { FaultSink } from '../mapping/fault.ts';
import type { JqEvaluator } from '../mapping/jq/evaluator.ts';
import { Mapper } from '../mapping/mapper.ts';
import { findIntegration, OCEAN_CORE_VERSION, sendExamples } from '../port/integration.ts';
import type { PortClient } from '../port/port-client.ts';
import type { TelemetryContext } from '../port/telemetry.ts';
import { PortWriter } from '../catalog/write/port-writer.ts';
import { RetrySpool } from '../catalog/write/retry-spool.ts';
import { WriteFailures } from '../catalog/write/write-failures.ts';
import { ExampleCollector } from './example-collector.ts';
import { plansFromMapping, type MappingPlans } from './mapping-plans.ts';
import { mappingForPort } from './port-mapping.ts';
import { AwsNameLookup } from './name-lookup.ts';
import { openPortRun, type PortConsumer } from './port-run.ts';
import { readEstate, type RunConsumer } from './read-estate.ts';
import type { RunScope } from './run-scope.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import { maskItem } from './secrets.ts';

/** Counts what runs do. */
export interface RunnerMetrics {
  awsCall(attempt: Attempt): void;
  scope(record: ScopeRecord): void;
  run(result: RunResult, startedAt: number, finishedAt: number): void;
}

/** Ships the log to Port. */
export interface LogDestination {
  /** Where to ship to, once Port has said so. */
  connect(context: TelemetryContext): void;
  /** Lines from now on belong to this run; undefined for none. */
  setEvent(resyncId: string | undefined): void;
}

export interface HostRunnerOptions {
  readonly settings: Settings;
  /** A mapping file instead of the integration's own in Port. */
  readonly config: string | undefined;
  readonly cwd: string;
  readonly client: PortClient;
  readonly store: EntityState;
  readonly evaluator: JqEvaluator;
  /** Takes what the mapping cannot make of live events; `renew` when the mapping has been read again. */
  readonly faults: FaultSink & { renew(): void };
  /** Takes changes that are to be read once more. */
  readonly queue: { add(changes: readonly ChangedResource[]): Promise<void> };
  readonly metrics: RunnerMetrics;
  readonly shipper: LogDestination;
  readonly logger: Logger;
  readonly secrets: SecretMask;
  /** When the next planned resync is due. */
  nextResync(): string | null;
  readonly signal: AbortSignal;
  /** Ends later than `signal`: Port is still told how the run under way has ended. */
  readonly farewell: AbortSignal;
}

/** Warnings about the mapping that are remembered: far more than one mapping can give. */
const MOST_WARNED = 1_000;

/** Does the host's runs, and brings single changes into Port between and during them. */
export class HostRunner implements Disposable {
  readonly #options: HostRunnerOptions;
  readonly #runtime: Runtime;
  readonly #lookup: AwsNameLookup;
  #mapping: (LiveMapping & { readonly config: MappingPlans['config'] }) | undefined;
  #run: PortConsumer | undefined;
  readonly #warned = new Set<string>();
  /** Changes during a run: it may have read the resource before, and written it after. */
  readonly #changedDuringRun = new Map<string, ChangedResource>();
  readonly #sessions: AccountSessions;

  constructor(options: HostRunnerOptions) {
    this.#options = options;
    const { settings, signal, metrics, secrets, logger } = options;
    const observer = (attempt: Attempt): void => {
      metrics.awsCall(attempt);
    };
    const warn = (message: string): void => {
      logger.warn({}, message);
    };
    this.#runtime = createRuntime({ settings, signal, observer, secrets, warn });
    this.#sessions = new AccountSessions(this.#runtime.discovery, Date.now);
    this.#lookup = new AwsNameLookup({
      open: (observing, asking) =>
        createRuntime({ settings, signal: asking, observer: observing, secrets, warn }),
      signal,
      observer,
    });
  }

  /** Kinds of the mapping that have live events; undefined while there is no mapping. */
  get liveKinds(): readonly LiveKind[] | undefined {
    if (this.#mapping === undefined) return undefined;
    return [...this.#mapping.kinds.values()].flatMap(({ kind: { kind, liveEvents } }) =>
      liveEvents === undefined ? [] : [{ kind, rules: liveEvents }],
    );
  }

  /** Reads the mapping, so that live events can be taken before the first run. */
  async loadMapping(signal: AbortSignal): Promise<MappingPlans> {
    const { config, cwd, client, evaluator } = this.#options;
    const document = await mappingForPort(config, cwd, client, signal);
    const warn = (message: string): void => {
      this.#warnOnce(message);
    };
    const plans = await plansFromMapping(document, { warn, lookup: this.#lookup });
    this.#options.faults.renew();
    const kindOf = (name: string): Kind | undefined =>
      plans.kinds.find(({ kind }) => kind === name);
    this.#mapping = {
      config: plans.config,
      mapper: new Mapper(plans.config, evaluator),
      kinds: new Map(
        plans.plans.flatMap((plan) => {
          const kind = kindOf(plan.handler.kind);
          return kind === undefined ? [] : [[kind.kind, { kind, plan }] as const];
        }),
      ),
    };
    return plans;
  }

  /** The mapping is read again for every run: what is the same in it is told once. */
  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    if (this.#warned.size >= MOST_WARNED) this.#warned.clear();
    this.#warned.add(message);
    this.#options.logger.warn({}, message);
  }

  /** Does one resync. What it throws is why the run failed. */
  async execute({ id, signal, accepted }: RunRequest): Promise<RunResult> {
    const { metrics, logger, shipper } = this.#options;
    const startedAt = Date.now();
    shipper.setEvent(id);
    let result: RunResult | undefined;
    try {
      result = await this.#resync(id, signal, accepted);
      return result;
    } catch (error) {
      if (signal.aborted) {
        result = emptyResult('cancelled');
        return result;
      }
      logger.error({ resyncId: id, problem: messageOf(error) }, 'run failed');
      throw error;
    } finally {
      this.#run = undefined;
      const ended = result ?? emptyResult('failed');
      metrics.run(ended, startedAt, Date.now());
      const { status, totals, causes, histories, port } = ended;
      logger.info({ resyncId: id, status, totals, causes, histories, port }, 'run ended');
      shipper.setEvent(undefined);
      await this.#applyAgain();
    }
  }

  /** Brings one changed resource into Port. */
  async apply(change: ChangedResource, signal: AbortSignal): Promise<ApplyOutcome> {
    const { cwd, settings } = this.#options;
    const name = `retry-live-${randomUUID()}.ndjson`; // many changes are under way at once
    const file = path.resolve(cwd, settings.state.directory, name);
    try {
      return await this.#apply(change, new RetrySpool(file), signal);
    } finally {
      await rm(file, { force: true });
    }
  }

  /** What changed during the run is looked at once more: the run may have read it before. */
  async #applyAgain(): Promise<void> {
    const { queue, logger } = this.#options;
    const changes = [...this.#changedDuringRun.values()];
    this.#changedDuringRun.clear();
    try {
      await queue.add(changes);
    } catch (error) {
      // The run itself has ended well: these are left to the next one.
      logger.warn({ changes: changes.length, problem: messageOf(error) }, 'live events are lost');
    }
  }

  async #apply(
    change: ChangedResource,
    spool: RetrySpool,
    signal: AbortSignal,
  ): Promise<ApplyOutcome> {
    const { client, store } = this.#options;
    if (this.#mapping === undefined) await this.loadMapping(signal);
    const mapping = this.#mapping;
    if (mapping === undefined) return 'failed';
    const failures = new WriteFailures();
    const target = new PortWriter({
      client,
      state: store,
      failures,
      spool,
      ...mapping.config,
      event: { type: 'http_request' },
      signal,
    });
    const outcome = await applyChange(
      change,
      {
        mapping,
        store,
        target,
        failures,
        faults: this.#options.faults,
        session: (accountId, running) => this.#sessions.of(accountId, running),
        clients: (session, running) =>
          this.#runtime.clients.open(session, {
            signal: running,
            observer: (attempt) => {
              this.#options.metrics.awsCall(attempt);
            },
          }),
        touch: (blueprint, identifier) => this.#run?.sync.touch(blueprint, identifier),
      },
      signal,
    );
    for (const failure of failures.list)
      this.#options.logger.warn(failure, 'Port refused a live event');
    if (this.#run !== undefined) {
      const { kind, accountId, region, identifiers } = change;
      const key = JSON.stringify([kind, accountId, region, identifiers]);
      this.#changedDuringRun.set(key, { ...change, attempts: 0 });
    }
    return outcome;
  }

  [Symbol.dispose](): void {
    this.#runtime[Symbol.dispose]();
  }

  async #resync(
    id: string,
    signal: AbortSignal,
    accepted: ReadonlySet<string> | undefined,
  ): Promise<RunResult> {
    const { settings, client, store, evaluator, cwd, metrics, secrets, logger, shipper } =
      this.#options;
    const telemetry = await this.#telemetry(shipper);
    const mapping = await this.loadMapping(signal);
    const reporter = new SyncReporter({
      metrics: telemetry,
      client,
      resyncId: id,
      blocks: blocksOf(mapping.config.resources, this.#mapping?.mapper.mappings ?? []),
      nextResync: this.#options.nextResync(),
      intervalMinutes: settings.host.resyncIntervalMinutes ?? null,
      now: () => Date.now(),
      logger,
      signal: this.#options.farewell,
    });
    await reporter.start();
    const { seed, concurrency } = settings;
    const everywhere = { kinds: undefined, accounts: undefined, regions: undefined };
    const { unverifiedRegions } = mapping;
    const scope: RunScope = {
      mapping,
      seed,
      concurrency,
      secrets,
      unverifiedRegions,
      accepted: settings.deletion.acceptsRemovals ? 'all' : accepted,
      ...everywhere,
    };
    const examples = new ExampleCollector((item) => maskItem(item, secrets));
    let outcome: 'completed' | 'failed' | 'aborted' = 'failed';
    try {
      const ledger = await readEstate({
        scope,
        signal,
        open: (observer, running) =>
          createRuntime({
            settings,
            signal: running,
            observer,
            secrets,
            warn: (message) => {
              logger.warn({}, message);
            },
          }),
        observer: (attempt) => {
          metrics.awsCall(attempt);
        },
        consumers: async (running, inner) => {
          this.#run = await openPortRun({
            settings,
            scope,
            client,
            store,
            evaluator,
            ledger: running,
            signal: inner,
            cwd,
            resyncId: id,
          });
          return [examples, this.#run, this.#scopeLog()];
        },
      });
      outcome = ledger.status === 'cancelled' ? 'aborted' : 'completed';
      if (settings.host.sendRawDataExamples) await this.#sendExamples(examples, signal);
      return {
        status: ledger.status,
        totals: { ...ledger.totals },
        causes: ledger.causes,
        histories: ledger.histories,
        calls: Object.fromEntries(ledger.calls),
        port: this.#run?.report,
      };
    } finally {
      await reporter.end(signal.aborted ? 'aborted' : outcome, this.#run?.report);
    }
  }

  #scopeLog(): RunConsumer {
    const { metrics, logger } = this.#options;
    return {
      event(event) {
        if (event.type === 'batch') return;
        metrics.scope(event.record);
        const { kind, accountId, region, outcome, resources, error, gaps } = event.record;
        const fields = { kind, accountId, region, outcome, resources };
        if (outcome !== 'complete') logger.warn({ ...fields, error }, 'scope not read');
        else if (gaps.length > 0) logger.warn({ ...fields, gaps }, 'scope read with gaps');
        else logger.debug(fields, 'scope read');
      },
      finish: () => Promise.resolve(),
      abandon: () => Promise.resolve(),
    };
  }

  async #telemetry(shipper: LogDestination): Promise<TelemetryContext | undefined> {
    const { client, signal, farewell } = this.#options;
    const integration = await findIntegration(client, signal);
    const context = { client, oceanVersion: OCEAN_CORE_VERSION, signal: farewell };
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
          'Port did not take examples',
        );
      });
    }
  }
}
