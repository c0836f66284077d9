import type { CatalogSync } from '../catalog/catalog-sync.ts';
import type { SyncReport } from '../catalog/sync-report.ts';
import { readEstate } from '../app/read-estate.ts';
import type { RunScope } from '../app/run-scope.ts';
import type { RuntimeOpener } from '../app/runtime.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { ReportFile } from '../ledger/report.ts';
import type { Sink } from '../ledger/sink.ts';
import { portSummary } from './port-report.ts';
import type { Progress } from './progress.ts';
import { runSummary } from './run-report.ts';
import { coloursFor, type Output, type Terminal } from './terminal.ts';

/** Where a run's results go. */
export interface RunOutputs {
  /** Called once; without a sink, resources are only counted. */
  openSink?(): Promise<Sink | undefined>;
  /** Called once, when the run has begun. */
  openPort?(signal: AbortSignal): Promise<CatalogSync>;
  /** Called once, when the run has begun: a sink that never fails the run. */
  openStore?(): Promise<Sink | undefined>;
  /** The file for the ledger. */
  readonly report?: string | undefined;
}

/** A run that has ended. */
export interface WatchedRun {
  readonly ledger: Ledger;
  /** What it did in Port; undefined when it did not go there. */
  readonly port: SyncReport | undefined;
  readonly elapsedMs: number;
}

/** Reads the estate into its outputs, and shows how it goes. */
export async function watchedRun(
  scope: RunScope,
  outputs: RunOutputs,
  open: RuntimeOpener,
  progress: Progress,
  terminal: Terminal,
): Promise<WatchedRun> {
  const report =
    outputs.report === undefined
      ? undefined
      : await ReportFile.open(outputs.report, terminal.signal);
  const startedAt = Date.now();
  let catalog: CatalogSync | undefined;
  try {
    const ledger = await readEstate({
      scope,
      open,
      report,
      signal: terminal.signal,
      async sinks(running) {
        const sink = await outputs.openSink?.();
        catalog = await outputs.openPort?.(running);
        const stored = await outputs.openStore?.();
        const end = (): void => {
          progress.end();
        };
        return [
          ...(sink === undefined ? [] : [sink]),
          ...(catalog === undefined ? [] : [catalog]),
          ...(stored === undefined ? [] : [stored]),
          {
            event: (event) => {
              progress.event(event);
            },
            finish: end,
            abandon: end,
          },
        ];
      },
    });
    return { ledger, port: catalog?.report, elapsedMs: Date.now() - startedAt };
  } finally {
    progress.end();
    await report?.[Symbol.asyncDispose]();
  }
}

/** The run in words. */
export function describeRun(
  { ledger, port, elapsedMs }: WatchedRun,
  stream: Output,
  { env, secrets }: Pick<Terminal, 'env' | 'secrets'>,
): string {
  const colours = coloursFor(stream, env);
  const parts = [runSummary(ledger, elapsedMs, colours)];
  if (port !== undefined) parts.push(portSummary(port, colours));
  return secrets.mask(parts.join('\n'));
}
