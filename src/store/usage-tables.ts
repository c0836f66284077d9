import type { StoredRowOf, StoredTable } from './stored-table.ts';

/**
 * What CloudWatch measured of resources: one row for each metric of a resource and day, with a value for each hour, or
 * one value. One part for each UTC day, as `2026-11-01`. A row says that CloudWatch was asked for the day, also when all
 * its values are missing.
 */
export const USAGE = {
  name: 'usage',
  description: 'what CloudWatch measured; one row for each resource, metric and day',
  sortedBy: ['account', 'region', 'kind', 'id', 'name'],
  columns: [
    { name: 'account', type: 'text' },
    { name: 'region', type: 'text' },
    { name: 'kind', type: 'text' },
    { name: 'id', type: 'text' },
    // As in the definition of the kind's usage.
    { name: 'name', type: 'text' },
    { name: 'metric', type: 'text' },
    { name: 'statistic', type: 'text' },
    { name: 'unit', type: 'text' },
    // What tells several series of a metric apart, as those of GPUs; empty for one.
    { name: 'series', type: 'text' },
    { name: 'day', type: 'time' },
    // In seconds.
    { name: 'period', type: 'integer' },
    // CloudWatch leaves out zeros: a missing value is one.
    { name: 'leaves_out_zeros', type: 'boolean' },
    { name: 'points', type: 'integer' },
    { name: 'minimum', type: 'number', nullable: true },
    { name: 'maximum', type: 'number', nullable: true },
    { name: 'sum', type: 'number' },
    { name: 'measurements', type: 'numbers' },
  ],
} as const satisfies StoredTable;
export type UsageRow = StoredRowOf<typeof USAGE>;

/** How the usage of each account, region and kind was last read. One part for each account and region. */
export const USAGE_SCOPES = {
  name: 'usage_scopes',
  description:
    'each account, region and kind: how its usage was last read, and until when it is known',
  columns: [
    { name: 'account', type: 'text' },
    { name: 'region', type: 'text' },
    { name: 'kind', type: 'text' },
    { name: 'outcome', type: 'text' },
    { name: 'reason', type: 'text', nullable: true },
    { name: 'resources', type: 'integer' },
    { name: 'complete_until', type: 'time', nullable: true },
    { name: 'tried_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type UsageScopeRow = StoredRowOf<typeof USAGE_SCOPES>;

/** The collections of usage that write now. One part for each. */
export const USAGE_CLAIMS = {
  name: 'usage_claims',
  description: 'the collection of usage that writes now, and until when its claim lasts',
  columns: [
    { name: 'id', type: 'text' },
    { name: 'started_at', type: 'time' },
    { name: 'alive_until', type: 'time' },
  ],
} as const satisfies StoredTable;
export type UsageClaimRow = StoredRowOf<typeof USAGE_CLAIMS>;
