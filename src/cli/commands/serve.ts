import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { pino, type Logger } from 'pino';
import { z } from 'zod';
import { loadSettings, type Settings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/yaml-file.ts';
import { Host, listen, type Schedule } from '../../host/host.ts';
import type { HealthCheck } from '../../host/health-check.ts';
import { createServer } from '../../host/http/server.ts';
import { EventQueue } from '../../host/live-events/event-queue.ts';
import { LiveEvents } from '../../host/live-events/live-events.ts';
import { LiveFaults } from '../../host/live-events/live-faults.ts';
import { HostMetrics } from '../../host/metrics.ts';
import { LogShipper } from '../../host/port/log-shipper.ts';
import { PortGate } from '../../host/port/port-gate.ts';
import { RunCoordinator } from '../../host/run-coordinator.ts';
import { systemClock } from '../../lib/clock.ts';
import { findIntegration } from '../../port/integration.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit.ts';
import { HostRunner } from '../../app/host-runner.ts';
import { startWithPort } from '../../host/start.ts';
import { allLiveKinds } from '../../host/live-events/live-kinds.ts';
import { parseFlags } from '../names.ts';
import { createEvaluator } from '../../app/evaluator.ts';
import { createPortClient } from '../../app/port-client.ts';
import { openState } from '../../app/state.ts';
import { logSettingWarnings } from '../progress.ts';
import { MaskingStream, secretsOf } from '../../app/secrets.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../../app/version.ts';

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
  const { env, cwd, signal, secrets } = terminal;
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const settings = loadSettings({ env, file, flags: { stateDirectory: given.state } });
  secrets.add(...secretsOf(settings));
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
  if (queue.damage !== undefined) {
    const { lost = 'unknown' } = queue.damage;
    logger.warn({ lost, kept: queue.size }, 'the queue of live events was damaged');
  }
  const faults = new LiveFaults(Date.now, (fault, isNew) => {
    metrics.mappingFault(fault.reason);
    const { reason, kind, place, expression, item } = fault;
    const fields = { reason, kind, place, expression, item, problem: fault.message };
    if (isNew) logger.warn(fields, 'the mapping failed for a live event');
  });
  await using evaluator = createEvaluator(settings, env);
  using runner: HostRunner = new HostRunner({
    settings,
    config: given.config,
    cwd,
    client,
    store,
    evaluator,
    faults,
    queue,
    metrics,
    shipper,
    logger,
    secrets,
    signal,
    farewell: signalAfter(signal, FAREWELL_MS),
    nextResync: () => host?.nextResync ?? null,
  });
  const coordinator = new RunCoordinator({
    execute: (request) => runner.execute(request),
    now: () => Date.now(),
  });
  const gate = new PortGate({
    probe: async (running) => {
      if (runner.liveKinds === undefined) await runner.loadMapping(running);
      else await findIntegration(client, running);
    },
    onClosed: (problem) => {
      logger.warn({ problem }, 'live events wait for Port');
    },
    clock: systemClock,
    random: Math.random,
  });
  const liveEvents = new LiveEvents({
    queue,
    gate,
    faults,
    kinds: () => runner.liveKinds,
    allKinds: allLiveKinds,
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
    health: () =>
      secrets.maskAll([
        check('start', startProblem),
        check('port', portProblem),
        ...(liveEventsApiKey === undefined ? [] : [liveEvents.health]),
        ...(host?.health ?? []),
      ]),
    requestRun: (trigger, accepted) => coordinator.request(trigger, accepted),
    runs: () => secrets.maskAll(coordinator.records),
    liveEvents:
      liveEventsApiKey === undefined
        ? undefined
        : {
            handler: liveEvents,
            apiKey: liveEventsApiKey,
            status: () => secrets.maskAll(liveEvents.status),
          },
  });
  const stop = new AbortController();
  const running = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, running); // every worker and every call in flight listens to it
  const { address, closed } = await listen(app, httpHost, httpPort, running);
  logger.info({ address, version: VERSION }, 'listening');
  try {
    const trigger = await startWithPort(
      {
        settings,
        config: given.config,
        cwd,
        client,
        logger,
        clock: systemClock,
        random: Math.random,
        secrets,
        loadMapping: (starting) => runner.loadMapping(starting),
        onWaiting: (problem) => {
          startProblem = `waiting for Port: ${problem}`;
          logger.warn({ problem }, 'Port is away: the start is tried again');
        },
      },
      running,
    );
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
function createHostLogger(
  { stderr, secrets }: Terminal,
  settings: Settings,
  shipper: LogShipper,
): Logger {
  const masked = new MaskingStream(secrets);
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
