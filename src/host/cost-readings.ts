import { Gauge, type Registry } from 'prom-client';
import type { MetricsSnapshot } from '../cost/metrics/snapshot.ts';
import type { RegionStatus } from '../cost/prices/region-status.ts';

/** The state that is read with each scrape. */
export interface CostState {
  now(): number;
  snapshot(): MetricsSnapshot | undefined;
  /** Regions with their prices, and when these were fetched, in milliseconds since the Unix epoch. */
  prices(): Iterable<{ readonly status: RegionStatus; readonly fetchedAt: number | undefined }>;
  /** Prices are refreshed at this age, in milliseconds; undefined for those of a file, which never are. */
  readonly priceMaxAgeMs: number | undefined;
  /** When the resources of an account and region were last read completely, in milliseconds since the Unix epoch. */
  inventory(): Iterable<{
    readonly account: string;
    readonly region: string;
    readonly readAt: number;
  }>;
  /** When Cost Explorer is asked next about S3, in milliseconds since the Unix epoch; undefined for never. */
  nextS3At(): number | undefined;
  /** What paid calls have cost in this calendar month, in US dollars; undefined before it is known. */
  monthSpendUsd(): number | undefined;
}

/** Adds the gauges of this state to the page of operational metrics. */
export function readCosts(registry: Registry, state: CostState): void {
  readPrices(registry, state);
  readSnapshot(registry, state);
  reading(
    registry,
    'longshore_cost_inventory_age_seconds',
    'Time since all resources of an account and region were read: the oldest of their kinds.',
    ['account_id', 'region'],
    (set) => {
      for (const { account, region, readAt } of state.inventory()) {
        set({ account_id: account, region }, (state.now() - readAt) / 1_000);
      }
    },
  );
  reading(
    registry,
    'cloudcost_exporter_aws_s3_next_scrape',
    'When Cost Explorer is asked next about S3, as Unix time.',
    [],
    (set) => {
      const next = state.nextS3At();
      if (next !== undefined) set({}, Math.max(next, state.now()) / 1_000);
    },
  );
  reading(
    registry,
    'longshore_cost_api_spend_month_usd',
    'What the paid requests to AWS have cost in this calendar month (UTC), in US dollars.',
    [],
    (set) => {
      const spent = state.monthSpendUsd();
      if (spent !== undefined) set({}, spent);
    },
  );
}

function readPrices(registry: Registry, state: CostState): void {
  const each = (
    name: string,
    help: string,
    read: (status: RegionStatus, fetchedAt: number | undefined) => number | undefined,
  ): void => {
    reading(registry, name, help, ['region'], (set) => {
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
  reading(
    registry,
    'longshore_cost_price_max_age_seconds',
    'The age at which prices are read again. Missing with a price file.',
    [],
    (set) => {
      if (state.priceMaxAgeMs !== undefined) set({}, state.priceMaxAgeMs / 1_000);
    },
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

function readSnapshot(registry: Registry, { snapshot, now }: CostState): void {
  reading(
    registry,
    'longshore_cost_snapshot_age_seconds',
    'Time since the cost series of this page were computed.',
    [],
    (set) => {
      const current = snapshot();
      if (current !== undefined) set({}, (now() - current.builtAt) / 1_000);
    },
  );
  reading(
    registry,
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
  reading(registry, 'longshore_cost_series', 'Cost series by module.', ['module'], (set) => {
    for (const { flag, series } of snapshot()?.modules ?? []) set({ module: flag }, series);
  });
  reading(
    registry,
    'longshore_cost_duplicate_series',
    'Series that were left out because others have the same labels.',
    ['module'],
    (set) => {
      for (const { flag, duplicates } of snapshot()?.modules ?? []) {
        set({ module: flag }, duplicates);
      }
    },
  );
  reading(
    registry,
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

/** A gauge whose values are those of this moment, and no others. */
function reading<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
  read: (set: (labels: Partial<Record<Label, string>>, value: number) => void) => void,
): void {
  const gauge = new Gauge<Label>({
    ...{ name, help, labelNames, registers: [registry] },
    collect: (): void => {
      gauge.reset();
      if (labelNames.length === 0) gauge.remove();
      read((labels, value) => {
        gauge.set(labels, value);
      });
    },
  });
}

function unixTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time / 1_000;
}
