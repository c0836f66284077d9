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

const PARTITION = /BILLING_PERIOD=([^/]+)/;

/**
 * Reads a manifest of the legacy report or of Data Exports.
 *
 * @param file for errors
 * @throws {BillingExportError} for anything else, and for a manifest without files
 * @see https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html
 */
export function parseManifest(text: string, file: string): ExportManifest {
  const manifest = Manifest.safeParse(jsonOf(text, file));
  if (!manifest.success) throw notOne(file, z.prettifyError(manifest.error), manifest.error);
  const { reportKeys, dataFiles, reportName, exportName, billingPeriod } = manifest.data;
  const keys = (reportKeys ?? dataFiles ?? []).map(keyOf);
  const bad = keys.find((key) => key.split('/').includes('..'));
  if (bad !== undefined) throw notOne(file, `it lists ${bad}`);
  if (keys.length === 0) {
    throw new BillingExportError(file, 'the manifest lists no files', {
      remedy: 'wait until AWS has delivered the export, and download it again',
    });
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

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notOne(file, messageOf(error), error);
  }
}

function notOne(file: string, problem: string, cause?: unknown): BillingExportError {
  return new BillingExportError(file, `is no manifest of an export: ${problem}`, {
    cause,
    remedy: 'name a folder as AWS delivers it, or its data files',
  });
}
