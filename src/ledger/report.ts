import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { OutputError, messageOf } from '../lib/errors.ts';
import { drained } from '../lib/drained.ts';
import type { Ledger, ScopeStore } from './ledger.ts';
import type { ScopeRecord } from './scope.ts';

/** A store for runs that nobody wants a report of. */
export const NO_STORE: ScopeStore = { add: () => Promise.resolve() };

/**
 * Writes the ledger as one JSON file. Scopes are spooled beside it while the run goes on, so that memory
 * does not grow with the estate; the file bears its name only once it is whole.
 */
export class ReportFile implements ScopeStore {
  readonly #file: string;
  readonly #spool: ReturnType<typeof createWriteStream>;
  #count = 0;
  #error: unknown;

  private constructor(file: string, spool: ReturnType<typeof createWriteStream>) {
    this.#file = file;
    this.#spool = spool;
    spool.on('error', (error) => {
      this.#error ??= error;
    });
  }

  /** @throws {OutputError} when the file cannot be created. */
  static async open(file: string): Promise<ReportFile> {
    const spool = createWriteStream(spoolOf(file));
    try {
      await once(spool, 'open');
    } catch (error) {
      throw reportError(file, error);
    }
    return new ReportFile(file, spool);
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
   * Writes the report: first what matters most, then every scope.
   *
   * @param port what the run did in Port
   */
  async finish(ledger: Ledger, finishedAt: Date, port?: object): Promise<void> {
    try {
      this.#spool.end();
      await once(this.#spool, 'close');
      this.#throwIfFailed();
      const partial = `${this.#file}.partial`;
      await pipeline(this.#text(ledger, finishedAt, port), createWriteStream(partial));
      await rename(partial, this.#file);
      await rm(spoolOf(this.#file), { force: true });
    } catch (error) {
      throw reportError(this.#file, error);
    }
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
      kinds: ledger.kinds,
      ...(port !== undefined && { port }),
    };
    yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "scopes": [\n`;
    yield* createReadStream(spoolOf(this.#file)) as AsyncIterable<Buffer>;
    yield '\n  ]\n}\n';
  }

  #throwIfFailed(): void {
    if (this.#error !== undefined) throw reportError(this.#file, this.#error);
  }
}

function spoolOf(file: string): string {
  return `${file}.scopes.partial`;
}

function reportError(file: string, cause: unknown): OutputError {
  if (cause instanceof OutputError) return cause;
  return new OutputError(`cannot write the report ${file}: ${messageOf(cause)}`, {
    cause,
    remedy: 'choose a path that can be written, on a disk with room',
  });
}
