import path from 'node:path';
import type { Logger } from 'pino';
import type { HostRunner } from '../../app/host-runner.ts';
import type { Settings } from '../../config/settings.ts';
import type { Clock } from '../../lib/clock.ts';
import { findIntegration } from '../../port/integration.ts';
import type { PortClient } from '../../port/port-client.ts';
import type { HostMetrics } from '../metrics.ts';
import { PortGate } from '../port/port-gate.ts';
import { EventQueue } from './event-queue.ts';
import { LiveEvents } from './live-events.ts';
import { LiveFaults } from './live-faults.ts';
import { allLiveKinds } from './live-kinds.ts';

export interface OpenLiveEventsOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly client: PortClient;
  readonly metrics: Pick<HostMetrics, 'liveEvent' | 'mappingFault'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

/** The queue that the host's runner and live events share; closing this closes the queue. */
export interface OpenedLiveEvents extends AsyncDisposable {
  readonly queue: EventQueue;
  readonly faults: LiveFaults;
  /** Live events that the runner applies. */
  for(runner: Pick<HostRunner, 'liveKinds' | 'loadMapping' | 'apply'>): LiveEvents;
}

/** Opens the queue of live events on disk, and the collector of their faults. */
export async function openLiveEvents(options: OpenLiveEventsOptions): Promise<OpenedLiveEvents> {
  const queue = await openQueue(options);
  const faults = countedFaults(options);
  const { client, metrics, clock, random, logger } = options;
  return {
    queue,
    faults,
    for(runner) {
      const gate = new PortGate({
        probe: async (running) => {
          if (runner.liveKinds === undefined) await runner.loadMapping(running);
          else await findIntegration(client, running);
        },
        onClosed: (problem) => {
          logger.warn({ problem }, 'live events wait for Port');
        },
        clock,
        random,
      });
      return new LiveEvents({
        queue,
        gate,
        faults,
        logger,
        random,
        kinds: () => runner.liveKinds,
        allKinds: allLiveKinds,
        apply: (change, running) => runner.apply(change, running),
        count: (what) => {
          metrics.liveEvent(what);
        },
      });
    },
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  };
}

async function openQueue({
  settings,
  cwd,
  clock,
  logger,
}: OpenLiveEventsOptions): Promise<EventQueue> {
  const folder = path.resolve(cwd, settings.state.directory, 'events');
  const queue = await EventQueue.open(folder, clock.now);
  if (queue.damage !== undefined) {
    const { lost = 'unknown' } = queue.damage;
    logger.warn({ lost, kept: queue.size }, 'the queue of live events was damaged');
  }
  return queue;
}

/** Counts every fault, and logs each once. */
function countedFaults({ clock, metrics, logger }: OpenLiveEventsOptions): LiveFaults {
  return new LiveFaults(clock.now, (fault, isNew) => {
    metrics.mappingFault(fault.reason);
    const { reason, kind, place, expression, item } = fault;
    const fields = { reason, kind, place, expression, item, problem: fault.message };
    if (isNew) logger.warn(fields, 'the mapping failed for a live event');
  });
}
