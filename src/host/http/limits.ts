import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import type { HttpApp } from './plugin.ts';

/** Limits for unauthenticated clients. */
export interface HttpLimits {
  /** Longest time for a request's headers, in milliseconds. @default 10_000 */
  readonly headersMs: number;
  /** Longest time for a whole request with its body, in milliseconds. @default 30_000 */
  readonly requestMs: number;
  /** Longest inactivity of a connection, even if the client does not read the response. @default 60_000 */
  readonly idleMs: number;
  /** Open connections; further ones are closed at once. @default 1_000 */
  readonly connections: number;
  /** Requests in progress, whose bodies are in memory; further ones get a 503. @default 100 */
  readonly requests: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 60_000,
  connections: 1_000,
  requests: 100,
};

/** How often Node checks connections for timeouts, relative to the shortest limit. */
const CHECKS_PER_LIMIT = 4;
const RETRY_AFTER_SECONDS = '5';
/** Answered even when the host is busy: a failed probe restarts the host. */
const LIVENESS = '/health/live';

/** The limits that Node's server enforces. */
export function serverOptions({
  headersMs,
  requestMs,
  idleMs,
}: HttpLimits): FastifyHttpOptions<Server> {
  return {
    connectionTimeout: idleMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    http: {
      headersTimeout: headersMs,
      connectionsCheckingInterval: Math.ceil(Math.min(headersMs, requestMs) / CHECKS_PER_LIMIT),
    },
  };
}

/** Limits open connections and requests in progress. Call it before the routes are added. */
export function limitRequests(app: HttpApp, limits: HttpLimits): void {
  app.server.maxConnections = limits.connections;
  const open = new WeakSet<object>();
  let count = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (request.url === LIVENESS) return undefined;
    if (count >= limits.requests) {
      return reply
        .code(503)
        .header('retry-after', RETRY_AFTER_SECONDS)
        .header('connection', 'close') // its body is not read
        .serializer((body: unknown) => JSON.stringify(body)) // not in the format of the route's responses
        .send({ error: 'too many requests are open: send it again later' });
    }
    count += 1;
    open.add(request.raw);
    // Not a Fastify hook: none is called when a client disconnects while its body is read.
    reply.raw.once('close', () => {
      if (open.delete(request.raw)) count -= 1;
    });
    return undefined;
  });
}
