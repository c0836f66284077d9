import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import { createEvaluator } from '../app/evaluator.ts';
import { HostRunner } from '../app/host-runner.ts';
import { createPortClient } from '../app/port-client.ts';
import type { RunStatus } from '../ledger/ledger.ts';
import { openState } from '../app/state.ts';
import { VERSION } from '../app/version.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { ConfigurationError } from '../lib/errors.ts';
import type { SecretMask } from '../lib/secret-mask.ts';
import type { PortClient } from '../port/port-client.ts';
import { DelayedSignal } from './delayed-signal.ts';
import { Host } from './host.ts';
import { HostState } from './host-state.ts';
import type { OpenedCostApi } from './http/cost/open-cost-api.ts';
import { hostPlugins } from './http/host-plugins.ts';
import { listen } from './http/listen.ts';
import type { HttpApp } from './http/plugin.ts';
import { createServer } from './http/server.ts';
import type { LiveEvents } from './live-events/live-events.ts';
import { openLiveEvents } from './live-events/open-live-events.ts';
import { HostMetrics } from './metrics.ts';
import type { LogShipper } from './port/log-shipper.ts';
import { PortWatch } from './port/port-watch.ts';
import { keepBillSchedule } from './store/bill-schedule.ts';
import { HostStore } from './store/host-store.ts';
import { scheduleOf } from './resync-schedule.ts';
import { openServedApi, openServedCosts, type ServedCosts } from './served-costs.ts';
import { RunCoordinator } from './run-coordinator.ts';
import { startWithPort } from './start.ts';

/** Dependencies of the host. */
export interface ServeOptions {
  readonly settings: Settings;
  /** A mapping file that replaces the integration's mapping in Port. */
  readonly config: string | undefined;
  /** The base folder of relative paths. */
  readonly cwd: string;
  /** Variables that mappings may read, if the settings allow it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  /** Receives the logger's lines, and sends them to Port once the address is known. */
  readonly shipper: LogShipper;
  /** Receives every secret that the host uses. */
  readonly secrets: SecretMask;
  /** Stops the host. */
  readonly signal: AbortSignal;
}

/** How the host ended. */
export type ServeResult =
  /** It was stopped. */
  | { readonly type: 'stopped' }
  /** The result of its only resync; `cancelled` when it was stopped before the end. */
  | { readonly type: 'once'; readonly status: RunStatus };

/** The parts of a working host. */
interface Parts extends ServeOptions {
  readonly client: PortClient;
  readonly runner: HostRunner;
  readonly coordinator: RunCoordinator;
  readonly liveEvents: LiveEvents;
  readonly state: HostState;
  readonly hostStore: HostStore | undefined;
  readonly costs: ServedCosts | undefined;
  readonly costApi: OpenedCostApi | undefined;
}

/** Time for final reports to Port after a stop: orchestrators grant half a minute in total. */
const SHUTDOWN_MS = 10_000;

/**
 * The long-running host: resyncs when Port, the schedule or a user requests it, applies live events, and
 * shows its state over HTTP. Ends when the signal is aborted; with the trigger `ONCE`, after one resync.
 *
 * @throws {ConfigurationError} when the settings do not fit, {@link PortError} when Port refuses
 */
export async function serve(options: ServeOptions): Promise<ServeResult> {
  const { settings, cwd, env, clock, shipper, signal } = options;
  const state = new HostState();
  const portWatch = new PortWatch();
  using shutdown = new DelayedSignal(signal, SHUTDOWN_MS);
  using metrics = new HostMetrics();
  using client = createPortClient(settings, {
    observer: (call) => {
      metrics.portCall(call);
      portWatch.call(call);
    },
    firstContact: {
      warn: (message) => {
        options.logger.warn({}, message);
      },
    },
  });
  await using store = await openState(settings, cwd);
  await using evaluator = createEvaluator(settings, env);
  await using events = await openLiveEvents({ ...options, client, metrics });
  const { queue, faults } = events;
  const costs = await openServedCosts({
    ...options,
    observer: (attempt) => {
      metrics.awsCall(attempt);
    },
  });
  using costMetrics = costs?.metrics;
  await using hostStore = await openHostStore({ ...options, costMetrics });
  await using costApi = await openServedApi(options, hostStore, costs);
  using runner = new HostRunner({
    ...options,
    client,
    store,
    evaluator,
    faults,
    queue,
    metrics,
    shutdownSignal: shutdown.signal,
    openStoreSink: hostStore === undefined ? undefined : (id) => hostStore.sink(id),
    openStored: hostStore === undefined ? undefined : () => hostStore.reader(),
    nextResync: () => state.nextResync,
  });
  const liveEvents = events.for(runner);
  const coordinator = new RunCoordinator({
    execute: (request) => runner.execute(request),
    now: clock.now,
  });
  metrics.read({
    queueDepth: () => queue.size,
    portWaitedMs: () => client.pacer.waitedMs,
    droppedLogLines: () => shipper.dropped,
    isRunning: () => coordinator.isRunning,
  });
  const stores = { hostStore, costs, costApi };
  const parts = { ...options, ...stores, client, runner, coordinator, liveEvents, state };
  const app = await createApp(parts, metrics, portWatch);
  const { schedule: expression } = settings.cost.collection;
  if (hostStore === undefined || expression === undefined) return await listenAndWork(app, parts);
  const ended = new AbortController();
  const { logger } = options;
  const hasUsage = settings.cost.usage.isOn;
  const hasFindings = hasUsage || settings.cost.isOn;
  const { costWork } = hostStore;
  const bill = { costWork, hasUsage, hasFindings, expression, clock, logger };
  const collecting = keepBillSchedule(bill, AbortSignal.any([signal, ended.signal]));
  try {
    return await listenAndWork(app, parts);
  } finally {
    ended.abort();
    await collecting;
  }
}

