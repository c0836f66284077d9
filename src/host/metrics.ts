import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Attempt } from '../aws/call-observer.ts';
import type { ScopeRecord } from '../ledger/scope.ts';
import type { ObservedCall } from '../port/port-client.ts';
import type { RunResult } from '../app/run.ts';
import { AwsCallMetrics } from './aws-call-metrics.ts';

/** Values that are read with the metrics. */
export interface MetricSources {
  queueDepth(): number;
  portWaitedMs(): number;
  droppedLogLines(): number;
  isRunning(): boolean;
}

/** The host's Prometheus metrics. docs/operating.md describes each metric, and when to act. */
export class HostMetrics implements Disposable {
  readonly registry = new Registry();
  readonly #runs = this.#counter('runs_total', 'Ended runs by status.', ['status']);
  readonly #lastRun = this.#gauge(
    'last_run_timestamp_seconds',
    'When the last run with each status ended.',
    ['status'],
  );
  readonly #runSeconds = this.#gauge('last_run_duration_seconds', 'Duration of the last run.');
  readonly #scopes = this.#counter('scopes_total', 'Ended scopes by kind and outcome.', [
    'kind',
    'outcome',
  ]);
  readonly #resources = this.#counter('resources_total', 'Resources read.', ['kind']);
  readonly #incomplete = this.#counter(
    'incomplete_resources_total',
    'Resources with something that could not be read.',
    ['kind'],
  );
  readonly #entities = this.#counter(
    'entities_total',
    'Entities by result: created, updated, unchanged, deleted, failed or withheld.',
    ['result'],
  );
  readonly #faults = this.#counter(
    'mapping_faults_total',
    'Mapping faults by reason: values or entities that could not be made.',
    ['reason'],
  );
  readonly #aws = new AwsCallMetrics(this.registry);
  readonly #portCalls = this.#counter(
    'port_calls_total',
    'Requests to Port by HTTP status; 0 when Port did not answer.',
    ['family', 'status'],
  );
  readonly #portSeconds = this.#counter(
    'port_call_seconds_total',
    'Time that Port took to answer, in total.',
    ['family'],
  );
  readonly #events = this.#counter(
    'live_events_total',
    'Live events, and the resources they changed, by result.',
    ['result'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds these values to the metrics. Call it once. */
  read(sources: MetricSources): void {
    this.#reading(
      'live_event_queue_depth',
      'Changed resources waiting to be re-read.',
      sources.queueDepth,
    );
    this.#reading('run_in_progress', '1 while a run is in progress, otherwise 0.', () =>
      Number(sources.isRunning()),
    );
    this.#reading(
      'port_wait_seconds',
      'Time that requests to Port waited for its rate limits, in total.',
      () => sources.portWaitedMs() / 1_000,
    );
    this.#reading(
      'log_lines_dropped',
      'Log lines that could not be sent to Port.',
      sources.droppedLogLines,
    );
  }

  /** Releases the sources of the values. */
  [Symbol.dispose](): void {
    this.registry.clear();
  }

  awsCall(attempt: Attempt): void {
    this.#aws.count(attempt);
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
