import type { BucketObject, ExportBucket } from './export-bucket.ts';
import { exportFolder, type ExportPlace } from './export-place.ts';

/** A billing period of an export in S3. */
export interface ExportPeriod {
  /** `2026-10` */
  readonly period: string;
  /** The manifest of its current delivery. */
  readonly manifest: BucketObject;
}

/** The folder of a period: `BILLING_PERIOD=2026-10/` of Data Exports, `20261001-20261101/` of the legacy report. */
const PARTITION = /\/metadata\/BILLING_PERIOD=(?<period>\d{4}-\d{2})\//;
const LEGACY_FOLDER = /(?<year>\d{4})(?<month>\d{2})\d{2}-\d{8}\/$/;

/**
 * The billing periods that an export has, newest first: each by its current manifest. Where deliveries are kept, the
 * manifest nearest to the top is the current one; of several there, the latest.
 *
 * @see https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html
 * @see https://docs.aws.amazon.com/cur/latest/userguide/understanding-report-versions.html
 */
export async function exportPeriods(
  bucket: ExportBucket,
  place: ExportPlace,
  signal: AbortSignal,
): Promise<readonly ExportPeriod[]> {
  const folder = exportFolder(place);
  const current = new Map<string, BucketObject>();
  for await (const object of bucket.objects(`${folder}metadata/`, signal)) {
    const period = PARTITION.exec(object.key)?.groups?.['period'];
    if (period !== undefined && isManifest(object)) keep(current, period, object);
  }
  if (current.size === 0) {
    for await (const its of bucket.folders(folder, signal)) {
      const { year, month } = LEGACY_FOLDER.exec(its)?.groups ?? {};
      if (year === undefined || month === undefined) continue;
      for await (const object of bucket.objects(`${its}${place.name}-Manifest.json`, signal)) {
        keep(current, `${year}-${month}`, object);
      }
    }
  }
  return [...current]
    .map(([period, manifest]) => ({ period, manifest }))
    .sort((one, other) => (one.period > other.period ? -1 : 1));
}

function isManifest({ key }: BucketObject): boolean {
  return key.endsWith('-Manifest.json');
}

function keep(current: Map<string, BucketObject>, period: string, object: BucketObject): void {
  const known = current.get(period);
  const isNearer = known === undefined || depthOf(object) < depthOf(known);
  const isLater =
    known !== undefined &&
    depthOf(object) === depthOf(known) &&
    object.modifiedAt > known.modifiedAt;
  if (isNearer || isLater) current.set(period, object);
}

function depthOf({ key }: BucketObject): number {
  return key.split('/').length;
}