async function openHostStore(
  options: ServeOptions & { readonly costMetrics: ServedCosts['metrics'] | undefined },
): Promise<HostStore | undefined> {
  const { store, cost } = options.settings;
  if (store.type === 'none' && cost.collection.schedule !== undefined) {
    throw new ConfigurationError('AWS_COLLECTION_SCHEDULE needs a store', {
      remedy: 'set LONGSHORE_STORE=duckdb or LONGSHORE_STORE=clickhouse',
    });
  }
  if (store.type === 'none') return undefined;
  return await HostStore.start({ ...options, now: options.clock.now });
}

/** The HTTP interface of the host's parts; its responses contain no secrets. */
async function createApp(
  parts: Parts,
  metrics: HostMetrics,
  portWatch: PortWatch,
): Promise<HttpApp> {
  const { settings, clock, logger, secrets, coordinator, liveEvents, state } = parts;
  const { hostStore, costs, costApi } = parts;
  const { apiToken, liveEventsApiKey: apiKey } = settings.host;
  const plugins = hostPlugins({
    health: () =>
      secrets.maskAll([
        state.startCheck,
        portWatch.health,
        ...(apiKey === undefined ? [] : [liveEvents.health]),
        ...state.hostChecks,
      ]),
    metrics: {
      current: async () =>
        (await metrics.registry.metrics()) +
        ((await costs?.operations.registry.metrics()) ?? '') +
        ((await costApi?.metrics()) ?? ''),
      snapshot: () => costs?.metrics.snapshot(),
    },
    requestRun: (trigger, accepted) => coordinator.request(trigger, accepted),
    runs: () => secrets.maskAll(coordinator.runs),
    portClientSecret: settings.port.clientSecret,
    query:
      hostStore === undefined
        ? undefined
        : { limits: settings.store.query, open: () => hostStore.reader() },
    further: costApi === undefined ? [] : [costApi.plugin],
    liveEvents:
      apiKey === undefined
        ? undefined
        : { handler: liveEvents, apiKey, status: () => secrets.maskAll(liveEvents.status) },
  });
  return createServer({ version: VERSION, plugins, apiToken, now: clock.now, logger });
}

/** Listens while the host works, also while it waits for Port to start. */
async function listenAndWork(app: HttpApp, parts: Parts): Promise<ServeResult> {
  const { settings, logger, shipper, signal } = parts;
  const { httpHost, httpPort, eventListener } = settings.host;
  const stop = new AbortController();
  const running = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, running); // every worker and every call in flight listens to it
  const { address, closed } = await listen(app, httpHost, httpPort, running);
  logger.info({ address, version: VERSION }, 'listening');
  try {
    return await work(parts, stop, running);
  } catch (error) {
    if (!signal.aborted) throw error; // otherwise it was stopped during the start
    return eventListener === 'ONCE' ? { type: 'once', status: 'cancelled' } : { type: 'stopped' };
  } finally {
    stop.abort();
    await closed;
    await shipper.close();
  }
}

/** Starts with Port, then works until `running` is aborted; `stop` ends the remaining work. */
async function work(
  parts: Parts,
  stop: AbortController,
  running: AbortSignal,
): Promise<ServeResult> {
  const { settings, client, coordinator, liveEvents, state, clock, logger } = parts;
  const { resyncOnStart, liveEventsApiKey } = settings.host;
  const trigger = await startWithPort(
    {
      ...parts,
      loadMapping: (starting) => parts.runner.loadMapping(starting),
      onWaiting: (problem) => {
        state.waiting(problem);
        logger.warn({ problem }, 'Port unavailable: start will be retried');
      },
    },
    running,
  );
  const schedule = scheduleOf(settings.host);
  const host = new Host({ client, coordinator, trigger, schedule, resyncOnStart, clock, logger });
  state.started(host);
  const events = liveEventsApiKey === undefined ? Promise.resolve() : liveEvents.run(running);
  const result = await host.run(running);
  stop.abort();
  await events;
  if (trigger.type !== 'once') return { type: 'stopped' };
  return { type: 'once', status: result?.status ?? 'cancelled' };
}
