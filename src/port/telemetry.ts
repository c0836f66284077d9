import { Accepted } from './answer.ts';
import type { PortClient } from './port-client.ts';

/** The status of a kind's sync. */
export type SyncState = 'pending' | 'syncing' | 'completed' | 'failed' | 'aborted';

/** Counts of one kind's sync, as Port's page of syncs shows them. */
export interface SyncMetric {
  /** `<kind>-<position in the mapping>`, or `__runtime__`, `__reconciliation__`. */
  readonly kindIdentifier: string;
  readonly kind: string;
  readonly kindIndex: number;
  readonly syncState: SyncState;
  /** The mapping's expression, with its inner quotes. */
  readonly blueprint: string;
  readonly counts: {
    readonly extracted: number;
    readonly transformed: number;
    readonly filtered: number;
    readonly mappingFailed: number;
    readonly loaded: number;
    readonly loadFailed: number;
    readonly skipped: number;
    readonly deleted: number;
  };
  readonly durationSeconds: number;
}

export const NOTHING_COUNTED: SyncMetric['counts'] = {
  extracted: 0,
  transformed: 0,
  filtered: 0,
  mappingFailed: 0,
  loaded: 0,
  loadFailed: 0,
  skipped: 0,
  deleted: 0,
};

/** A log line, as Port's log page filters it. */
export interface LogRecord {
  readonly message: string;
  readonly level: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
  readonly timestamp: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface TelemetryContext {
  readonly client: PortClient;
  /** From the integration's record. */
  readonly url: string;
  readonly oceanVersion: string;
  readonly signal: AbortSignal;
}

/** Reports the status of several kinds when a resync starts. An internal endpoint. */
export async function postSyncMetrics(
  context: TelemetryContext,
  eventId: string,
  metrics: readonly SyncMetric[],
): Promise<void> {
  const { client, url, signal } = context;
  await client.call({
    method: 'POST',
    path: `${url}/syncMetrics`,
    body: { syncKindsMetrics: metrics.map((metric) => wireMetric(context, eventId, metric)) },
    family: 'other',
    answer: Accepted,
    isIdempotent: true, // each metric replaces the previous one
    signal,
  });
}

/** Reports the status of one kind. An internal endpoint. */
export async function putSyncMetric(
  context: TelemetryContext,
  eventId: string,
  metric: SyncMetric,
): Promise<void> {
  const { client, url, signal } = context;
  const names = [eventId, metric.kindIdentifier].map(encodeURIComponent);
  await client.call({
    method: 'PUT',
    path: `${url}/syncMetrics/resync/${names[0] ?? ''}/kind/${names[1] ?? ''}`,
    body: { syncKindMetrics: wireMetric(context, eventId, metric) },
    family: 'other',
    answer: Accepted,
    signal,
  });
}

/** Reports that the resync is alive. An internal endpoint. */
export async function postHeartbeat(
  { client, url, signal }: TelemetryContext,
  eventId: string,
): Promise<void> {
  await client.call({
    method: 'POST',
    path: `${url}/heartbeat`,
    body: { eventId },
    family: 'other',
    answer: Accepted,
    isIdempotent: true,
    signal,
  });
}

/** Ships log lines. The caller keeps a call below Port's size limit. */
export async function postLogs(
  { client, url, signal }: TelemetryContext,
  logs: readonly LogRecord[],
): Promise<void> {
  await client.call({
    method: 'POST',
    path: url,
    body: { logs },
    family: 'other',
    answer: Accepted,
    isIdempotent: false, // a retry would duplicate them
    signal,
  });
}

function wireMetric(
  { client, oceanVersion }: TelemetryContext,
  eventId: string,
  { counts, durationSeconds, ...metric }: SyncMetric,
): object {
  const { type, identifier, version } = client.integration;
  const objects = (number: number): object => ({ object_count: number });
  return {
    integrationType: type,
    installationType: 'OnPrem',
    executionMode: 'single_process',
    integrationIdentifier: identifier,
    integrationVersion: version,
    oceanVersion,
    eventId,
    ...metric,
    metrics: {
      phase: {
        extract: {
          object_count_type: {
            raw_extracted: objects(counts.extracted),
            failed: objects(0),
          },
        },
        transform: {
          object_count_type: {
            transformed: objects(counts.transformed),
            filtered_out: objects(counts.filtered),
            failed: objects(counts.mappingFailed),
          },
        },
        load: {
          object_count_type: {
            loaded: objects(counts.loaded),
            failed: objects(counts.loadFailed),
            skipped: objects(counts.skipped),
          },
        },
        delete: { object_count_type: { deleted: objects(counts.deleted) } },
        resync: {
          duration_seconds: durationSeconds,
          success: Number(metric.syncState === 'completed'),
        },
      },
      memory_max_bytes: process.memoryUsage.rss(),
    },
  };
}
