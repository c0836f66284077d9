import { mkdir, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pLimit from 'p-limit';
import { classify } from '../../../aws/errors.ts';
import { BillingExportError } from '../export-error.ts';
import { parseManifest } from '../manifest.ts';
import type { BucketObject, ExportBucket } from './export-bucket.ts';

/** Files at once. A piece of each is in memory. */
const AT_ONCE = 4;
/** An export is written several times a day: it seldom changes twice while it is read. */
const MOST_READS = 3;
/** The manifest follows the last file within minutes. Where it never does, someone has copied the files after it. */
const LONGEST_WAIT_MS = 3_600_000;
/** What must stay free on the disk, in bytes: the store grows too. */
const KEPT_FREE = 256 * 1024 * 1024;

/** Files of a delivery on this disk. */
export interface DownloadedExport {
  /** The file to import: it lists the others. */
  readonly manifest: string;
  /** What was read, which may be newer than what was asked for. */
  readonly version: BucketObject;
}

/** Where a delivery is, and where it goes. */
export interface DownloadOptions {
  readonly bucket: ExportBucket;
  readonly manifest: BucketObject;
  /** An empty folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  now(): number;
}

/** Thrown for an export that AWS is writing. A later run reads it; until then, nothing is replaced. */
export class ExportChangingError extends BillingExportError {}

/**
 * Downloads what a manifest lists, into a folder. AWS rewrites exports in place: when the manifest or a file changes
 * meanwhile, everything is read again.
 *
 * @throws {ExportChangingError} for an export that does not stop changing, or whose manifest is older than its files: AWS
 *   writes it last
 * @throws {BillingExportError} for a missing file and a full disk
 * @see https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html
 */
export async function downloadExport(options: DownloadOptions): Promise<DownloadedExport> {
  const { bucket, signal } = options;
  let version = options.manifest;
  for (let read = 1; read <= MOST_READS; read += 1) {
    const folder = path.join(options.folder, String(read));
    const problem = await downloadOnce({ ...options, folder }, version).catch((error: unknown) => {
      signal.throwIfAborted();
      if (isChanged(error) || error instanceof MissingFileError) return error;
      throw error;
    });
    const now = await bucket.facts(version.key, signal);
    const isSame = now.etag === version.etag;
    if (isSame && problem === undefined) {
      return { manifest: path.join(folder, MANIFEST), version };
    }
    if (isSame && problem instanceof MissingFileError) throw missing(version, problem);
    version = now;
  }
  throw changing(bucket, version, 'changes again and again');
}

/** What to do about a damaged manifest. */
const REWRITTEN = 'run again after the next delivery: AWS writes it again; nothing was replaced';
/** The manifest's name on this disk. */
const MANIFEST = 'export-Manifest.json';

/** Thrown for a file that is listed and not in the bucket. */
class MissingFileError extends Error {}

async function downloadOnce(
  { bucket, folder, signal, now }: DownloadOptions,
  version: BucketObject,
): Promise<undefined> {
  const text = await bucket.text(version, signal);
  const { keys } = parseManifest(text, placeOf(bucket, version.key), REWRITTEN);
  const limit = pLimit(AT_ONCE);
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const each = async <Value>(work: (index: number) => Promise<Value>): Promise<Value[]> => {
    try {
      return await limit.map([...keys.keys()], work);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const files = await each((index) => factsOf(bucket, keys[index] ?? '', either));
  const newest = Math.max(...files.map(({ modifiedAt }) => modifiedAt));
  if (newest > version.modifiedAt && now() - newest < LONGEST_WAIT_MS) {
    throw changing(bucket, version, 'is older than the files that it lists');
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await assertFits(folder, bucket, files);
  await each(async (index) => {
    const object = files[index];
    if (object === undefined) return;
    // Folders of keys are kept: files of two of them may have one name.
    const file = path.join(folder, ...object.key.split('/'));
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await bucket.download(object, file, either);
  });
  await writeFile(path.join(folder, MANIFEST), text, { mode: 0o600 });
  return undefined;
}

async function factsOf(
  bucket: ExportBucket,
  key: string,
  signal: AbortSignal,
): Promise<BucketObject> {
  try {
    return await bucket.facts(key, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (classify(error).class !== 'not-found') throw error;
    throw new MissingFileError(placeOf(bucket, key), { cause: error });
  }
}

/** @throws {BillingExportError} before a full disk would stop other programs */
async function assertFits(
  folder: string,
  bucket: ExportBucket,
  files: readonly BucketObject[],
): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = files.reduce((sum, { size }) => sum + size, 0);
  if (needed + KEPT_FREE <= bavail * bsize) return;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_048_576)} MB`;
  throw new BillingExportError(
    placeOf(bucket, files[0]?.key ?? ''),
    `needs ${megabytes(needed)} for its files, and ${megabytes(bavail * bsize)} are free in ${folder}`,
    { remedy: 'make room on the disk of the state folder, or choose another: --state' },
  );
}

function isChanged(error: unknown): boolean {
  const { code } = classify(error);
  return code === 'PreconditionFailed' || code === 'NoSuchKey';
}

function changing(
  bucket: ExportBucket,
  { key }: BucketObject,
  problem: string,
): ExportChangingError {
  return new ExportChangingError(placeOf(bucket, key), problem, {
    remedy: 'run again in an hour: AWS is writing this export; nothing was replaced',
  });
}

function missing({ key }: BucketObject, { message, cause }: MissingFileError): BillingExportError {
  return new BillingExportError(key, `lists ${message}, which is not there`, {
    cause,
    remedy: 'check whether something deletes files from the bucket; nothing was replaced',
  });
}

function placeOf({ name }: ExportBucket, key: string): string {
  return `s3://${name}/${key}`;
}
