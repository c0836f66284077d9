import { createWriteStream } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { badArchive, checkedTotals, safeEntry } from './safe-entry.ts';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
const LONGEST_COMMENT = 65_535;
const MOST_DIRECTORY = 4 * 1_048_576;
/** In the upper half of the attributes that Unix writes. */
const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const EXECUTE = 0o111;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
  readonly mode: number;
}

/**
 * Unpacks a .zip. Links and devices are refused, and names that lead out of the folder.
 *
 * @throws {PluginError} for an archive that is not safe, or broken
 */
export async function unpackZip(
  archive: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(archive, 'r');
  try {
    const entries = await entriesOf(file, archive);
    checkedTotals(
      archive,
      entries.length,
      entries.reduce((sum, { size }) => sum + size, 0),
    );
    for (const entry of entries) await unpack(file, entry, { archive, folder, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Error && error.name === 'PluginError'
      ? error
      : badArchive(archive, 'content that cannot be unpacked', error);
  } finally {
    await file.close();
  }
}

interface Place {
  readonly archive: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

async function unpack(
  file: FileHandle,
  entry: Entry,
  { archive, folder, signal }: Place,
): Promise<void> {
  const name = safeEntry(entry.name, archive);
  const type = entry.mode & TYPE_MASK;
  if (type !== 0 && type !== REGULAR && type !== FOLDER) {
    throw badArchive(archive, `a link or a device: ${JSON.stringify(name)}`);
  }
  const target = path.join(folder, name);
  if (type === FOLDER || entry.name.endsWith('/')) {
    await mkdir(target, { recursive: true });
    return;
  }
  const head = await read(file, entry.at, LOCAL_BYTES, archive);
  if (head.readUInt32LE(0) !== LOCAL_SIGNATURE)
    throw badArchive(archive, 'an entry without header');
  const start = entry.at + LOCAL_BYTES + head.readUInt16LE(26) + head.readUInt16LE(28);
  await mkdir(path.dirname(target), { recursive: true });
  const mode = (entry.mode & EXECUTE) === 0 ? 0o644 : 0o755;
  const out = createWriteStream(target, { flags: 'wx', mode });
  const source =
    entry.packed === 0
      ? []
      : file.createReadStream({ start, end: start + entry.packed - 1, autoClose: false });
  const limit = exactly(entry.size, archive);
  if (entry.method === STORED) await pipeline(source, limit, out, { signal });
  else if (entry.method === DEFLATED)
    await pipeline(source, createInflateRaw(), limit, out, { signal });
  else throw badArchive(archive, `a packing (${entry.method}) that is not known`);
}

/** Passes so many bytes and no more: what an archive claims as a size need not be true. */
function exactly(size: number, archive: string): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      if (seen > size) done(badArchive(archive, 'a file that is larger than it says'));
      else done(null, chunk);
    },
    flush(done) {
      done(seen === size ? null : badArchive(archive, 'a file that is shorter than it says'));
    },
  });
}

async function entriesOf(file: FileHandle, archive: string): Promise<readonly Entry[]> {
  const { size } = await file.stat();
  const length = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const tail = await read(file, size - length, length, archive);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END_SIGNATURE) at -= 1;
  if (at < 0) throw badArchive(archive, 'no directory: it is not a zip file');
  const count = tail.readUInt16LE(at + 10);
  const bytes = tail.readUInt32LE(at + 12);
  const start = tail.readUInt32LE(at + 16);
  if (bytes > MOST_DIRECTORY) throw badArchive(archive, 'a directory that is too large');
  const directory = await read(file, start, bytes, archive);
  const entries: Entry[] = [];
  let position = 0;
  for (let index = 0; index < count; index += 1) {
    if (position + ENTRY_BYTES > bytes || directory.readUInt32LE(position) !== ENTRY_SIGNATURE) {
      throw badArchive(archive, 'a directory that is broken');
    }
    const nameLength = directory.readUInt16LE(position + 28);
    const from = position + ENTRY_BYTES;
    entries.push({
      name: directory.toString('utf8', from, from + nameLength),
      method: directory.readUInt16LE(position + 10),
      packed: directory.readUInt32LE(position + 20),
      size: directory.readUInt32LE(position + 24),
      at: directory.readUInt32LE(position + 42),
      mode: directory.readUInt32LE(position + 38) >>> 16,
    });
    position =
      from +
      nameLength +
      directory.readUInt16LE(position + 30) +
      directory.readUInt16LE(position + 32);
  }
  return entries;
}

async function read(
  file: FileHandle,
  at: number,
  length: number,
  archive: string,
): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = at < 0 ? { bytesRead: -1 } : await file.read(bytes, 0, length, at);
  if (bytesRead !== length) throw badArchive(archive, 'an end before its directory says');
  return bytes;
}
