import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { pino, type Logger } from 'pino';
import { z } from 'zod';
import { loadSettings, type Settings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/yaml-file.ts';
import { convergeBlueprints } from '../../host/default-resources.ts';
import { Host, listen, type Schedule, type Trigger } from '../../host/host.ts';
import { createServer, type HealthCheck } from '../../host/http/server.ts';
import { EventQueue } from '../../host/live-events/event-queue.ts';
import { LiveEvents } from '../../host/live-events/live-events.ts';
import { HostMetrics } from '../../host/metrics.ts';
import { convergeIntegration } from '../../host/port/integration-record.ts';
import { LogShipper } from '../../host/port/log-shipper.ts';
import { RunCoordinator } from '../../host/run-coordinator.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError, messageOf } from '../../lib/errors.ts';
import {
  findIntegration,
  findKafkaCredentials,
  findOrganization,
  type ChangelogDestination,
} from '../../port/integration.ts';
import type { PortClient } from '../../port/port-client.ts';
import { defaultBlueprints } from '../default-blueprints.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit.ts';
import { HostRunner } from '../host-runner.ts';
import { mappingFile } from '../mapping-plans.ts';
import { parseFlags } from '../names.ts';
import { createEvaluator, createPortClient, openState } from '../port-runtime.ts';
import { logSettingWarnings } from '../progress.ts';
import { MaskingStream, secretsOf } from '../secrets.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';

const Flags = z.object({
  config: z.string().optional(),
  settings: z.string().optional(),
  state: z.string().optional(),
});

/** Port is told of the end when the process is stopped: orchestrators grant half a minute in all. */
const FAREWELL_MS = 10_000;

/** `longshore serve`: the long-running host. */
export async function runServe(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { env, cwd, signal } = terminal;
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const settings = loadSettings({ env, file, flags: { stateDirectory: given.state } });
  const shipper = new LogShipper();
  const logger = createHostLogger(terminal, settings, shipper);
  const folder = path.resolve(cwd, settings.state.directory);

  let portProblem: string | undefined = 'not asked yet';
  const metrics: HostMetrics = new HostMetrics({
    queueDepth: () => queue.size,
    portWaitedMs: () => client.pacer.waitedMs,
    droppedLogLines: () => shipper.dropped,
    isRunning: () => coordinator.isRunning,
  });
  using client = createPortClient(settings, (call) => {
    metrics.portCall(call);
    const isUp = call.status > 0 && call.status < 500 && call.status !== 401;
    portProblem = isUp
      ? undefined
      : `Port answers with ${call.status === 0 ? 'nothing' : call.status}`;
  });
  await using store = await openState(settings, cwd);
  await using queue = await EventQueue.open(path.join(folder, 'events'), () => Date.now());
  await using evaluator = createEvaluator(settings, env);
  using runner: HostRunner = new HostRunner({
    settings,
    config: given.config,
    cwd,
    client,
    store,
    evaluator,
    queue,
    metrics,
    shipper,
    logger,
    signal,
    farewell: signalAfter(signal, FAREWELL_MS),
    nextResync: () => host?.nextResync ?? null,
  });
  const coordinator = new RunCoordinator({
    execute: (request) => runner.execute(request),
    now: () => Date.now(),
  });
  const liveEvents = new LiveEvents({
    queue,
    kinds: () => runner.liveKinds,
    apply: (change, running) => runner.apply(change, running),
    count: (what) => {
      metrics.liveEvent(what);
    },
    logger,
    random: Math.random,
  });
  let host: Host | undefined;
  let startProblem: string | undefined = 'starting';
  const { httpHost, httpPort, apiToken, liveEventsApiKey } = settings.host;
  const app = await createServer({
    version: VERSION,
    apiToken,
    portClientSecret: settings.port.clientSecret,
    now: () => Date.now(),
    metrics: () => metrics.registry.metrics(),
    health: () => [
      check('start', startProblem),
      check('port', portProblem),
      ...(host?.health ?? []),
    ],
    requestRun: (trigger) => coordinator.request(trigger),
    runs: () => coordinator.records,
    liveEvents:
      liveEventsApiKey === undefined
        ? undefined
        : { handler: liveEvents, apiKey: liveEventsApiKey },
  });
  const stop = new AbortController();
  const running = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, running); // every worker and every call in flight listens to it
  const { address, closed } = await listen(app, httpHost, httpPort, running);
  logger.info({ address, version: VERSION }, 'listening');
  try {
    await prepare(settings, given.config, cwd, client, logger, running);
    await runner.loadMapping(running).catch((error: unknown) => {
      logger.warn({ problem: messageOf(error) }, 'the mapping cannot be used');
    });
    const trigger = await triggerOf(settings, client, running);
    host = new Host({
      client,
      coordinator,
      trigger,
      schedule: scheduleOf(settings),
      resyncOnStart: settings.host.resyncOnStart,
      clock: systemClock,
      logger,
    });
    startProblem = undefined;
    const events = liveEventsApiKey === undefined ? Promise.resolve() : liveEvents.run(running);
    const result = await host.run(running);
    stop.abort();
    await events;
    if (trigger.type !== 'once') return EXIT.complete;
    return result === undefined ? EXIT.cancelled : exitCodeOf(result.status);
  } catch (error) {
    if (!signal.aborted) throw error;
    return settings.host.eventListener === 'ONCE' ? EXIT.cancelled : EXIT.complete; // stopped while it started
  } finally {
    stop.abort();
    await closed;
    await shipper.close();
  }
}

