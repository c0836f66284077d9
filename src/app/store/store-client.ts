import { request, type IncomingMessage } from 'node:http';
import { errorCode } from '../../lib/error-code.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { linesOf } from '../../lib/lines.ts';
import type { ResourceChange } from '../../store/changes.ts';
import { StoreError } from '../../store/store-error.ts';
import type { QueryLimits, QueryResult } from '../../store/store.ts';
import type { TableDescription } from '../../store/tables.ts';
import type { CollectReport } from '../cost/collect/collect-report.ts';
import type { EvaluatedFindings } from '../cost/findings/evaluate-findings.ts';
import type { UsageReport } from '../cost/usage/usage-report.ts';
import type { ImportReport } from '../cost/bill/import-report.ts';
import type { StoreReader } from './store-reader.ts';
import {
  errorOf,
  WireLine,
  type WireCollect,
  type WireCommitments,
  type WireFindings,
  type WireImport,
  type WirePaid,
  type WireUsage,
} from './wire.ts';

/** Asks the host that holds the store, over its socket. */
export class StoreClient implements StoreReader {
  readonly #socketPath: string;

  private constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /** @returns undefined when no process listens there any more */
  static async connect(socketPath: string, signal: AbortSignal): Promise<StoreClient | undefined> {
    const client = new StoreClient(socketPath);
    try {
      (await client.#ask('GET', '/', undefined, signal)).resume();
      return client;
    } catch (error) {
      signal.throwIfAborted();
      const code = errorCode(error);
      if (code === 'ECONNREFUSED' || code === 'ENOENT') return undefined;
      throw new StoreError('unreachable', `cannot reach longshore serve: ${messageOf(error)}`, {
        cause: error,
        remedy: `run as the user who runs it, or use POST /query; its socket is ${socketPath}`,
      });
    }
  }

  async query(sql: string, limits: QueryLimits, signal: AbortSignal): Promise<QueryResult> {
    const lines = this.#lines('/query', { sql, ...limits }, signal);
    const first = await lines.next();
    if (first.done === true || !('columns' in first.value)) throw unexpectedEnd();
    const { columns } = first.value;
    return {
      columns,
      async *rows() {
        for await (const line of lines) {
          if ('rows' in line) yield line.rows;
          if ('isCut' in line) return { isCut: line.isCut };
        }
        throw unexpectedEnd();
      },
    };
  }

  async *parquet(
    sql: string,
    limits: QueryLimits,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void> {
    const response = await this.#answer('/parquet', { sql, ...limits }, signal);
    if (response.headers['content-type'] === 'application/x-ndjson') {
      for await (const line of linesFrom(response, signal)) throw unexpected(line);
    }
    try {
      yield* response as AsyncIterable<Uint8Array>; // without an encoding, it gives bytes
    } catch (error) {
      throw brokenOff(error, signal);
    }
  }

  async tables(): Promise<readonly TableDescription[]> {
    for await (const line of this.#lines('/tables', {}, new AbortController().signal)) {
      if ('tables' in line) return line.tables;
    }
    throw unexpectedEnd();
  }

  async *changesSince(since: number, signal: AbortSignal): AsyncGenerator<ResourceChange, void> {
    for await (const line of this.#lines('/changes', { since }, signal)) {
      if ('changes' in line) yield* line.changes;
      if ('isCut' in line) return;
    }
    throw unexpectedEnd();
  }

  /** Has the host import exports from this disk. @param onStep receives what the host does now */
  async importCharges(
    request: WireImport,
    onStep: ((step: string) => void) | undefined,
    signal: AbortSignal,
  ): Promise<ImportReport> {
    for await (const line of this.#lines('/import', request, signal)) {
      if ('step' in line) onStep?.(line.step);
      if ('imported' in line) return line.imported;
    }
    throw unexpectedEnd();
  }

  /** Has the host collect the bill. @param onStep receives what the host does now */
  async collectBill(
    request: WireCollect,
    onStep: ((step: string) => void) | undefined,
    signal: AbortSignal,
  ): Promise<CollectReport> {
    for await (const line of this.#lines('/collect', request, signal)) {
      if ('step' in line) onStep?.(line.step);
      if ('collected' in line) return line.collected;
    }
    throw unexpectedEnd();
  }

  /** Has the host read commitments into its store. @returns what the host has paid */
  async readCommitments(request: WireCommitments, signal: AbortSignal): Promise<WirePaid> {
    for await (const line of this.#lines('/commitments', request, signal)) {
      if ('commitments' in line) return line.commitments;
    }
    throw unexpectedEnd();
  }

  /** Has the host evaluate findings. @param onStep receives what the host does now */
  async evaluateFindings(
    request: WireFindings,
    onStep: ((step: string) => void) | undefined,
    signal: AbortSignal,
  ): Promise<EvaluatedFindings> {
    for await (const line of this.#lines('/findings', request, signal)) {
      if ('step' in line) onStep?.(line.step);
      if ('evaluated' in line) return line.evaluated;
    }
    throw unexpectedEnd();
  }

  /** Has the host read usage. @param onStep receives what the host does now */
  async collectUsage(
    request: WireUsage,
    onStep: ((step: string) => void) | undefined,
    signal: AbortSignal,
  ): Promise<UsageReport> {
    for await (const line of this.#lines('/usage', request, signal)) {
      if ('step' in line) onStep?.(line.step);
      if ('measured' in line) return line.measured;
    }
    throw unexpectedEnd();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(); // each request has a connection of its own
  }

  async *#lines(
    path: string,
    body: object,
    signal: AbortSignal,
  ): AsyncGenerator<Exclude<WireLine, { error: unknown }>, void> {
    yield* linesFrom(await this.#answer(path, body, signal), signal);
  }

  async #answer(path: string, body: object, signal: AbortSignal): Promise<IncomingMessage> {
    try {
      return await this.#ask('POST', path, JSON.stringify(body), signal);
    } catch (error) {
      throw brokenOff(error, signal);
    }
  }

  #ask(
    method: string,
    path: string,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const options = { socketPath: this.#socketPath, method, path, signal, agent: false } as const;
    return new Promise((resolve, reject) => {
      request(options, resolve).on('error', reject).end(body);
    });
  }
}

async function* linesFrom(
  response: IncomingMessage,
  signal: AbortSignal,
): AsyncGenerator<Exclude<WireLine, { error: unknown }>, void> {
  try {
    for await (const text of linesOf(response as AsyncIterable<Uint8Array>)) {
      signal.throwIfAborted(); // lines may have come before
      const line = WireLine.parse(JSON.parse(text));
      if ('error' in line) throw errorOf(line.error);
      yield line;
    }
  } catch (error) {
    throw brokenOff(error, signal);
  }
}

function brokenOff(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof LongshoreError) return error;
  return new StoreError(
    'unreachable',
    `longshore serve did not answer to the end: ${messageOf(error)}`,
    { cause: error, remedy: 'see its log, and run again' },
  );
}

function unexpected(line: object): StoreError {
  const message = `longshore serve gave an unexpected answer: ${Object.keys(line).join(', ')}`;
  return new StoreError('failed', message, { remedy: 'use the same version for both commands' });
}

function unexpectedEnd(): StoreError {
  return unexpected({ 'an early end': true });
}
