import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricsSnapshot } from '../cost/metrics/snapshot.ts';
import type { MetricsModule } from '../cost/metrics/metrics-module.ts';
import type { PaidCall } from '../cost/prices/paid-calls.ts';
import type { RegionStatus } from '../cost/prices/region-status.ts';
import type { ScopeOutcome, ScopeRecord } from '../ledger/scope.ts';
import { DECIMAL_SCALE } from '../lib/scaled-decimal.ts';
import { CollectorMetrics } from './collector-metrics.ts';

/** The state that is read with each scrape. */
export interface CostState {
  now(): number;
  snapshot(): MetricsSnapshot | undefined;
  /** Regions with their prices, and when these were fetched, in milliseconds since the Unix epoch. */
  prices(): Iterable<{ readonly status: RegionStatus; readonly fetchedAt: number | undefined }>;
  /** When the resources of an account and region were last read completely, in milliseconds since the Unix epoch. */
  inventory(): Iterable<{
    readonly account: string;
    readonly region: string;
    readonly readAt: number;
  }>;
  /** When Cost Explorer is asked next about S3, in milliseconds since the Unix epoch; undefined for never. */
  nextS3At(): number | undefined;
}

export interface CostOperationsOptions {
  readonly modules: readonly MetricsModule[];
  /** In US dollars. */
  readonly spendCapUsd: number;
}

/** Of the calls of Cost Explorer for S3. */
const S3_PURPOSE = 'S3 rates';
/** An exact amount has 18 digits after the point. */
const DECIMAL_UNITS = 10 ** DECIMAL_SCALE;
/** What failed, by the reference's names. */
const RDS_INSTANCES = { store: 'instances', operation: 'DescribeDBInstances' } as const;
const RDS_PRICES = { store: 'pricing', operation: 'GetProducts' } as const;
/** Outcomes of a region that is as it should be. */
const NO_ERRORS: readonly ScopeOutcome[] = [
  'complete',
  'region-disabled',
  'service-absent',
  'cancelled',
];

