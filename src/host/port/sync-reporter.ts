import type { Logger } from 'pino';
import { messageOf } from '../../lib/errors.ts';
import type { MappingSummary } from '../../mapping/mapped.ts';
import { patchResyncState, type ResyncState } from '../../port/integration.ts';
import {
  NOTHING_COUNTED,
  postHeartbeat,
  postSyncMetrics,
  putSyncMetric,
  type SyncMetric,
  type SyncState,
  type TelemetryContext,
} from '../../port/telemetry.ts';
import type { SyncReport } from '../../resync/sync/sync-report.ts';

export interface SyncReporterOptions {
  /** Undefined when Port gives no place for metrics. */
  readonly metrics: TelemetryContext | undefined;
  readonly client: TelemetryContext['client'];
  readonly resyncId: string;
  /** The resource blocks of the mapping: a kind, and its blueprint's expression. */
  readonly blocks: readonly { readonly kind: string; readonly blueprint: string }[];
  /** When the next resync is due; null when nothing is planned. */
  readonly nextResync: string | null;
  readonly intervalMinutes: number | null;
  readonly now: () => number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly signal: AbortSignal;
}

/** Port takes a sync whose heartbeat is missing for dead. */
const HEARTBEAT_MS = 10_000;
const RUNTIME = '__runtime__';
const RECONCILIATION = '__reconciliation__';

/**
 * Tells Port how a resync goes, in the order that its page relies on: kinds pending, runtime syncing,
 * kinds syncing and done, reconciliation, the resync's state, and the runtime's end. What Port does not
 * take is logged: the sync itself goes on.
 */
export class SyncReporter {
  readonly #options: SyncReporterOptions;
  readonly #startedAt: number;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: SyncReporterOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  /** The resync begins. */
  async start(): Promise<void> {
    const { metrics, resyncId, now } = this.#options;
    await this.#state({
      status: 'running',
      lastResyncStart: new Date(now()).toISOString(),
      lastResyncEnd: null,
      ...this.#schedule,
    });
    if (metrics === undefined) return;
    await this.#tell(() => postSyncMetrics(metrics, resyncId, this.#kinds('pending')));
    await this.#tell(() => postSyncMetrics(metrics, resyncId, [this.#pseudo(RUNTIME, 'syncing')]));
    for (const metric of this.#kinds('syncing')) {
      await this.#tell(() => putSyncMetric(metrics, resyncId, metric));
    }
    this.#heartbeat = setInterval(() => {
      void this.#tell(() => postHeartbeat(metrics, resyncId));
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** The resync has ended. */
  async end(
    status: 'completed' | 'failed' | 'aborted',
    report: SyncReport | undefined,
  ): Promise<void> {
    clearInterval(this.#heartbeat);
    const { metrics, resyncId, now } = this.#options;
    if (metrics !== undefined) {
      for (const metric of this.#kinds(status, report)) {
        await this.#tell(() => putSyncMetric(metrics, resyncId, metric));
      }
      for (const state of ['syncing', status] as const) {
        const metric = this.#pseudo(RECONCILIATION, state, report);
        await this.#tell(() => postSyncMetrics(metrics, resyncId, [metric]));
      }
    }
    await this.#state({ status, lastResyncEnd: new Date(now()).toISOString(), ...this.#schedule });
    if (metrics === undefined) return;
    await this.#tell(() => postSyncMetrics(metrics, resyncId, [this.#pseudo(RUNTIME, status)]));
  }

  get #schedule(): Pick<ResyncState, 'nextResync' | 'intervalInMinuets'> {
    const { nextResync, intervalMinutes } = this.#options;
    return { nextResync, intervalInMinuets: intervalMinutes };
  }

  #kinds(syncState: SyncState, report?: SyncReport): readonly SyncMetric[] {
    return this.#options.blocks.map(({ kind, blueprint }, index) => {
      const counts = report?.blocks[index];
      return {
        kindIdentifier: `${kind}-${index}`,
        kind,
        kindIndex: index,
        syncState,
        blueprint,
        counts:
          counts === undefined
            ? NOTHING_COUNTED
            : {
                ...NOTHING_COUNTED,
                extracted: counts.raw,
                transformed: counts.transformed,
                filtered: counts.filtered,
                loaded: counts.transformed - counts.unchanged,
                skipped: counts.unchanged,
              },
        durationSeconds: this.#elapsed,
      };
    });
  }

  #pseudo(kind: string, syncState: SyncState, report?: SyncReport): SyncMetric {
    const counts = {
      ...NOTHING_COUNTED,
      deleted: report?.deleted ?? 0,
      loadFailed: report?.failed ?? 0,
    };
    return {
      kindIdentifier: kind,
      kind,
      kindIndex: 0,
      syncState,
      blueprint: '',
      counts: kind === RECONCILIATION ? counts : NOTHING_COUNTED,
      durationSeconds: this.#elapsed,
    };
  }

  get #elapsed(): number {
    return (this.#options.now() - this.#startedAt) / 1_000;
  }

  async #state(state: ResyncState): Promise<void> {
    const { client, signal } = this.#options;
    await this.#tell(() => patchResyncState(client, state, signal));
  }

  async #tell(call: () => Promise<void>): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (this.#options.signal.aborted) return;
      this.#options.logger.warn(
        { problem: messageOf(error) },
        'Port did not take the state of the resync',
      );
    }
  }
}

/** The blocks of a mapping as Port numbers them. */
export function blocksOf(
  resources: readonly {
    readonly kind: string;
    readonly port: { readonly entity: { readonly mappings: unknown } };
  }[],
  mappings: readonly MappingSummary[],
): SyncReporterOptions['blocks'] {
  return resources.map(({ kind }, index) => {
    const blueprint = mappings.find(({ block }) => block === index)?.blueprint ?? '';
    return { kind, blueprint: JSON.stringify(blueprint) };
  });
}
