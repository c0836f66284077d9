import { z } from 'zod';
import { messageOf } from '../../lib/errors.ts';
import { BillingExportError } from './export-error.ts';

/** The manifest of the legacy report lists keys of the bucket, that of Data Exports lists `s3://` addresses. */
const Manifest = z
  .looseObject({
    reportKeys: z.array(z.string()).optional(),
    dataFiles: z.array(z.string()).optional(),
    reportName: z.string().optional(),
    exportName: z.string().optional(),
    billingPeriod: z.looseObject({ start: z.string() }).optional(),
  })
  .refine(({ reportKeys, dataFiles }) => reportKeys !== undefined || dataFiles !== undefined, {
    error: 'it has neither reportKeys nor dataFiles',
  });

/** The files that make up one delivery of an export. AWS writes it last, so what it lists is complete. */
export interface ExportManifest {
  readonly name: string | undefined;
  /** The billing period, however it is written; undefined if the manifest does not say. */
  readonly period: string | undefined;
  /** Keys in the bucket, without its name. */
  readonly keys: readonly string[];
}

const REMEDY = 'download the whole export again, or name its data files; nothing was stored';
const PARTITION = /BILLING_PERIOD=([^/]+)/;

/**
 * Reads a manifest of the legacy report or of Data Exports.
 *
 * @param file for errors
 * @param remedy what to do about a manifest that cannot be used
 * @throws {BillingExportError} for anything else, and for a manifest without files
 * @see https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html
 */
export function parseManifest(text: string, file: string, remedy = REMEDY): ExportManifest {
  const notOne = (problem: string, cause?: unknown): BillingExportError =>
    new BillingExportError(file, `is no manifest of an export: ${problem}`, { cause, remedy });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw notOne(messageOf(error), error);
  }
  const manifest = Manifest.safeParse(json);
  if (!manifest.success) {
    const problem = manifest.error.issues.map(
      ({ message, path }) => `${path.join('.')} ${message}`,
    );
    throw notOne(problem.join(', ').trim(), manifest.error);
  }
  const { reportKeys, dataFiles, reportName, exportName, billingPeriod } = manifest.data;
  // A file that is listed twice has its charges once.
  const keys = [...new Set((reportKeys ?? dataFiles ?? []).map(keyOf))];
  const bad = keys.find((key) => key === '' || key.endsWith('/') || key.split('/').includes('..'));
  if (bad !== undefined) throw notOne(`it lists "${bad}"`);
  if (keys.length === 0) {
    throw new BillingExportError(file, 'the manifest lists no files', { remedy });
  }
  return {
    name: exportName ?? reportName,
    period: billingPeriod?.start ?? PARTITION.exec(keys[0] ?? '')?.[1],
    keys,
  };
}

function keyOf(address: string): string {
  return address.replace(/^s3:\/\/[^/]*\//, '').replace(/^\/+/, '');
}
