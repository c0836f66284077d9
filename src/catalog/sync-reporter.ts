import type { Logger } from 'pino';
import { messageOf } from '../lib/errors.ts';
import type { MappingSummary } from '../mapping/mapped.ts';
import { patchResyncState, type ResyncState } from '../port/integration.ts';
import {
  NOTHING_COUNTED,
  postHeartbeat,
  postSyncMetrics,
  putSyncMetric,
  type SyncMetric,
  type SyncState,
  type TelemetryContext,
} from '../port/telemetry.ts';
import type { SyncReport } from './sync-report.ts';

export interface SyncReporterOptions {
  /** Undefined when Port has no endpoint for metrics. */
  readonly metrics: TelemetryContext | undefined;
  readonly client: TelemetryContext['client'];
  readonly resyncId: string;
  /** The resource blocks of the mapping: a kind, and its blueprint's expression. */
  readonly blocks: readonly { readonly kind: string; readonly blueprint: string }[];
  /** When the next resync starts; null for none. */
  readonly nextResync: string | null;
  readonly intervalMinutes: number | null;
  readonly now: () => number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly signal: AbortSignal;
}

/** Port treats a sync without heartbeats as dead. */
const HEARTBEAT_MS = 10_000;
/** The run waits for these calls to Port, but only briefly and not repeatedly. */
const LONGEST_CALL_MS = 5_000;
const RUNTIME = '__runtime__';
const RECONCILIATION = '__reconciliation__';

/**
 * Reports a resync to Port, in the order that Port's page relies on: kinds pending, runtime syncing, kinds
 * syncing and done, reconciliation, the resync's state, and the runtime's end. Failed reports are logged; the
 * sync itself continues.
 */
export class SyncReporter {
  readonly #options: SyncReporterOptions;
  readonly #startedAt: number;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Port refused metrics: they are not sent again until the end. */
  #isRefused = false;

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
    await this.#metrics((context) => postSyncMetrics(context, resyncId, this.#kinds('pending')));
    await this.#runtime('syncing');
    for (const metric of this.#kinds('syncing')) {
      await this.#metrics((context) => putSyncMetric(context, resyncId, metric));
    }
    if (metrics === undefined) return;
    this.#heartbeat = setInterval(() => {
      void this.#tell((signal) => postHeartbeat({ ...metrics, signal }, resyncId));
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** The resync has ended. */
  async end(
    status: 'completed' | 'failed' | 'aborted',
    report: SyncReport | undefined,
  ): Promise<void> {
    clearInterval(this.#heartbeat);
    const { resyncId, now } = this.#options;
    this.#isRefused = false;
    for (const metric of this.#kinds(status, report)) {
      await this.#metrics((context) => putSyncMetric(context, resyncId, metric));
    }
    for (const state of ['syncing', status] as const) {
      const metric = this.#pseudo(RECONCILIATION, state, report);
      await this.#metrics((context) => postSyncMetrics(context, resyncId, [metric]));
    }
    await this.#state({ status, lastResyncEnd: new Date(now()).toISOString(), ...this.#schedule });
    await this.#runtime(status);
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
    const { client } = this.#options;
    await this.#tell((signal) => patchResyncState(client, state, signal));
  }

  async #runtime(state: SyncState): Promise<void> {
    const metric = this.#pseudo(RUNTIME, state);
    await this.#metrics((context) => postSyncMetrics(context, this.#options.resyncId, [metric]));
  }

  async #metrics(call: (context: TelemetryContext) => Promise<void>): Promise<void> {
    const { metrics } = this.#options;
    if (metrics === undefined || this.#isRefused) return;
    this.#isRefused = !(await this.#tell((signal) => call({ ...metrics, signal })));
  }

  /** Did Port accept it? */
  async #tell(call: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const { signal } = this.#options;
    try {
      await call(AbortSignal.any([signal, AbortSignal.timeout(LONGEST_CALL_MS)]));
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      this.#options.logger.warn(
        { problem: messageOf(error) },
        'Port did not take the state of the resync',
      );
      return false;
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
