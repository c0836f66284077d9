import type { Writable } from 'node:stream';
import { drained } from '../lib/drained.ts';
import { outputError } from '../lib/output-error.ts';
import { AtomicFile } from '../lib/atomic-file.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { Sink } from '../ledger/sink.ts';

/**
 * Writes resources as NDJSON to a stream, which it does not close.
 *
 * @throws {OutputError} from `event` when the stream fails or its reader closes it.
 */
export class NdjsonStreamSink implements Sink {
  readonly #stream: Writable;
  readonly #name: string;
  #error: unknown;

  /** @param name the stream's name in errors: `stdout` */
  constructor(stream: Writable, name: string) {
    this.#stream = stream;
    this.#name = name;
    stream.on('error', (error) => {
      this.#error ??= error;
    });
  }

  async event(event: RunEvent): Promise<void> {
    if (event.type !== 'batch') return;
    const text = event.batch.resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');
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

  #throwIfFailed(): void {
    if (this.#error !== undefined) throw outputError(this.#name, this.#error);
    if (this.#stream.destroyed) throw outputError(this.#name, undefined);
  }
}

/** Writes resources as NDJSON to a temporary file, which is renamed when it is complete. */
export class NdjsonFileSink implements Sink {
  readonly #file: AtomicFile;
  readonly #lines: NdjsonStreamSink;

  private constructor(file: AtomicFile, name: string) {
    this.#file = file;
    this.#lines = new NdjsonStreamSink(file.stream, name);
  }

  /** @throws {OutputError} when the file cannot be created. */
  static async open(file: string, signal?: AbortSignal): Promise<NdjsonFileSink> {
    return new NdjsonFileSink(await AtomicFile.open(file, signal), file);
  }

  event(event: RunEvent): Promise<void> {
    return this.#lines.event(event);
  }

  finish(): Promise<void> {
    return this.#file.finish();
  }

  abandon(): Promise<void> {
    return this.#file.abandon();
  }
}
