import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Attempt } from '../aws/call-observer.ts';
import type { ScopeRecord } from '../ledger/scope.ts';
import type { ObservedCall } from '../port/port-client.ts';
import type { RunResult } from '../app/run.ts';

/** Values that are asked for when the metrics are read. */
export interface MetricSources {
  queueDepth(): number;
  portWaitedMs(): number;
  droppedLogLines(): number;
  isRunning(): boolean;
}

/** What the host tells Prometheus. docs/operating.md says what each metric means, and when to worry. */
export class HostMetrics implements Disposable {
  readonly registry = new Registry();
  readonly #runs = this.#counter('runs_total', 'Runs that have ended, by status.', ['status']);
  readonly #lastRun = this.#gauge(
    'last_run_timestamp_seconds',
    'When the last run of a status ended.',
    ['status'],
  );
  readonly #runSeconds = this.#gauge('last_run_duration_seconds', 'How long the last run took.');
  readonly #scopes = this.#counter('scopes_total', 'Scopes that have ended, by outcome.', [
    'kind',
    'outcome',
  ]);
  readonly #resources = this.#counter('resources_total', 'Resources read.', ['kind']);
  readonly #incomplete = this.#counter(
    'incomplete_resources_total',
    'Resources of which something could not be read.',
    ['kind'],
  );
  readonly #entities = this.#counter('entities_total', 'Entities, by what became of them.', [
    'result',
  ]);
  readonly #faults = this.#counter(
    'mapping_faults_total',
    'Values that the mapping could not make, by reason.',
    ['reason'],
  );
  readonly #calls = this.#counter('aws_calls_total', 'Requests to AWS, retries included.', [
    'service',
    'operation',
    'outcome',
  ]);
  readonly #throttles = this.#counter('aws_throttles_total', 'Requests that AWS throttled.', [
    'service',
    'operation',
  ]);
  readonly #waits = this.#counter(
    'aws_wait_seconds_total',
    'Time that requests to AWS waited for a rate limit or for a place.',
    ['service'],
  );
  readonly #portCalls = this.#counter(
    'port_calls_total',
    'Requests to Port, by status; 0 for none.',
    ['family', 'status'],
  );
  readonly #portSeconds = this.#counter(
    'port_call_seconds_total',
    'Time that Port took to answer.',
    ['family'],
  );
  readonly #events = this.#counter(
    'live_events_total',
    'Live events and the resources that they changed, by what became of them.',
    ['result'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** From now on, the metrics have these values as well. To be called once. */
  read(sources: MetricSources): void {
    this.#reading('live_event_queue_depth', 'Changed resources that wait.', sources.queueDepth);
    this.#reading('run_in_progress', 'Is a run under way?', () => Number(sources.isRunning()));
    this.#reading(
      'port_wait_seconds',
      'Time that requests to Port have waited for its rate limits.',
      () => sources.portWaitedMs() / 1_000,
    );
    this.#reading(
      'log_lines_dropped',
      'Lines of the log that Port did not take.',
      sources.droppedLogLines,
    );
  }

  /** Lets go of whatever the values come from. */
  [Symbol.dispose](): void {
    this.registry.clear();
  }

  awsCall({ service, operation, error, waitedMs }: Attempt): void {
    this.#calls.inc({ service, operation, outcome: error?.class ?? 'ok' });
    if (error?.class === 'throttled') this.#throttles.inc({ service, operation });
    this.#waits.inc({ service }, waitedMs / 1_000);
  }

  portCall({ family, status, durationMs }: ObservedCall): void {
    this.#portCalls.inc({ family, status });
    this.#portSeconds.inc({ family }, durationMs / 1_000);
  }

  scope({ kind, outcome, resources, incompleteResources }: ScopeRecord): void {
    this.#scopes.inc({ kind, outcome });
    this.#resources.inc({ kind }, resources);
    this.#incomplete.inc({ kind }, incompleteResources);
  }

  run({ status, port }: RunResult, startedAt: number, finishedAt: number): void {
    this.#runs.inc({ status });
    this.#lastRun.set({ status }, finishedAt / 1_000);
    this.#runSeconds.set((finishedAt - startedAt) / 1_000);
    if (port === undefined) return;
    const { created, updated, unchanged, deleted, failed, withheld } = port;
    const kept = withheld.reduce((sum, { entities }) => sum + entities, 0);
    const results = { created, updated, unchanged, deleted, failed, withheld: kept };
    for (const [result, count] of Object.entries(results)) this.#entities.inc({ result }, count);
    for (const { reason, items } of port.faults) this.#faults.inc({ reason }, items);
  }

  mappingFault(reason: string): void {
    this.#faults.inc({ reason });
  }

  liveEvent(result: string): void {
    this.#events.inc({ result });
  }

  #counter<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): Counter<Label> {
    return new Counter({ name: `longshore_${name}`, help, labelNames, registers: [this.registry] });
  }

  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Gauge<Label> {
    return new Gauge({ name: `longshore_${name}`, help, labelNames, registers: [this.registry] });
  }

  #reading(name: string, help: string, read: () => number): void {
    const options = { name: `longshore_${name}`, help, registers: [this.registry] };
    const gauge: Gauge = new Gauge({
      ...options,
      collect: () => {
        gauge.set(read());
      },
    });
  }
}
