import { isBetterSource, type ExportType } from '../../../cost/billing/charge-source.ts';
import { BillingExportError } from '../../../cost/billing/export-error.ts';
import { discoverExports } from '../../../cost/billing/s3/discover-exports.ts';
import { openExportBucket, type ExportBucket } from '../../../cost/billing/s3/export-bucket.ts';
import { exportPeriods, type ExportPeriod } from '../../../cost/billing/s3/export-periods.ts';
import { exportFolder, type ExportPlace } from '../../../cost/billing/s3/export-place.ts';
import type { CollectOptions } from './collect-options.ts';
import type { CollectedScope } from './collect-report.ts';
import { failedScope } from './failed-scope.ts';
import type { Payer } from './payer-accounts.ts';

export const EXPORT_PERMISSIONS = {
  discovery: ['bcm-data-exports:ListExports', 'bcm-data-exports:GetExport'],
  bucket: ['s3:ListBucket', 's3:GetObject'],
} as const;

/** A billing period of an export, and how it is read. */
export interface FoundPeriod extends ExportPeriod {
  readonly place: ExportPlace;
  readonly bucket: ExportBucket;
  /** The payer account, as far as it is known before the export is read. */
  readonly account: string;
  /** Where its manifest is: `s3://…`. */
  readonly location: string;
}

/** The exports of a payer account, and what of them could not be listed. */
export interface FoundExports {
  /** Of each period the best export, newest first. */
  readonly periods: readonly FoundPeriod[];
  readonly failed: readonly CollectedScope[];
  /** Whether another source may stand in for exports: none is there, or AWS does not allow to list them. */
  readonly isKnown: boolean;
}

/** Finds the exports of a payer account. @param places undefined for those that AWS lists */
export async function findExportPeriods(
  payer: Payer,
  places: readonly ExportPlace[] | undefined,
  options: CollectOptions,
): Promise<FoundExports> {
  const { sources, signal } = options;
  const account = payer.session.accountId;
  const failed: CollectedScope[] = [];
  let isKnown = true;
  let all = places;
  if (all === undefined) {
    try {
      all = await discoverExports(payer.clients, signal);
    } catch (error) {
      signal.throwIfAborted();
      const ended = failedScope(error, EXPORT_PERMISSIONS.discovery);
      failed.push({
        source: 'exports',
        name: 'Data Exports',
        account,
        period: undefined,
        ...ended,
      });
      isKnown = ended.outcome === 'denied';
      all = [];
    }
  }
  const best = new Map<string, FoundPeriod>();
  for (const place of all) {
    if (place.type !== undefined && sources?.has(place.type) === false) continue;
    options.onStep?.(`Listing the export ${place.name}`);
    try {
      const owner = place.role === undefined ? payer : await options.payers.role(place.role);
      const bucket = openExportBucket(owner.clients, place);
      const found = await exportPeriods(bucket, place, signal);
      if (places !== undefined && found.length === 0) throw nothingThere(place);
      for (const period of found) {
        const location = `s3://${place.bucket}/${period.manifest.key}`;
        const other = best.get(period.period);
        if (
          other === undefined ||
          isBetterSource(leastSourceOf(place), leastSourceOf(other.place))
        ) {
          best.set(period.period, { ...period, place, bucket, account, location });
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      isKnown = false;
      failed.push({
        ...{ source: sourceOf(place), name: place.name, account, period: undefined },
        ...failedScope(error, EXPORT_PERMISSIONS.bucket),
      });
    }
  }
  const periods = [...best.values()].sort((one, other) => (one.period > other.period ? -1 : 1));
  return { periods, failed, isKnown };
}

/** An export of the settings: nothing else may stand in for one whose name is misspelt, and be paid. */
function nothingThere(place: ExportPlace): BillingExportError {
  const folder = `s3://${place.bucket}/${exportFolder(place)}`;
  return new BillingExportError(folder, 'there is no export', {
    remedy:
      'check name, prefix and bucket in LONGSHORE_COST_EXPORTS; AWS delivers the first files within 24 hours',
  });
}

/** The source of an export, as far as it is known before its columns are read. */
export function sourceOf({ type }: ExportPlace): ExportType | 'export' {
  return type ?? 'export';
}

/** The worst source that an export can be: without a type in the settings, it may be the legacy report. */
export function leastSourceOf({ type }: ExportPlace): ExportType {
  return type ?? 'cur-legacy';
}
