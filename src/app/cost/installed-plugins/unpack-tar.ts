import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { badArchive, checkedTotals, safeEntry } from './safe-entry.ts';

const BLOCK = 512;
const LONGEST_NAME = 4_096;
const EXECUTE = 0o111;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  readonly type: string;
}

/**
 * Unpacks a .tar.gz. Links and devices are refused, and names that lead out of the folder.
 *
 * @throws {PluginError} for an archive that is not safe, or broken
 */
export async function unpackTar(
  archive: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const source = createReadStream(archive);
  const gunzip = createGunzip();
  const reading = pipeline(source, gunzip, { signal, end: true });
  reading.catch(() => undefined); // the loop meets it, too
  const bytes = new Bytes(gunzip, archive);
  let files = 0;
  let total = 0;
  let longName: string | undefined;
  try {
    for (;;) {
      const block = await bytes.take(BLOCK);
      if (block === undefined || block.every((byte) => byte === 0)) break;
      const header = headerOf(block, archive);
      const padding = (BLOCK - (header.size % BLOCK)) % BLOCK;
      if (header.type === 'L' || header.type === 'x' || header.type === 'g') {
        if (header.size > LONGEST_NAME) throw badArchive(archive, 'a name that is too long');
        const text = (await bytes.need(header.size)).toString('utf8');
        await bytes.need(padding);
        if (header.type === 'L') longName = text.replace(/\0.*$/s, '');
        else if (header.type === 'x')
          longName = /^\d+ path=([^\n]*)\n/m.exec(text)?.[1] ?? longName;
        continue;
      }
      const name = safeEntry(longName ?? header.name, archive);
      longName = undefined;
      if (header.type === '5') {
        if (name !== '' && name !== '.') await mkdir(path.join(folder, name), { recursive: true });
        continue;
      }
      if (header.type !== '0' && header.type !== '') {
        throw badArchive(archive, `a link or a device: ${JSON.stringify(name)}`);
      }
      files += 1;
      total += header.size;
      checkedTotals(archive, files, total);
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      const mode = (header.mode & EXECUTE) === 0 ? 0o644 : 0o755;
      const out = createWriteStream(file, { flags: 'wx', mode });
      for await (const chunk of bytes.stream(header.size)) {
        if (!out.write(chunk)) await once(out, 'drain');
      }
      out.end();
      await finished(out);
      await bytes.need(padding);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Error && error.name === 'PluginError'
      ? error
      : badArchive(archive, 'content that cannot be unpacked', error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function headerOf(block: Buffer, archive: string): Header {
  const text = (from: number, length: number): string =>
    block.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  const octal = (from: number, length: number): number =>
    Number.parseInt(text(from, length).trim() || '0', 8);
  const sum = octal(148, 8);
  let own = 0;
  for (const [index, byte] of block.entries()) own += index >= 148 && index < 156 ? 32 : byte;
  const size = octal(124, 12);
  if (sum !== own || !Number.isSafeInteger(size) || size < 0) {
    throw badArchive(archive, 'a header that is broken');
  }
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
  const name = text(0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
    mode: octal(100, 8),
    type: text(156, 1),
  };
}

/** Bytes of a stream, so many at a time. */
class Bytes {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #archive: string;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<unknown>, archive: string) {
    this.#iterator = stream[Symbol.asyncIterator]();
    this.#archive = archive;
  }

  /** @returns undefined at the end */
  async take(count: number): Promise<Buffer | undefined> {
    while (this.#rest.length < count) {
      const more = await this.#more();
      if (more === undefined) {
        if (this.#rest.length === 0) return undefined;
        throw badArchive(this.#archive, 'an end in the middle of a file');
      }
      this.#rest = Buffer.concat([this.#rest, more]);
    }
    return this.#cut(count);
  }

  async need(count: number): Promise<Buffer> {
    if (count === 0) return Buffer.alloc(0);
    const bytes = await this.take(count);
    if (bytes !== undefined) return bytes;
    throw badArchive(this.#archive, 'an end in the middle of a file');
  }

  async *stream(count: number): AsyncGenerator<Buffer, void> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0) this.#rest = (await this.#more()) ?? Buffer.alloc(0);
      if (this.#rest.length === 0)
        throw badArchive(this.#archive, 'an end in the middle of a file');
      const piece = this.#cut(Math.min(left, this.#rest.length));
      left -= piece.length;
      yield piece;
    }
  }

  #cut(count: number): Buffer {
    const piece = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return piece;
  }

  async #more(): Promise<Buffer | undefined> {
    const next = await this.#iterator.next();
    return next.done === true || !Buffer.isBuffer(next.value) ? undefined : next.value;
  }
}
