import { Counter, type Registry } from 'prom-client';
import type { Attempt } from '../aws/call-observer.ts';

/** Counts the requests to AWS. */
export class AwsCallMetrics {
  readonly #calls: Counter<'service' | 'operation' | 'outcome'>;
  readonly #throttles: Counter<'service' | 'operation'>;
  readonly #waits: Counter<'service'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#calls = new Counter({
      name: 'longshore_aws_calls_total',
      help: 'Requests to AWS, including retries, by outcome.',
      labelNames: ['service', 'operation', 'outcome'],
      registers,
    });
    this.#throttles = new Counter({
      name: 'longshore_aws_throttles_total',
      help: 'Requests throttled by AWS.',
      labelNames: ['service', 'operation'],
      registers,
    });
    this.#waits = new Counter({
      name: 'longshore_aws_wait_seconds_total',
      help: 'Time that requests to AWS waited for a rate limit or a free slot.',
      labelNames: ['service'],
      registers,
    });
  }

  count({ service, operation, error, waitedMs }: Attempt): void {
    this.#calls.inc({ service, operation, outcome: error?.class ?? 'ok' });
    if (error?.class === 'throttled') this.#throttles.inc({ service, operation });
    this.#waits.inc({ service }, waitedMs / 1_000);
  }
}
