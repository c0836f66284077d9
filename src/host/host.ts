import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import { findResyncRequest } from '../port/integration.ts';
import type { PortClient } from '../port/port-client.ts';
import { checkOf, type HealthCheck } from './health-check.ts';
import type { RunCoordinator } from './run-coordinator.ts';
import type { RunResult } from '../app/run.ts';
import { aborted, isAbortedWithin } from '../lib/aborted.ts';
import { ResyncSchedule, type Schedule } from './resync-schedule.ts';
import type { Trigger } from './trigger.ts';

export interface HostOptions {
  readonly client: PortClient;
  readonly coordinator: RunCoordinator;
  readonly trigger: Trigger;
  readonly schedule: Schedule;
  readonly resyncOnStart: boolean;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

const RETRY_CHECK_MS = 10_000;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 1_800_000;

/** Runs the host's parts: triggers, the schedule, and the runs they request. */
export class Host {
  readonly #options: HostOptions;
  readonly #schedule: ResyncSchedule;
  readonly #problems = new Map<string, string>();

  constructor(options: HostOptions) {
    this.#options = options;
    this.#schedule = new ResyncSchedule(options.schedule, options.clock);
  }

  /** When the next scheduled resync is due; null when none is. */
  get nextResync(): string | null {
    return this.#schedule.next;
  }

  /** What works and what does not. */
  get health(): readonly HealthCheck[] {
    const trigger = this.#problems.get('trigger');
    const ended = this.#options.coordinator.records.flatMap(({ result }) => result ?? []);
    // One failed run does not take the host out of service: it still serves requests and live events.
    const isFailing = ended.length > 0 && ended.every(({ status }) => status === 'failed');
    const failed = isFailing ? (ended[0]?.problem ?? 'see the log') : undefined;
    return [checkOf('resync-requests', trigger), checkOf('runs', failed)];
  }

  /**
   * Runs until the signal is aborted; with the trigger `once`, until the resync has ended.
   *
   * @returns the result of the last run, if there was one
   */
  async run(signal: AbortSignal): Promise<RunResult | undefined> {
    const { coordinator, trigger, resyncOnStart } = this.#options;
    const stop = new AbortController();
    const all = AbortSignal.any([signal, stop.signal]);
    const runs = coordinator.run(all);
    if (trigger.type === 'once') {
      const { id } = coordinator.request('start');
      await Promise.race([coordinator.finished(id), aborted(signal)]);
      stop.abort();
      await runs;
      return coordinator.records[0]?.result;
    }
    if (resyncOnStart) coordinator.request('start');
    const schedule = this.#schedule.keep(() => {
      coordinator.request('schedule');
    }, all);
    const retries = this.#retryFailedRuns(all);
    await this.#listen(all);
    await Promise.all([runs, schedule, retries]);
    return coordinator.records[0]?.result;
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { trigger, coordinator, logger } = this.#options;
    switch (trigger.type) {
      case 'polling':
        await this.#poll(trigger.intervalMs, signal);
        return;
      case 'kafka': {
        const listener = {
          onRequest: () => {
            coordinator.request('port');
          },
          onConnected: () => {
            this.#problems.delete('trigger');
          },
          onProblem: (problem: string) => {
            this.#problems.set('trigger', problem);
            logger.warn({ problem }, 'Kafka listener failed');
          },
        };
        await trigger.listen(listener, signal);
        return;
      }
      case 'webhook':
      case 'once':
        await aborted(signal);
    }
  }

  /** Polls Port; a request that exists at the start was meant for an earlier host. */
  async #poll(intervalMs: number, signal: AbortSignal): Promise<void> {
    const { client, coordinator, clock, logger, resyncOnStart } = this.#options;
    let seen: string | undefined;
    let isFirst = true;
    for (;;) {
      try {
        const request = await findResyncRequest(client, signal);
        this.#problems.delete('trigger');
        const isNew = request !== undefined && (seen === undefined || request.updatedAt > seen);
        if (isNew && !(isFirst && resyncOnStart)) coordinator.request('port');
        seen = request?.updatedAt ?? seen;
        isFirst = false;
      } catch (error) {
        this.#problems.set('trigger', messageOf(error));
        logger.warn({ problem: messageOf(error) }, 'could not poll Port for resync requests');
      }
      if (await isAbortedWithin(intervalMs, clock, signal)) return;
    }
  }

  /** Retries a failed run with growing delays: the next request may be a day away. */
  async #retryFailedRuns(signal: AbortSignal): Promise<void> {
    const { coordinator, clock } = this.#options;
    let failures = 0;
    while (!(await isAbortedWithin(RETRY_CHECK_MS, clock, signal))) {
      const [last] = coordinator.records;
      if (last?.finishedAt === undefined || coordinator.hasPending) continue;
      if (last.result?.status !== 'failed') {
        failures = 0;
        continue;
      }
      const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
      if (clock.now() - Date.parse(last.finishedAt) < wait) continue;
      failures += 1;
      coordinator.request('retry');
    }
  }
}
