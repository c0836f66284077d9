import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { drained } from '../lib/drained.ts';
import { OutputError, messageOf } from '../lib/errors.ts';
import { AtomicFile } from '../lib/atomic-file.ts';
import type { Ledger, ScopeStore } from './ledger.ts';
import type { ScopeRecord } from './scope.ts';

/** The store of runs without a report. */
export const NO_STORE: ScopeStore = { add: () => Promise.resolve() };

/**
 * Writes the ledger as one JSON file. During the run, scopes are spooled to a temporary file: memory does not
 * grow with their number. The report is also written to a temporary file first, and renamed when complete.
 */
export class ReportFile implements ScopeStore, AsyncDisposable {
  readonly #name: string;
  readonly #file: AtomicFile;
  readonly #spool: ReturnType<typeof createWriteStream>;
  #count = 0;
  #error: unknown;

  private constructor(name: string, file: AtomicFile, spool: ReturnType<typeof createWriteStream>) {
    this.#name = name;
    this.#file = file;
    this.#spool = spool;
    spool.on('error', (error) => {
      this.#error ??= error;
    });
  }

  /** @throws {OutputError} when the file cannot be created. */
  static async open(name: string, signal?: AbortSignal): Promise<ReportFile> {
    const file = await AtomicFile.open(name, signal);
    const spool = createWriteStream(file.scratch, { flags: 'wx' });
    try {
      await once(spool, 'open');
    } catch (error) {
      await file.abandon();
      throw reportError(name, error);
    }
    return new ReportFile(name, file, spool);
  }

  async add(record: ScopeRecord): Promise<void> {
    this.#throwIfFailed();
    const separator = this.#count === 0 ? '' : ',\n';
    this.#count += 1;
    const hasRoom = this.#spool.write(`${separator}    ${JSON.stringify(record)}`);
    if (!hasRoom) await drained(this.#spool);
    this.#throwIfFailed();
  }

  /**
   * Writes the report: totals and causes first, then every scope.
   *
   * @param port what the run did in Port
   */
  async finish(ledger: Ledger, finishedAt: Date, port?: object): Promise<void> {
    try {
      this.#spool.end();
      await once(this.#spool, 'close');
      this.#throwIfFailed();
      await pipeline(this.#text(ledger, finishedAt, port), this.#file.stream, { end: false });
      await this.#file.finish();
    } catch (error) {
      throw reportError(this.#name, error);
    } finally {
      await this[Symbol.asyncDispose]();
    }
  }

  /** Abandons an unfinished report, and removes the temporary files. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#spool.destroy();
    await this.#file.abandon();
    await rm(this.#file.scratch, { force: true });
  }

  async *#text(
    ledger: Ledger,
    finishedAt: Date,
    port: object | undefined,
  ): AsyncGenerator<string | Buffer, void> {
    const head = {
      status: ledger.status,
      startedAt: ledger.startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      totals: ledger.totals,
      calls: Object.fromEntries(ledger.calls),
      causes: ledger.causes,
      ...(ledger.causesOmitted > 0 && { causesOmitted: ledger.causesOmitted }),
      kinds: ledger.kinds,
      ...(port !== undefined && { port }),
    };
    yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "scopes": [\n`;
    yield* createReadStream(this.#file.scratch) as AsyncIterable<Buffer>;
    yield '\n  ]\n}\n';
  }

  #throwIfFailed(): void {
    if (this.#error !== undefined) throw reportError(this.#name, this.#error);
  }
}

function reportError(file: string, cause: unknown): OutputError {
  if (cause instanceof OutputError) return cause;
  return new OutputError(`cannot write the report ${file}: ${messageOf(cause)}`, {
    cause,
    remedy: 'choose a writable path on a disk with free space',
  });
}