/** Makes Port's side ready: blueprints and mapping where it has none, and the integration's record. */
async function prepare(
  settings: Settings,
  config: string | undefined,
  cwd: string,
  client: PortClient,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const { initializePortResources } = settings.host;
  const existing = await findIntegration(client, signal);
  const isNew = Object.keys(existing?.config ?? {}).length === 0;
  let defaultMapping: object | undefined;
  if (initializePortResources && isNew) {
    const blueprints = await convergeBlueprints(client, await defaultBlueprints(), signal);
    logger.info({ ...blueprints }, 'default blueprints are in Port');
    const { value } = await mappingFile(config, cwd);
    if (typeof value === 'object' && value !== null) defaultMapping = value;
  }
  const changelogDestination = destinationOf(settings);
  await convergeIntegration({ client, changelogDestination, defaultMapping, signal });
}

function destinationOf({ host: { eventListener, appHost } }: Settings): ChangelogDestination {
  if (eventListener === 'KAFKA') return { type: 'KAFKA' };
  if (eventListener !== 'WEBHOOK') return {};
  if (appHost !== undefined) return { type: 'WEBHOOK', url: `${appHost}/resync` };
  throw new ConfigurationError('the event listener WEBHOOK needs the address of this host', {
    remedy: 'set OCEAN__EVENT_LISTENER__APP_HOST to the address at which Port reaches it',
  });
}

async function triggerOf(
  { host, integration }: Settings,
  client: PortClient,
  signal: AbortSignal,
): Promise<Trigger> {
  switch (host.eventListener) {
    case 'POLLING':
      return { type: 'polling', intervalMs: host.pollingIntervalMs };
    case 'ONCE':
      return { type: 'once' };
    case 'WEBHOOK':
      return { type: 'webhook' };
    case 'KAFKA': {
      const { kafkaTrigger } = await import('../kafka-trigger.ts');
      const organization = await findOrganization(client, signal);
      const credentials = await findKafkaCredentials(client, signal);
      const { kafkaBrokers = DEFAULT_BROKERS, kafkaSecurityProtocol } = host;
      return kafkaTrigger({
        brokers: kafkaBrokers,
        security: kafkaSecurityProtocol,
        credentials,
        organization,
        integration,
      });
    }
  }
}

/** Port's own, as Ocean has them. */
const DEFAULT_BROKERS = [
  'b-1-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196',
  'b-2-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196',
  'b-3-public.publicclusterprod.t9rw6w.c1.kafka.eu-west-1.amazonaws.com:9196',
];

function scheduleOf({ host: { resyncSchedule, resyncIntervalMinutes } }: Settings): Schedule {
  if (resyncSchedule !== undefined) return { type: 'cron', expression: resyncSchedule };
  if (resyncIntervalMinutes === undefined) return { type: 'none' };
  return { type: 'interval', minutes: resyncIntervalMinutes };
}

function check(name: string, problem: string | undefined): HealthCheck {
  return { name, isWell: problem === undefined, ...(problem !== undefined && { detail: problem }) };
}

/** Is aborted a while after the other. */
function signalAfter(signal: AbortSignal, delayMs: number): AbortSignal {
  const controller = new AbortController();
  signal.addEventListener(
    'abort',
    () => {
      setTimeout(() => {
        controller.abort(signal.reason);
      }, delayMs).unref();
    },
    { once: true },
  );
  return controller.signal;
}

/** The log goes to stderr and to Port; nobody sees the values of secrets. */
function createHostLogger({ stderr }: Terminal, settings: Settings, shipper: LogShipper): Logger {
  const masked = new MaskingStream(secretsOf(settings));
  masked.pipe(stderr);
  masked.pipe(shipper);
  const options = {
    level: settings.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  const logger = pino(options, masked);
  logSettingWarnings(logger, settings.warnings);
  return logger;
}
