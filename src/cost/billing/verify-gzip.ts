import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../lib/errors.ts';
import { BillingExportError } from './export-error.ts';

const GZIP = /\.gz$/i;

/**
 * Reads a GZIP file to its end and compares its checksum. DuckDB does not: a file that was cut off between two lines, or
 * damaged, would silently lose charges.
 *
 * @throws {BillingExportError} for a file that is not whole
 */
export async function verifyGzip(file: string, signal: AbortSignal): Promise<void> {
  if (!GZIP.test(file)) return;
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  try {
    await pipeline(createReadStream(file), createGunzip(), nowhere, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new BillingExportError(file, `is damaged or was cut off: ${messageOf(error)}`, {
      cause: error,
      remedy: 'download the export again; nothing was stored',
    });
  }
}
