import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../lib/error-code.ts';
import { messageOf } from '../../lib/errors.ts';
import { BillingExportError } from './export-error.ts';
import { parseManifest } from './manifest.ts';
import type { FileFormat } from './charge-query.ts';

/** Files of one export that are read together. */
export interface ExportFiles {
  /** Its name at AWS, or that of its file or folder. */
  readonly name: string;
  readonly format: FileFormat;
  /** Absolute paths. */
  readonly files: readonly string[];
}

const FORMATS: readonly (readonly [RegExp, FileFormat])[] = [
  [/\.parquet$/i, 'parquet'],
  [/\.csv(?:\.gz)?$/i, 'csv'],
];
const MANIFEST = /manifest\.json$/i;
const ZIP = /\.zip$/i;
/** DuckDB takes them as patterns of names. */
const PATTERN = /[*?[\]]/;
/** Deeper than any delivery: bucket, prefix, export, data, partition, assembly. */
const MOST_DEPTH = 12;
const MOST_FILES = 100_000;
/** Folders above a manifest in which its files are looked for. */
const MOST_ABOVE = 4;

/**
 * Finds exports on disk: data files, folders with them, and deliveries of AWS by their manifests. In a folder with
 * manifests only what they list counts: other files may be left of earlier deliveries.
 *
 * @throws {BillingExportError} for a file that is missing, empty or of an unknown format
 */
