import type { CatalogSync } from '../catalog/catalog-sync.ts';
import type { SyncReport } from '../catalog/sync-report.ts';
import { readEstate } from '../app/read-estate.ts';
import type { RunScope } from '../app/run-scope.ts';
import type { RuntimeOpener } from '../app/runtime.ts';
import type { StoreReader } from '../app/store/store-reader.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { ReportFile } from '../ledger/report.ts';
import type { Sink } from '../ledger/sink.ts';
import { LongshoreError } from '../lib/errors.ts';
import { portSummary } from './port-report.ts';
import type { Progress } from './progress.ts';
import { runSummary } from './run-report.ts';
import { StoppedError, whatWasStopped } from './stopped.ts';
import { styleFor, type Output, type Terminal } from './terminal.ts';

/** Where a run's results go. */
export interface RunOutputs {
  /** Called once. Without a sink, resources are only counted. */
  openSink?(): Promise<Sink | undefined>;
  /** Called once, when the run has started. */
  openPort?(signal: AbortSignal): Promise<CatalogSync>;
  /** Called once, when the run has begun: a sink that never fails the run. */
  openStore?(): Promise<Sink | undefined>;
  /** Opens the store for the kinds that are read from it. @default the store of the settings, if it exists */
  readonly openStored?: (() => Promise<StoreReader | undefined>) | undefined;
  /** What the log calls the sink. @default `port` with `openPort`, else `ndjson` */
  readonly sink?: 'store' | undefined;
  /** The file for the resources, `-` for stdout; undefined for none. */
  readonly output?: string | undefined;
  /** The file for the ledger. */
  readonly report?: string | undefined;
}

/** A run that has ended. */
export interface WatchedRun {
  readonly ledger: Ledger;
  /** What the run did in Port; undefined if it did not write to Port. */
  readonly port: SyncReport | undefined;
  readonly elapsedMs: number;
}

/**
 * Reads AWS into the outputs, and shows progress.
 *
 * @throws {StoppedError} when the run was stopped
 */
export async function watchedRun(
  scope: RunScope,
  outputs: RunOutputs,
  open: RuntimeOpener,
  progress: Progress,
  terminal: Terminal,
): Promise<WatchedRun> {
  const { signal } = terminal;
  const report =
    outputs.report === undefined ? undefined : await ReportFile.open(outputs.report, signal);
  const startedAt = Date.now();
  let catalog: CatalogSync | undefined;
  let resources = 0;
  const { width } = styleFor(terminal.stderr, terminal.env);
  const stopped = (): StoppedError =>
    new StoppedError(whatWasStopped(signal, width, outputs, { resources, port: catalog?.report }));
  const watching: Sink = {
    planned: (plan) => progress.planned?.(plan),
    event(event) {
      if (event.type === 'batch') resources += event.batch.resources.length;
      progress.event(event);
    },
    finish: () => progress.finish?.(),
  };
  try {
    const ledger = await readEstate({
      scope,
      open,
      report,
      signal,
      openStored: outputs.openStored,
      async sinks(running) {
        const sink = await outputs.openSink?.();
        catalog = await outputs.openPort?.(running);
        const stored = await outputs.openStore?.();
        progress.start?.(startOf(scope, outputs));
        return [watching, sink, catalog, stored].filter((one) => one !== undefined);
      },
    });
    if (ledger.status === 'cancelled') throw stopped();
    return { ledger, port: catalog?.report, elapsedMs: Date.now() - startedAt };
  } catch (error) {
    throw signal.aborted && !(error instanceof LongshoreError) ? stopped() : error;
  } finally {
    progress.end?.();
    await report?.[Symbol.asyncDispose]();
  }
}

/** The log line at the start of a run. */
function startOf(
  { mapping, accounts, regions, concurrency }: RunScope,
  outputs: RunOutputs,
): object {
  return {
    kinds: mapping.plans.length,
    ...(accounts !== undefined && { accounts: [...accounts] }),
    ...(regions !== undefined && { regions: [...regions] }),
    concurrency,
    sink: outputs.sink ?? (outputs.openPort === undefined ? 'ndjson' : 'port'),
    ...(outputs.output !== undefined && { output: outputs.output }),
    ...(outputs.report !== undefined && { report: outputs.report }),
  };
}

/**
 * The run's summary.
 *
 * @param isPlan nothing was written to Port
 */
export function describeRun(
  { ledger, port, elapsedMs }: WatchedRun,
  stream: Output,
  { env, secrets }: Pick<Terminal, 'env' | 'secrets'>,
  isPlan = false,
): string {
  const style = styleFor(stream, env);
  const parts = [runSummary(ledger, elapsedMs, style)];
  if (port !== undefined) parts.push(portSummary(port, style, isPlan));
  return secrets.mask(parts.join('\n'));
}
