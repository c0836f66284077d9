import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { StoreReader } from '../../app/store/store-reader.ts';
import type { UsageReport } from '../../app/cost/usage/usage-report.ts';
import type { CollectReport } from '../../app/cost/collect/collect-report.ts';
import type { EvaluatedFindings } from '../../app/cost/findings/evaluate-findings.ts';
import type { ImportReport } from '../../app/cost/bill/import-report.ts';
import {
  wireError,
  WireCollect,
  WireCommitments,
  WireFindings,
  WireImport,
  WireQuery,
  WireSince,
  WireUsage,
  type WireLine,
  type WirePaid,
} from '../../app/store/wire.ts';
import { chunk } from '../../lib/chunk.ts';
import { chunked } from '../../lib/chunked.ts';
import { drained } from '../../lib/drained.ts';

/** Longest body of a request, in bytes. */
const MOST_BYTES = 1_048_576;
/** Rows may be large, and a line is limited. */
const ROWS_PER_LINE = 100;
const NDJSON = 'application/x-ndjson';
const CHANGES_PER_LINE = 20;

/** Imports exports of the bill. @param onStep receives what is done now */
export type ChargeImporter = (
  request: WireImport,
  onStep: (step: string) => void,
  signal: AbortSignal,
) => Promise<ImportReport>;

/** Collects the bill. @param onStep receives what is done now */
export type BillCollector = (
  request: WireCollect,
  onStep: (step: string) => void,
  signal: AbortSignal,
) => Promise<CollectReport>;

/** Reads commitments into the store. @param onStep receives what is done now */
export type CommitmentReader = (
  request: WireCommitments,
  onStep: (step: string) => void,
  signal: AbortSignal,
) => Promise<WirePaid>;

/** Reads usage. @param onStep receives what is done now */
export type UsageCollector = (
  request: WireUsage,
  onStep: (step: string) => void,
  signal: AbortSignal,
) => Promise<UsageReport>;

/** Evaluates findings. @param onStep receives what is done now */
export type FindingEvaluator = (
  request: WireFindings,
  onStep: (step: string) => void,
  signal: AbortSignal,
) => Promise<EvaluatedFindings>;

/** What a server answers with. Without a member, it does not do that. */
export interface StoreServices {
  reader(): Promise<StoreReader>;
  readonly importCharges?: ChargeImporter;
  readonly collectBill?: BillCollector;
  readonly readCommitments?: CommitmentReader;
  readonly collectUsage?: UsageCollector;
  readonly evaluateFindings?: FindingEvaluator;
}

/** Answers the commands of this machine that need the store, while the host holds it. */
export function createStoreServer(services: StoreServices): Server {
  const server = createServer((request, response) => {
    void answer(request, response, services);
  });
  server.requestTimeout = 0; // a query may take any time: its user can stop it
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  services: StoreServices,
): Promise<void> {
  const stop = new AbortController();
  response.on('close', () => {
    stop.abort(new DOMException('the client has gone', 'AbortError'));
  });
  try {
    if (request.url === '/') {
      response.end();
      return;
    }
    const body: unknown = JSON.parse(await bodyOf(request));
    const { importCharges, collectBill, readCommitments, evaluateFindings, collectUsage } =
      services;
    if (request.url === '/import' && importCharges !== undefined) {
      const wanted = WireImport.parse(body);
      await sendSteps(response, async (onStep) => ({
        imported: await importCharges(wanted, onStep, stop.signal),
      }));
      return;
    }
    if (request.url === '/collect' && collectBill !== undefined) {
      const wanted = WireCollect.parse(body);
      await sendSteps(response, async (onStep) => ({
        collected: await collectBill(wanted, onStep, stop.signal),
      }));
      return;
    }
    if (request.url === '/commitments' && readCommitments !== undefined) {
      const wanted = WireCommitments.parse(body);
      await sendSteps(response, async (onStep) => ({
        commitments: await readCommitments(wanted, onStep, stop.signal),
      }));
      return;
    }
    if (request.url === '/findings' && evaluateFindings !== undefined) {
      const wanted = WireFindings.parse(body);
      await sendSteps(response, async (onStep) => ({
        evaluated: await evaluateFindings(wanted, onStep, stop.signal),
      }));
      return;
    }
    if (request.url === '/usage' && collectUsage !== undefined) {
      const wanted = WireUsage.parse(body);
      await sendSteps(response, async (onStep) => ({
        measured: await collectUsage(wanted, onStep, stop.signal),
      }));
      return;
    }
    const reader = await services.reader();
    if (request.url === '/parquet') {
      await sendParquet(response, reader, WireQuery.parse(body), stop.signal);
    } else {
      response.setHeader('content-type', NDJSON);
      await sendLines(response, linesOf(request.url ?? '', reader, body, stop.signal));
    }
  } catch (error) {
    endWithError(response, error);
  }
}

function endWithError(response: ServerResponse, error: unknown): void {
  if (!response.headersSent) response.setHeader('content-type', NDJSON);
  // Half a file must not look whole.
  if (response.getHeader('content-type') === NDJSON)
    response.end(lineOf({ error: wireError(error) }));
  else response.destroy();
}

async function* linesOf(
  url: string,
  reader: StoreReader,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<WireLine, void> {
  switch (url) {
    case '/query': {
      const { sql, ...limits } = WireQuery.parse(body);
      const { columns, rows } = await reader.query(sql, limits, signal);
      yield { columns };
      const batches = rows();
      let next = await batches.next();
      for (; next.done !== true; next = await batches.next()) {
        for (const rowsOfLine of chunk(next.value, ROWS_PER_LINE)) yield { rows: rowsOfLine };
      }
      yield { isCut: next.value.isCut };
      return;
    }
    case '/tables':
      yield { tables: await reader.tables() };
      return;
    case '/changes': {
      const { since } = WireSince.parse(body);
      for await (const changes of chunked(reader.changesSince(since, signal), CHANGES_PER_LINE)) {
        yield { changes };
      }
      yield { isCut: false };
      return;
    }
    default:
      throw new Error(`unknown request ${url}`);
  }
}

async function sendLines(response: ServerResponse, lines: AsyncIterable<WireLine>): Promise<void> {
  for await (const line of lines) {
    if (!response.write(lineOf(line))) await drained(response);
  }
  response.end();
}

async function sendSteps(
  response: ServerResponse,
  work: (onStep: (step: string) => void) => Promise<WireLine>,
): Promise<void> {
  response.setHeader('content-type', NDJSON);
  const onStep = (step: string): void => {
    response.write(lineOf({ step })); // a few lines in all
  };
  response.end(lineOf(await work(onStep)));
}

async function sendParquet(
  response: ServerResponse,
  reader: StoreReader,
  { sql, ...limits }: WireQuery,
  signal: AbortSignal,
): Promise<void> {
  for await (const piece of reader.parquet(sql, limits, signal)) {
    if (!response.headersSent) response.setHeader('content-type', 'application/octet-stream');
    if (!response.write(piece)) await drained(response);
  }
  response.end();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new Error(`the request is larger than ${MOST_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function lineOf(line: WireLine): string {
  return `${JSON.stringify(line)}\n`;
}
