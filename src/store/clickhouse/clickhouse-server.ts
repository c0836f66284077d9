import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { z } from 'zod';
import type { KindView } from '../kind-view.ts';
import type { StoredTable } from '../stored-table.ts';
import { quoted } from './clickhouse-sql.ts';
import { clickHouseError, isMissingDatabase, isPassing } from './clickhouse-error.ts';

/** Where the server is, and how long to wait for it. */
export interface ClickHouseOptions {
  /** `http://host:8123` or `https://host:8443`. */
  readonly url: string;
  /** @default 'default' */
  readonly username?: string | undefined;
  /** @default no password */
  readonly password?: string | undefined;
  /**
   * Made when it does not exist and the user may make it.
   *
   * @default 'longshore'
   */
  readonly database?: string | undefined;
  /**
   * Longest wait for the first answer, in milliseconds.
   *
   * @default 10_000
   */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * Longest wait for any other answer, in milliseconds.
   *
   * @default 60_000
   */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * How long a request of a run is tried again before the run fails, in milliseconds: a restart of the server takes
   * less.
   *
   * @default 30_000
   */
  readonly retryForMs?: number | undefined;
  /**
   * A run that has shown no sign of life for this long, in milliseconds, no longer holds the store.
   *
   * @default 60_000
   */
  readonly leaseMs?: number | undefined;
  /** The views of kinds that the database must have. @default those that it has */
  readonly views?: readonly KindView[] | undefined;
  /** @default STORED_TABLES */
  readonly tables?: readonly StoredTable[] | undefined;
}

/** One block for one insert: a block is taken whole or not at all. */
const INSERT_SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: '10000000',
  min_insert_block_size_rows: '0',
  min_insert_block_size_bytes: '0',
};

/** The first pause before a request is tried again, in milliseconds; each one doubles up to the longest. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** A ClickHouse server: requests with time-outs, tried again while the failure can pass. */
export class ClickHouseServer implements AsyncDisposable {
  readonly client: ClickHouseClient;
  /** Without user and password. */
  readonly address: string;
  readonly #options: ClickHouseOptions;
  readonly #stop = new AbortController();
  /** Trying again did not help: until the server answers, each request is tried once, and not for long. */
  #isDown = false;

  constructor(options: ClickHouseOptions) {
    this.#options = options;
    this.address = addressOf(options);
    this.client = clientOf(options, databaseOf(options));
  }

