import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import type { HttpApp } from './plugin.ts';

/** How long strangers may hold the host's sockets, and how many of them. */
export interface HttpLimits {
  /** Longest time for a request's headers, in milliseconds. @default 10_000 */
  readonly headersMs: number;
  /** Longest time for a whole request with its body, in milliseconds. @default 30_000 */
  readonly requestMs: number;
  /** Longest silence of a connection, also while it is not reading an answer. @default 60_000 */
  readonly idleMs: number;
  /** Open connections; further ones are closed at once. @default 1_000 */
  readonly connections: number;
  /** Requests under way, whose bodies are in memory; further ones are answered with 503. @default 100 */
  readonly requests: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 60_000,
  connections: 1_000,
  requests: 100,
};

/** How often Node looks for connections that take too long, beside the shortest limit. */
const CHECKS_PER_LIMIT = 4;
const RETRY_AFTER_SECONDS = '5';
/** Answered however busy the host is: who fails it is restarted. */
const LIVENESS = '/health/live';

/** The part of the limits that Node's server keeps. */
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

/** Limits open connections and requests under way. To be called before the routes are added. */
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
        .serializer((body: unknown) => JSON.stringify(body)) // not the form of the route's answers
        .send({ error: 'too many requests are open: send it again later' });
    }
    count += 1;
    open.add(request.raw);
    // Not a hook of Fastify's: a client that goes away while its body is read reaches none of them.
    reply.raw.once('close', () => {
      if (open.delete(request.raw)) count -= 1;
    });
    return undefined;
  });
}
