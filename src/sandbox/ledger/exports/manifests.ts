import { monthAfter } from '../days.ts';
import type { Ledger } from '../ledger.ts';
import { exportArn } from './data-exports.ts';
import { exportBucket, type ExportMonth } from './export-keys.ts';
import type { Column } from './export-row.ts';
import { exportColumns } from './export-tables.ts';
import { LEGACY_COLUMNS } from './legacy-columns.ts';
import { isFinal } from '../refresh.ts';

/** The manifest of a month: it lists the files that belong together. */
export function manifestText(ledger: Ledger, month: ExportMonth): string {
  return month.options.table === 'legacy-cur'
    ? JSON.stringify(legacyManifest(ledger, month))
    : JSON.stringify(exportManifest(ledger, month));
}

/** @see https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html */
function exportManifest(ledger: Ledger, exported: ExportMonth): object {
  const { options, month, parts, assemblyId } = exported;
  const bucket = exportBucket(ledger);
  return {
    executionId: assemblyId,
    exportArn: exportArn(ledger, options),
    exportName: options.name,
    account: ledger.estate.managementAccountId,
    columns: exportColumns(options).map(({ name, type }) => ({ name, type: typeName(type) })),
    contentType: options.format === 'csv' ? 'text/csv' : 'application/vnd.apache.parquet',
    compression: options.format === 'csv' ? 'GZIP' : 'PARQUET',
    billingPeriod: { start: compact(`${month}-01`), end: compact(`${monthAfter(month)}-01`) },
    dataFiles: parts.map(({ key }) => `s3://${bucket}/${key}`),
    finalized: isFinal(month, ledger.refresh()),
  };
}

/** @see https://docs.aws.amazon.com/cur/latest/userguide/understanding-report-versions.html */
function legacyManifest(ledger: Ledger, exported: ExportMonth): object {
  const { options, month, parts, assemblyId } = exported;
  const account = ledger.estate.managementAccountId;
  return {
    assemblyId,
    account,
    columns: LEGACY_COLUMNS.map(({ category, name }) => ({
      category,
      name,
      type: /(?:Cost|Rate|Amount|Fee|Quantity)$/.test(name) ? 'OptionalBigDecimal' : 'OptionalString',
    })),
    charset: 'UTF-8',
    compression: 'GZIP',
    contentType: 'text/csv',
    reportId: `${account}${options.name}`,
    reportName: options.name,
    billingPeriod: { start: compact(`${month}-01`), end: compact(`${monthAfter(month)}-01`) },
    bucket: exportBucket(ledger),
    reportKeys: parts.map(({ key }) => key),
    additionalArtifactKeys: [],
  };
} // prettier-ignore

function typeName(type: Column['type']): string {
  return { double: 'double', string: 'string', timestamp: 'timestamp_milliseconds', map: 'map<string,string>', 'map of double': 'map<string,double>' }[type];
} // prettier-ignore

/** `20261001T000000.000Z` */
function compact(day: string): string {
  return `${day.replaceAll('-', '')}T000000.000Z`;
}
