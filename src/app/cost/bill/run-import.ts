import path from 'node:path';
import type { Settings } from '../../../config/settings.ts';
import type { ExportType } from '../../../cost/billing/charge-source.ts';
import { systemClock } from '../../../lib/clock.ts';
import { findReader } from '../../store/open-reader.ts';
import { openStoreOrHost } from '../../store/open-store-or-host.ts';
import { importCharges, type ImportTarget } from './import-charges.ts';
import type { ImportReport } from './import-report.ts';
import { fileOpener } from './open-files.ts';

export interface RunImportOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly paths: readonly string[];
  readonly type: ExportType | undefined;
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
  onStep?(step: string): void;
}

/**
 * Imports exports into the store; `longshore serve` does it while it holds the store.
 *
 * @throws {BillingExportError} for an export that cannot be read whole
 * @throws {StoreError} when the store cannot be opened or written
 */
export async function runImport(options: RunImportOptions): Promise<ImportReport> {
  const { settings, cwd, signal } = options;
  if (options.isDryRun) {
    const reader = await findReader(settings, cwd, signal);
    try {
      return await importInto({ store: undefined, stored: reader }, options);
    } finally {
      await reader?.[Symbol.asyncDispose]();
    }
  }
  const store = await openStoreOrHost(settings, cwd, signal);
  if ('importCharges' in store) {
    const request = { paths: absolute(options), type: options.type };
    return store.importCharges(request, options.onStep, signal);
  }
  try {
    return await importInto({ store, stored: store }, options);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

/** Imports, then looks for anomalies in what the store has now. */
async function importInto(target: ImportTarget, options: RunImportOptions): Promise<ImportReport> {
  const { settings, type, signal, onStep } = options;
  const report = await importCharges(target, {
    paths: absolute(options),
    type,
    retentionMonths: settings.cost.retentionMonths,
    acceptsLostAccounts: settings.cost.acceptsLostAccounts,
    openFiles: fileOpener(settings),
    signal,
    now: systemClock.now,
    ...(onStep !== undefined && { onStep }),
  });
  if (target.store === undefined) return report;
  const { analyseBill } = await import('../analysis/after-bill.ts');
  const analysis = { settings, signal, now: systemClock.now, onStep };
  return { ...report, analysis: await analyseBill(target.store, analysis) };
}

function absolute({ paths, cwd }: RunImportOptions): readonly string[] {
  return paths.map((name) => path.resolve(cwd, name));
}
