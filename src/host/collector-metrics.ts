import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { MetricsModule } from '../cost/metrics/metrics-module.ts';
import type { MetricsSnapshot } from '../cost/metrics/snapshot.ts';
import type { ScopeRecord } from '../ledger/scope.ts';

const PROVIDER = { provider: 'aws' } as const;
const LABELS = ['collector', 'provider', 'region'] as const;
const LAST_LABELS = ['provider', 'collector'] as const;
/** Seconds. A region takes from some milliseconds to the limit of a minute. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What a collector did since the last inventory ended. */
interface Since {
  ms: number;
  hasFailed: boolean;
}

/**
 * The reference's metrics of its collectors. A collection is the read of one account and region; for a module that
 * lists nothing, the computing of a region's series.
 */
export class CollectorMetrics {
  readonly #byKind: ReadonlyMap<string, readonly string[]>;
  readonly #rateCollectors: ReadonlySet<string>;
  readonly #since = new Map<string, Since>();
  readonly #seconds: Histogram<(typeof LABELS)[number]>;
  readonly #total: Counter<(typeof LABELS)[number]>;
  readonly #errors: Counter<(typeof LABELS)[number]>;
  readonly #lastError: Counter<(typeof LAST_LABELS)[number]>;
  readonly #lastSeconds: Gauge<(typeof LAST_LABELS)[number]>;
  readonly #lastTime: Gauge<(typeof LAST_LABELS)[number]>;

  constructor(registry: Registry, modules: readonly MetricsModule[]) {
    this.#byKind = collectorsByKind(modules);
    this.#rateCollectors = new Set(
      modules
        .filter(({ ofResource }) => ofResource === undefined)
        .map(({ collector }) => collector),
    );
    const registers = [registry];
    this.#seconds = new Histogram({
      name: 'cloudcost_exporter_collector_duration_seconds',
      help: 'Time to read the resources of one account and region.',
      labelNames: LABELS,
      buckets: BUCKETS,
      registers,
    });
    this.#total = new Counter({
      name: 'cloudcost_exporter_collector_total',
      help: 'Collections.',
      labelNames: LABELS,
      registers,
    });
    this.#errors = new Counter({
      name: 'cloudcost_exporter_collector_error',
      help: 'Failed collections.',
      labelNames: LABELS,
      registers,
    });
    this.#lastError = new Counter({
      name: 'cloudcost_exporter_collector_last_scrape_error',
      help: '1 if a part of the last collection failed, otherwise 0. Deprecated.',
      labelNames: LAST_LABELS,
      registers,
    });
    this.#lastSeconds = new Gauge({
      name: 'cloudcost_exporter_collector_last_scrape_duration_seconds',
      help: 'Longest time for one account and region in the last collection. Deprecated.',
      labelNames: LAST_LABELS,
      registers,
    });
    this.#lastTime = new Gauge({
      name: 'cloudcost_exporter_collector_last_scrape_time',
      help: 'When the last collection ended, as Unix time. Deprecated.',
      labelNames: LAST_LABELS,
      registers,
    });
  }

  scope({ kind, region, durationMs }: ScopeRecord, hasFailed: boolean): void {
    for (const collector of this.#byKind.get(kind) ?? []) {
      this.#collected(collector, region, durationMs);
      if (hasFailed) this.#errors.inc({ collector, ...PROVIDER, region });
      const since = this.#since.get(collector) ?? { ms: 0, hasFailed: false };
      since.ms = Math.max(since.ms, durationMs);
      since.hasFailed ||= hasFailed;
      this.#since.set(collector, since);
    }
  }

  inventoryEnded(at: number): void {
    for (const [collector, since] of this.#since) this.#last(collector, since, at);
    this.#since.clear();
  }

  built({ builtAt, modules }: MetricsSnapshot): void {
    for (const { collector, durationMs, problem } of modules) {
      if (problem !== undefined) this.#errors.inc({ collector, ...PROVIDER, region: '' });
      if (!this.#rateCollectors.has(collector)) continue;
      for (const [region, ms] of durationMs) this.#collected(collector, region, ms);
      const ms = Math.max(0, ...durationMs.values());
      this.#last(collector, { ms, hasFailed: problem !== undefined }, builtAt);
    }
  }

  #collected(collector: string, region: string, ms: number): void {
    const labels = { collector, ...PROVIDER, region };
    this.#seconds.observe(labels, ms / 1_000);
    this.#total.inc(labels);
    this.#errors.inc(labels, 0);
  }

  #last(collector: string, { ms, hasFailed }: Since, at: number): void {
    const labels = { collector, ...PROVIDER };
    this.#lastError.remove(labels); // a counter only grows: this one is set, as in the reference
    this.#lastError.inc(labels, Number(hasFailed));
    this.#lastSeconds.set(labels, ms / 1_000);
    this.#lastTime.set(labels, at / 1_000);
  }
}

function collectorsByKind(
  modules: readonly MetricsModule[],
): ReadonlyMap<string, readonly string[]> {
  const collectors = new Map<string, readonly string[]>();
  for (const { collector, models, ofResource } of modules) {
    if (ofResource === undefined) continue;
    // A kind can be there twice: with a model of its own, and as what another one's cost follows from.
    const kinds = models.flatMap(({ kind, related }) => [kind, ...Object.values(related)]);
    for (const kind of new Set(kinds)) {
      collectors.set(kind, [...(collectors.get(kind) ?? []), collector]);
    }
  }
  return collectors;
}
