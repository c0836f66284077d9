import { Counter, Gauge, Registry } from 'prom-client';
import type { MetricsSnapshot } from '../cost/metrics/snapshot.ts';
import type { MetricsModule } from '../cost/metrics/metrics-module.ts';
import type { PaidCall } from '../cost/prices/paid-calls.ts';
import type { ScopeOutcome, ScopeRecord } from '../ledger/scope.ts';
import { DECIMAL_SCALE } from '../lib/scaled-decimal.ts';
import { CollectorMetrics } from './collector-metrics.ts';
import { readCosts, type CostState } from './cost-readings.ts';

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
    readCosts(this.registry, state);
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
}