/** Metrics about cost metrics: their age, and what is missing. docs/cost-exporter.md describes each. */
export class CostOperations implements Disposable {
  readonly registry = new Registry();
  readonly #collectors: CollectorMetrics;
  readonly #hasRds: boolean;
  readonly #skipped = this.#counter(
    'longshore_cost_refreshes_skipped_total',
    'Refreshes that were left out because the last one was still running.',
    ['loop'],
  );
  readonly #failed = this.#counter(
    'longshore_cost_refresh_failures_total',
    'Refreshes that failed. What was known before stays.',
    ['loop'],
  );
  readonly #spend = this.#counter(
    'longshore_cost_api_spend_usd_total',
    'What the paid requests to AWS cost, in US dollars.',
    ['purpose'],
  );
  readonly #s3Requests = this.#counter(
    'cloudcost_exporter_aws_s3_cost_api_requests_total',
    'Requests to Cost Explorer about S3.',
  );
  readonly #s3Errors = this.#counter(
    'cloudcost_exporter_aws_s3_cost_api_requests_errors_total',
    'Questions to Cost Explorer about S3 that were not answered.',
  );
  readonly #rdsErrors = this.#counter(
    'cloudcost_exporter_aws_rds_populate_errors_total',
    'Failed reads of RDS instances (store instances) or prices (store pricing) in the background.',
    ['store', 'region', 'operation'],
  );

  constructor({ modules, spendCapUsd }: CostOperationsOptions) {
    this.#collectors = new CollectorMetrics(this.registry, modules);
    this.#hasRds = modules.some(({ flag }) => flag === 'RDS');
    this.#spend.inc({ purpose: S3_PURPOSE }, 0);
    const cap = this.#gauge(
      'longshore_cost_api_spend_cap_usd',
      'The most that paid requests to AWS may cost in a calendar month, in US dollars.',
    );
    cap.set(spendCapUsd);
  }

  /** Reads these values with each scrape. Call it once. */
  read(state: CostState): void {
    this.#readPrices(state);
    this.#readSnapshot(state);
    this.#reading(
      'longshore_cost_inventory_age_seconds',
      'Time since all resources of an account and region were read: the oldest of their kinds.',
      ['account_id', 'region'],
      (set) => {
        for (const { account, region, readAt } of state.inventory()) {
          set({ account_id: account, region }, (state.now() - readAt) / 1_000);
        }
      },
    );
    this.#reading(
      'cloudcost_exporter_aws_s3_next_scrape',
      'When Cost Explorer is asked next about S3, as Unix time.',
      [],
      (set) => {
        const next = state.nextS3At();
        if (next !== undefined) set({}, Math.max(next, state.now()) / 1_000);
      },
    );
  }

  /** A scope of the inventory has ended. */
  scope(record: ScopeRecord): void {
    const hasFailed = !NO_ERRORS.includes(record.outcome);
    this.#collectors.scope(record, hasFailed);
    if (hasFailed && record.kind.startsWith('AWS::RDS::')) {
      this.#rdsErrors.inc({ ...RDS_INSTANCES, region: record.region });
    }
  }

  /** A whole inventory has ended. */
  inventoryEnded(at: number): void {
    this.#collectors.inventoryEnded(at);
  }

  /** A snapshot was built. */
  built(snapshot: MetricsSnapshot): void {
    this.#collectors.built(snapshot);
  }

  /** The prices of a region could not be refreshed. */
  pricesFailed(region: string): void {
    this.#failed.inc({ loop: 'prices' });
    if (this.#hasRds) this.#rdsErrors.inc({ ...RDS_PRICES, region });
  }

  skipped(loop: string, count: number): void {
    this.#skipped.inc({ loop }, count);
  }

  failed(loop: string): void {
    this.#failed.inc({ loop });
  }

  /** Requests that AWS charges for. */
  paidCall({ purpose, requests, amount }: Pick<PaidCall, 'purpose' | 'requests' | 'amount'>): void {
    this.#spend.inc({ purpose }, Number(amount) / DECIMAL_UNITS);
    if (purpose === S3_PURPOSE) this.#s3Requests.inc(requests);
  }

  s3Failed(): void {
    this.#s3Errors.inc();
  }

  [Symbol.dispose](): void {
    this.registry.clear();
  }

  #readPrices(state: CostState): void {
    const each = (
      name: string,
      help: string,
      read: (status: RegionStatus, fetchedAt: number | undefined) => number | undefined,
    ): void => {
      this.#reading(name, help, ['region'], (set) => {
        for (const { status, fetchedAt } of state.prices()) {
          const value = read(status, fetchedAt);
          if (value !== undefined) set({ region: status.region }, value);
        }
      });
    };
    each(
      'longshore_cost_price_age_seconds',
      'Time since the prices of a region were read from AWS.',
      (_, fetchedAt) => (fetchedAt === undefined ? undefined : (state.now() - fetchedAt) / 1_000),
    );
    each(
      'longshore_cost_price_publication_timestamp_seconds',
      'When AWS published the newest price list of a region, as Unix time.',
      ({ facts }) => unixTime(facts?.publicationDate),
    );
    each('longshore_cost_price_rows', 'Prices that are kept of a region.', ({ prices }) => prices);
    each(
      'longshore_cost_price_consecutive_failures',
      'Failed refreshes of a region’s prices since the last one that succeeded.',
      ({ failures }) => failures,
    );
  }

  #readSnapshot({ snapshot, now }: CostState): void {
    this.#reading(
      'longshore_cost_snapshot_age_seconds',
      'Time since the cost series of this page were computed.',
      [],
      (set) => {
        const current = snapshot();
        if (current !== undefined) set({}, (now() - current.builtAt) / 1_000);
      },
    );
    this.#reading(
      'longshore_cost_snapshot_bytes',
      'Size of the cost series, by format.',
      ['format'],
      (set) => {
        const current = snapshot();
        for (const format of ['text', 'openmetrics'] as const) {
          if (current !== undefined) set({ format }, current.bytes(format));
        }
      },
    );
    this.#reading('longshore_cost_series', 'Cost series by module.', ['module'], (set) => {
      for (const { flag, series } of snapshot()?.modules ?? []) set({ module: flag }, series);
    });
    this.#reading(
      'longshore_cost_duplicate_series',
      'Series that were left out because others have the same labels.',
      ['module'],
      (set) => {
        for (const { flag, duplicates } of snapshot()?.modules ?? []) {
          set({ module: flag }, duplicates);
        }
      },
    );
    this.#reading(
      'longshore_cost_unpriced_resources',
      'What costs money and has no series, by module and reason.',
      ['module', 'reason'],
      (set) => {
        for (const { flag, unpriced } of snapshot()?.modules ?? []) {
          for (const [reason, count] of unpriced) set({ module: flag, reason }, count);
        }
      },
    );
  }

  #counter<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }

  /** A gauge whose values are those of this moment, and no others. */
  #reading<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: (set: (labels: Partial<Record<Label, string>>, value: number) => void) => void,
  ): void {
    const gauge = new Gauge<Label>({
      ...{ name, help, labelNames, registers: [this.registry] },
      collect: (): void => {
        gauge.reset();
        if (labelNames.length === 0) gauge.remove();
        read((labels, value) => {
          gauge.set(labels, value);
        });
      },
    });
  }
}

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

function unixTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time / 1_000;
}