export async function findExports(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly ExportFiles[]> {
  const exports: ExportFiles[] = [];
  const loose: string[] = [];
  for (const given of paths) {
    const place = await placeOf(given);
    if (!place.isFolder) {
      if (MANIFEST.test(place.path)) exports.push(...(await listed([place.path], signal)));
      else loose.push(place.path);
      continue;
    }
    const files = await filesIn(place.path, signal);
    const manifests = files.filter((file) => MANIFEST.test(file));
    if (manifests.length > 0) exports.push(...(await listed(manifests, signal)));
    else loose.push(...dataFilesOf(files, place.path));
  }
  return [...exports, ...(await grouped(loose))];
}

async function placeOf(
  given: string,
): Promise<{ readonly path: string; readonly isFolder: boolean }> {
  try {
    const found = await realpath(given);
    return { path: found, isFolder: (await stat(found)).isDirectory() };
  } catch (error) {
    const isMissing = errorCode(error) === 'ENOENT';
    const problem = isMissing ? 'does not exist' : `cannot be read: ${messageOf(error)}`;
    throw new BillingExportError(given, problem, {
      cause: error,
      remedy: 'name an export that is on this disk: a file, or a folder',
    });
  }
}

async function filesIn(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const files: string[] = [];
  const waiting: { readonly folder: string; readonly depth: number }[] = [{ folder, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal.throwIfAborted();
    for (const entry of await readdir(next.folder, { withFileTypes: true })) {
      const file = path.join(next.folder, entry.name);
      if (entry.isDirectory() && next.depth < MOST_DEPTH) {
        waiting.push({ folder: file, depth: next.depth + 1 });
      }
      if (!entry.isDirectory()) files.push(file);
    }
    if (files.length > MOST_FILES) {
      throw new BillingExportError(folder, `has more than ${MOST_FILES} files`, {
        remedy: "name the export's own folder",
      });
    }
  }
  return files.sort();
}

function dataFilesOf(files: readonly string[], folder: string): readonly string[] {
  const found = files.filter((file) => formatOf(file) !== undefined || ZIP.test(file));
  if (found.length > 0) return found;
  throw new BillingExportError(folder, 'has no export: no .parquet, .csv or .csv.gz', {
    remedy: 'name the folder that AWS delivers the export to',
  });
}

/** Files without a manifest: those of one format are one export. */
async function grouped(files: readonly string[]): Promise<readonly ExportFiles[]> {
  const groups = new Map<FileFormat, string[]>();
  for (const file of new Set(files)) {
    const format = await checkedFormat(file);
    groups.set(format, [...(groups.get(format) ?? []), file]);
  }
  return [...groups].map(([format, its]) => {
    const [first = ''] = its;
    const name = path.basename(its.length === 1 ? first : path.dirname(first));
    return { name, format, files: its };
  });
}

interface Delivery extends ExportFiles {
  readonly key: string;
  readonly depth: number;
}

/** Of several deliveries of one period, the manifest nearest to the top is the current one. */
async function listed(
  manifests: readonly string[],
  signal: AbortSignal,
): Promise<readonly ExportFiles[]> {
  const current = new Map<string, Delivery>();
  for (const manifest of manifests) {
    signal.throwIfAborted();
    const delivery = await deliveryOf(manifest);
    const known = current.get(delivery.key);
    if (known === undefined || delivery.depth < known.depth) current.set(delivery.key, delivery);
  }
  const exports: ExportFiles[] = [];
  for (const { name, format, files } of current.values()) exports.push({ name, format, files });
  return exports;
}

async function deliveryOf(manifest: string): Promise<Delivery> {
  const { name, period, keys } = parseManifest(await readFile(manifest, 'utf8'), manifest);
  const files: string[] = [];
  for (const key of keys) {
    const file = await fileOf(key, manifest);
    // Files of two folders may have one name: one of them is not there.
    if (file === undefined || files.includes(file)) throw notThere(key, manifest);
    files.push(file);
  }
  const formats = new Set<FileFormat>();
  for (const file of files) formats.add(await checkedFormat(file));
  const [format, other] = formats;
  if (format === undefined || other !== undefined) {
    throw new BillingExportError(manifest, 'lists files of two formats', {
      remedy: 'name the files of one format instead of the folder',
    });
  }
  const folder = path.dirname(manifest);
  return {
    name: name ?? path.basename(manifest),
    format,
    files,
    key: JSON.stringify([name, period ?? folder]),
    depth: manifest.split(path.sep).length,
  };
}

/** The file of a key: as much of its path as there is, in the manifest's folder or one above it. */
async function fileOf(key: string, manifest: string): Promise<string | undefined> {
  const segments = key.split('/');
  let folder = path.dirname(manifest);
  for (let above = 0; above <= MOST_ABOVE; above += 1) {
    const least = above === 0 ? 1 : 2;
    for (let length = segments.length; length >= least; length -= 1) {
      const file = path.join(folder, ...segments.slice(-length));
      const isThere = await stat(file).then(
        (found) => found.isFile(),
        () => false,
      );
      if (isThere) return file;
    }
    folder = path.dirname(folder);
  }
  return undefined;
}

function notThere(key: string, manifest: string): BillingExportError {
  return new BillingExportError(manifest, `lists ${key}, which is not there`, {
    remedy: 'download the whole export again; nothing was stored',
  });
}

function formatOf(file: string): FileFormat | undefined {
  return FORMATS.find(([ending]) => ending.test(file))?.[1];
}

async function checkedFormat(file: string): Promise<FileFormat> {
  if (ZIP.test(file)) {
    throw new BillingExportError(file, 'is a ZIP file, which cannot be read', {
      remedy: 'unzip it, or have AWS deliver the export as GZIP or Parquet',
    });
  }
  const format = formatOf(file);
  if (format === undefined) {
    throw new BillingExportError(file, 'is of an unknown format', {
      remedy: 'name files that end in .parquet, .csv or .csv.gz, or a folder',
    });
  }
  if (PATTERN.test(file)) {
    throw new BillingExportError(
      file,
      'has a character in its path that stands for others: * ? [ ]',
      {
        remedy: 'move it to another folder, or rename it',
      },
    );
  }
  const { size } = await stat(file);
  if (size > 0) return format;
  throw new BillingExportError(file, 'is empty', {
    remedy: 'download the whole export again; nothing was stored',
  });
}
