import { Counter, Histogram, type Registry } from 'prom-client';

/** Scrapes of the page, by the reference's names. */
export class ScrapeMetrics {
  readonly #seconds: Histogram<'method' | 'region'>;
  readonly #requests: Counter<'code' | 'method' | 'region'>;
  readonly #region: string;

  /** @param region a label of both metrics, always the same */
  constructor(registry: Registry, region: string) {
    const registers = [registry];
    this.#region = region;
    this.#seconds = new Histogram({
      name: 'cloudcost_exporter_metrics_handler_request_duration_seconds',
      help: 'Time to answer a scrape.',
      labelNames: ['method', 'region'],
      buckets: [1, 2, 5, 7, 10, 20, 40, 80],
      registers,
    });
    this.#requests = new Counter({
      name: 'cloudcost_exporter_metrics_handler_requests_total',
      help: 'Answered scrapes.',
      labelNames: ['code', 'method', 'region'],
      registers,
    });
  }

  answered({ code, method, ms }: { code: number; method: string; ms: number }): void {
    const labels = { method: method.toLowerCase(), region: this.#region };
    this.#seconds.observe(labels, ms / 1_000);
    this.#requests.inc({ ...labels, code: String(code) });
  }
}
