import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { csvText, ndjsonText, resultText, type RowText } from '../../../app/store/row-text.ts';
import type { StoreReader } from '../../../app/store/store-reader.ts';
import { wireError } from '../../../app/store/wire.ts';
import { STORE_PROBLEMS, type StoreProblem } from '../../../store/store-error.ts';
import type { QueryColumn, QueryLimits, QueryResult } from '../../../store/store.ts';
import { Problem, UNAUTHORIZED } from '../access.ts';
import type { HttpPlugin } from '../plugin.ts';

/** The store that queries are answered from, and their limits. */
export interface QueryAccess {
  /** @throws {StoreError} when it cannot be opened */
  open(): Promise<StoreReader>;
  readonly limits: QueryLimits;
}

/** Queries under way; further ones are answered with 503: each may use all of the store's memory. */
const MOST_QUERIES = 4;
const RETRY_AFTER_SECONDS = '5';
const LONGEST_SQL = 65_536;
/** How long a connection may be silent after the query's time limit. */
const SILENCE_MS = 30_000;
/** Tells, after the rows, whether some were left out. */
const IS_CUT = 'x-longshore-is-cut';

const Query = z
  .object({
    sql: z.string().min(1).max(LONGEST_SQL).describe('one SELECT'),
    timeoutSeconds: z.number().positive().optional().describe('at most, and by default: the limit'),
    rows: z.int().positive().optional().describe('at most, and by default: the limit'),
  })
  .meta({ id: 'Query' });
const Answer = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(z.unknown())).describe('the values of each row, in the order of columns'),
    isCut: z.boolean().describe('whether rows were left out for the limit'),
  })
  .meta({ id: 'QueryAnswer' });
const QueryProblem = z
  .object({ error: z.string(), problem: z.enum(STORE_PROBLEMS), remedy: z.string().optional() })
  .meta({ id: 'QueryProblem' });
const QUERIES_OFF = { error: 'there is no store: set LONGSHORE_STORE' };
const TOO_MANY = { error: 'too many queries are running: send it again later' };

/** Forms of an answer, by media type. */
const FORMS: Readonly<Record<string, (columns: readonly QueryColumn[]) => RowText>> = {
  'application/json': resultText,
  'application/x-ndjson': ndjsonText,
  'text/csv': csvText,
};

/**
 * Answers SQL over what was read, for callers with a token.
 *
 * @param access undefined when there is no store: then it says so
 */
export function queryPlugin(access: QueryAccess | undefined): HttpPlugin {
  let running = 0;
  return {
    name: 'query',
    register(app, { hasToken }) {
      app.post(
        '/query',
        {
          bodyLimit: 2 * LONGEST_SQL,
          schema: {
            summary: `Ask the store with SQL; Accept: ${Object.keys(FORMS).join(', ')}`,
            security: [{ token: [] }],
            body: Query,
            response: {
              200: Answer,
              400: z.union([QueryProblem, Problem]),
              401: Problem,
              404: Problem,
              422: QueryProblem,
              503: z.union([QueryProblem, Problem]),
            },
          },
          // Before the body is read: a caller without a token costs nothing.
          onRequest: async (request, reply) => {
            if (!hasToken(request)) return reply.code(401).send(UNAUTHORIZED);
            if (access === undefined) return reply.code(404).send(QUERIES_OFF);
            return undefined;
          },
        },
        async (request, reply) => {
          if (access === undefined) return reply.code(404).send(QUERIES_OFF);
          if (running >= MOST_QUERIES) {
            return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send(TOO_MANY);
          }
          running += 1;
          reply.raw.once('close', () => {
            running -= 1;
          });
          return answer(access, request, request.body, reply);
        },
      );
    },
  };
}

async function answer(
  { open, limits }: QueryAccess,
  request: FastifyRequest,
  { sql, timeoutSeconds, rows }: z.output<typeof Query>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const stop = new AbortController();
  reply.raw.once('close', () => {
    stop.abort(new DOMException('the client has gone', 'AbortError'));
  });
  const timeoutMs = Math.ceil(Math.min(limits.timeoutMs, (timeoutSeconds ?? Infinity) * 1_000));
  request.raw.socket.setTimeout(timeoutMs + SILENCE_MS);
  try {
    const reader = await open();
    const most = { timeoutMs, rows: Math.min(limits.rows, rows ?? Infinity) };
    const result = await reader.query(sql, most, stop.signal);
    let cut = false;
    const type = typeFor(request.headers.accept);
    const pieces = textOf(result, (FORMS[type] ?? resultText)(result.columns), (isCut) => {
      cut = isCut;
    });
    const first = await pieces.next(); // what is wrong with the query is known by now
    reply.trailer(IS_CUT, () => Promise.resolve(String(cut)));
    return await reply.type(type).send(Readable.from(withFirst(first.value ?? '', pieces)));
  } catch (error) {
    const { message, ...problem } = wireError(error);
    return reply.code(STATUS[problem.problem] ?? 503).send({ error: message, ...problem });
  }
}

const STATUS: Readonly<Partial<Record<StoreProblem, 400 | 422>>> = { query: 400, limit: 422 };

async function* textOf(
  { rows }: QueryResult,
  text: RowText,
  onEnd: (isCut: boolean) => void,
): AsyncGenerator<string, void> {
  const batches = rows();
  try {
    let next = await batches.next();
    let head = text.head;
    for (; next.done !== true; next = await batches.next()) {
      yield head + text.rows(next.value);
      head = '';
    }
    onEnd(next.value.isCut);
    yield head + text.tail(next.value.isCut);
  } finally {
    await batches.return({ isCut: true }); // the client may have gone
  }
}

async function* withFirst(
  first: string,
  others: AsyncIterable<string>,
): AsyncGenerator<string, void> {
  if (first !== '') yield first;
  yield* others;
}

/** The first form that the caller accepts; JSON when it does not say. */
function typeFor(accept = ''): string {
  const accepted = accept.split(',').map((type) => type.split(';')[0]?.trim().toLowerCase() ?? '');
  return accepted.find((type) => Object.hasOwn(FORMS, type)) ?? 'application/json';
}