  get database(): string {
    return databaseOf(this.#options);
  }

  get leaseMs(): number {
    return this.#options.leaseMs ?? 60_000;
  }

  /** Makes sure that the server answers, and makes the database when it is missing. */
  async connect(): Promise<void> {
    if (!(await this.find())) await this.#makeDatabase();
  }

  /** Makes sure that the server answers. @returns whether the database exists */
  async find(): Promise<boolean> {
    const signal = this.#connecting();
    try {
      await this.#hello(this.client, signal);
      return true;
    } catch (error) {
      if (isMissingDatabase(error)) return false;
      throw this.#errorOf(error, signal);
    }
  }

  /** Runs a statement that changes something. It must be one that can be run twice. */
  async command(query: string): Promise<void> {
    await this.#retried((signal) => this.client.command({ query, abort_signal: signal }));
  }

  /**
   * Inserts rows, as one block.
   *
   * @param lines each a JSON list of the columns' values
   */
  async insert(table: string, columns: readonly string[], lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    await this.#retried((signal) => this.#send(table, columns, lines, signal));
  }

  /** As {@link insert}, but tried once: sent twice, the rows would be there twice. */
  async insertOnce(
    table: string,
    columns: readonly string[],
    lines: readonly string[],
  ): Promise<void> {
    if (lines.length === 0) return;
    await this.#once((signal) => this.#send(table, columns, lines, signal));
  }

  /**
   * Fills a table from a file. Tried again, it begins with an empty table.
   *
   * @param form what stands after the table's name: its columns and the file's format
   * @param open opens the file from its start
   */
  async insertFile(
    table: string,
    form: string,
    open: () => Readable,
    stop: AbortSignal,
  ): Promise<void> {
    await this.#retried(async () => {
      stop.throwIfAborted();
      await this.client.command({ query: `truncate table ${table}`, abort_signal: stop });
      const { stream } = await this.client.exec({
        query: `insert into ${table} ${form}`,
        values: open(),
        clickhouse_settings: { async_insert: 0 },
        abort_signal: AbortSignal.any([stop, this.#stop.signal]),
      });
      await stream.toArray();
    });
  }

  /** The rows of a result, each checked. 64-bit integers are texts. */
  async select<Row>(query: string, schema: z.ZodType<Row>): Promise<readonly Row[]> {
    return this.#retried(async (signal) => {
      const result = await this.client.query({
        query,
        format: 'JSONEachRow',
        abort_signal: signal,
      });
      return z.array(schema).parse(await result.json());
    });
  }

  /** The rows of a large result, each a list of values. Called again from the start when the connection breaks. */
  async read(query: string, begin: () => (row: unknown) => void): Promise<void> {
    await this.#retried(async (signal) => {
      const take = begin();
      const result = await this.client.query({
        query,
        format: 'JSONCompactEachRow',
        abort_signal: signal,
      });
      for await (const rows of result.stream()) for (const row of rows) take(row.json());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.client.close();
  }

  async #send(
    table: string,
    columns: readonly string[],
    lines: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const { stream } = await this.client.exec({
      query: `insert into ${table} (${columns.join(', ')}) format JSONCompactEachRow`,
      values: Readable.from(inChunks(lines), { objectMode: false }),
      clickhouse_settings: INSERT_SETTINGS,
      abort_signal: signal,
    });
    await stream.toArray();
  }

  async #once(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const deadline = AbortSignal.timeout(this.#options.requestTimeoutMs ?? 60_000);
    try {
      await work(AbortSignal.any([deadline, this.#stop.signal]));
    } catch (error) {
      throw this.#errorOf(error, deadline);
    }
  }

  get #connectMs(): number {
    return this.#options.connectTimeoutMs ?? 10_000;
  }

  #connecting(): AbortSignal {
    return AbortSignal.timeout(this.#connectMs);
  }

  async #hello(client: ClickHouseClient, signal: AbortSignal): Promise<void> {
    const result = await client.query({ query: 'select 1', abort_signal: signal });
    await result.text();
  }

  async #makeDatabase(): Promise<void> {
    const signal = this.#connecting();
    const client = clientOf(this.#options, 'default');
    try {
      const query = `create database if not exists ${quoted(databaseOf(this.#options))}`;
      await client.command({ query, abort_signal: signal });
    } catch (error) {
      throw this.#errorOf(error, signal);
    } finally {
      await client.close();
    }
  }

  /** Tries until it succeeds, the failure cannot pass, or time is up. */
  async #retried<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const { retryForMs = 30_000, requestTimeoutMs = 60_000 } = this.#options;
    const until = performance.now() + (this.#isDown ? 0 : retryForMs);
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const deadline = AbortSignal.timeout(this.#isDown ? this.#connectMs : requestTimeoutMs);
      try {
        const value = await work(AbortSignal.any([deadline, this.#stop.signal]));
        this.#isDown = false;
        return value;
      } catch (error) {
        if (!isPassing(error)) throw this.#errorOf(error, deadline);
        if (performance.now() + pause > until || this.#stop.signal.aborted) {
          this.#isDown = true;
          throw this.#errorOf(error, deadline);
        }
      }
      await sleep(pause * (0.5 + Math.random() / 2), undefined, {
        signal: this.#stop.signal,
      }).catch(() => undefined);
    }
  }

  #errorOf(error: unknown, deadline: AbortSignal): unknown {
    if (deadline.aborted) return clickHouseError(new Error('no answer in time'), this.address);
    return clickHouseError(error, this.address);
  }
}

const ServerVersion = z.object({ version: z.string() });

/**
 * The server's version, such as `26.7.1.12`. It needs no database.
 *
 * @throws {StoreError} when the server does not answer, or rejects the login
 */
export async function serverVersion(options: ClickHouseOptions): Promise<string> {
  await using server = new ClickHouseServer(options);
  if (await server.find()) return await versionFrom(server);
  await using without = new ClickHouseServer({ ...options, database: 'default' });
  return await versionFrom(without);
}

async function versionFrom(server: ClickHouseServer): Promise<string> {
  const [found] = await server.select('select version() as version', ServerVersion);
  return found?.version ?? '';
}

/** Requests have time limits of their own. The library's is one of silence, and a query may compute in silence. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

function databaseOf({ database }: ClickHouseOptions): string {
  return database ?? 'longshore';
}

function addressOf(options: ClickHouseOptions): string {
  const url = new URL(options.url);
  return `${url.origin}/${databaseOf(options)}`;
}

function clientOf(options: ClickHouseOptions, database: string): ClickHouseClient {
  return createClient({
    url: options.url,
    database,
    ...(options.username !== undefined && { username: options.username }),
    ...(options.password !== undefined && { password: options.password }),
    application: 'longshore',
    request_timeout: NO_TIMEOUT_MS,
    compression: { request: true, response: true },
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
  });
}

/** Rows that are sent as one piece. */
const LINES_PER_CHUNK = 500;

function* inChunks(lines: readonly string[]): Generator<string> {
  for (let first = 0; first < lines.length; first += LINES_PER_CHUNK) {
    yield `${lines.slice(first, first + LINES_PER_CHUNK).join('\n')}\n`;
  }
}
