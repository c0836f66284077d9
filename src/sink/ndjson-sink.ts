import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Batch } from '../core/exporters/resource.ts';
import { drained } from '../lib/drained.ts';
import { messageOf, OutputError } from '../lib/errors.ts';
import type { Sink } from './sink.ts';

/** The name of a file that is not whole yet. */
export const PARTIAL = '.partial';

/**
 * Writes resources as NDJSON, one a line, to a stream that it does not own.
 *
 * @throws {OutputError} from `write` when the stream fails or its reader goes away.
 */
export class NdjsonStreamSink implements Sink {
  readonly #stream: Writable;
  readonly #name: string;
  #error: unknown;

  /** @param name what to call the stream in errors: `stdout` */
  constructor(stream: Writable, name: string) {
    this.#stream = stream;
    this.#name = name;
    stream.on('error', (error) => {
      this.#error ??= error;
    });
  }

  async write(batch: Batch): Promise<void> {
    const text = batch.resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');
    if (text === '') return;
    this.#throwIfFailed();
    if (!this.#stream.write(text)) await drained(this.#stream);
    this.#throwIfFailed();
  }

  async finish(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stream.write('', () => {
        resolve();
      });
    });
    this.#throwIfFailed();
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }

  #throwIfFailed(): void {
    if (this.#error !== undefined) throw outputError(this.#name, this.#error);
    if (this.#stream.destroyed) throw outputError(this.#name, undefined);
  }
}

/** Writes resources as NDJSON to a file, which bears its name only once it is whole. */
export class NdjsonFileSink implements Sink {
  readonly #file: string;
  /** Where it is written: another name until it is whole. */
  readonly #target: string;
  readonly #stream: ReturnType<typeof createWriteStream>;
  readonly #lines: NdjsonStreamSink;

  private constructor(file: string, target: string, stream: ReturnType<typeof createWriteStream>) {
    this.#file = file;
    this.#target = target;
    this.#stream = stream;
    this.#lines = new NdjsonStreamSink(stream, file);
  }

  /** @throws {OutputError} when the file cannot be created. */
  static async open(file: string): Promise<NdjsonFileSink> {
    const existing = await stat(file).catch(() => undefined);
    // A device or a pipe is written to as it is: a file must not take its place.
    const isPlain = existing === undefined || existing.isFile() || existing.isDirectory();
    const target = isPlain ? `${file}${PARTIAL}` : file;
    const stream = createWriteStream(target);
    try {
      await once(stream, 'open');
    } catch (error) {
      throw outputError(file, error);
    }
    return new NdjsonFileSink(file, target, stream);
  }

  write(batch: Batch): Promise<void> {
    return this.#lines.write(batch);
  }

  async finish(): Promise<void> {
    try {
      this.#stream.end();
      await finished(this.#stream);
      if (this.#target !== this.#file) await rename(this.#target, this.#file);
    } catch (error) {
      throw outputError(this.#file, error);
    }
  }

  async abandon(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream).catch(() => undefined); // it is given up either way
  }
}

/** An error that says what could not be written, and what to do. */
export function outputError(name: string, cause: unknown): OutputError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const remedy = REMEDIES[code ?? ''] ?? 'check the path and the disk, and run again';
  if (code === 'EPIPE' || cause === undefined) {
    return new OutputError(`the reader of ${name} went away before everything was written`, {
      cause,
      remedy: 'the run was stopped; write to a file with --output FILE to keep everything',
    });
  }
  return new OutputError(`cannot write ${name}: ${messageOf(cause)}`, { cause, remedy });
}

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'choose a path that this user may write',
  EISDIR: 'name a file, not a folder',
  ENOENT: 'create the folder first',
  ENOSPC: 'make room on the disk, or choose another',
  EROFS: 'choose a path that this user may write',
};
