import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request on its way to the target. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** The target's answer, whole. */
export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** An answer as the client gets it, byte for byte; `reset` cuts the connection instead. */
export type Delivery =
  | 'reset'
  | (ProxiedAnswer & {
      /** What Content-Length says. @default the body's length */
      readonly declaredLength?: number;
      /** Milliseconds before the first byte. */
      readonly delayMs?: number;
      /** Bytes of the body to send before the connection is closed. @default all */
      readonly cutAfter?: number;
      /** The body comes in such pieces, with such a pause before each. */
      readonly drip?: { readonly bytes: number; readonly everyMs: number };
      /** The body is sent again and again, without an end and without a length. */
      readonly isEndless?: boolean;
    });

/** What the proxy does besides passing on. What a hook does not answer is passed on unchanged. */
export interface ProxyHooks {
  /** Answers in place of the target, which is then not asked. */
  onRequest?(request: ProxiedRequest): Promise<Delivery | undefined> | Delivery | undefined;
  /** Replaces what the target answered. */
  onResponse?(
    request: ProxiedRequest,
    answer: ProxiedAnswer,
  ): Promise<Delivery | undefined> | Delivery | undefined;
}

/** An HTTP proxy in front of an AWS, a Port or any other server, which may do harm. */
export interface FaultProxy extends AsyncDisposable {
  /** To be used in place of the target's URL. */
  readonly endpoint: string;
  /** Requests so far, those that were not passed on included. */
  readonly requests: number;
  /** Takes the place of the hooks so far. */
  setHooks(hooks: ProxyHooks): void;
}

/**
 * Starts a proxy before `targetUrl` (`http://127.0.0.1:4566`). Without hooks it changes nothing; `DAMAGES` has
 * ready-made harm for `onResponse`:
 *
 * ```ts
 * await using proxy = await startFaultProxy(sandbox.endpoint, {
 *   onResponse: (request, answer) => isFirst(request) ? DAMAGES['an HTML page'](answer) : undefined,
 * });
 * ```
 */
export async function startFaultProxy(
  targetUrl: string,
  hooks: ProxyHooks = {},
): Promise<FaultProxy> {
  const stop = new AbortController();
  let current = hooks;
  let requests = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
    void (async () => {
      requests += 1;
      const request = await read(incoming);
      const early = await current.onRequest?.(request);
      if (early !== undefined) return deliver(early, incoming, stop.signal);
      const answer = await forward(targetUrl, request);
      const changed = await current.onResponse?.(request, answer);
      if (changed !== undefined) return deliver(changed, incoming, stop.signal);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    })().catch(() => incoming.socket.destroy()); // the client or the target went away
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    get requests() {
      return requests;
    },
    setHooks(next) {
      current = next;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function read(incoming: IncomingMessage): Promise<ProxiedRequest> {
  const { method = 'GET', url: target = '/', headers } = incoming;
  return { method, target, headers, body: await bodyOf(incoming) };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer); // no encoding is set
  return Buffer.concat(parts);
}

async function forward(targetUrl: string, request: ProxiedRequest): Promise<ProxiedAnswer> {
  const { method, target, headers, body } = request;
  const outgoing = send(new URL(target, targetUrl), { method, headers });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, headers: answered } = answer;
  return { status, headers: answered, body: await bodyOf(answer) };
}

/** Writes to the socket itself: Node's own server would correct what is to be wrong. */
async function deliver(
  delivery: Delivery,
  { socket }: IncomingMessage,
  signal: AbortSignal,
): Promise<void> {
  if (delivery === 'reset') {
    socket.resetAndDestroy();
    return;
  }
  const { status, body, delayMs = 0, cutAfter = body.length, drip, isEndless } = delivery;
  if (delayMs > 0) await sleep(delayMs, undefined, { signal });
  const length = isEndless === true ? undefined : (delivery.declaredLength ?? body.length);
  socket.write(headOf(status, delivery.headers, length));
  const part = body.subarray(0, cutAfter);
  const pieces = drip === undefined ? [part] : piecesOf(part, drip.bytes);
  do {
    for (const piece of pieces) {
      if (drip !== undefined) await sleep(drip.everyMs, undefined, { signal });
      await write(socket, piece, signal);
    }
  } while (isEndless === true && !socket.destroyed);
  socket.end();
}

/** Headers that say how the target sent its answer, which is sent in another way. */
const OF_THE_CONNECTION = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'];

function headOf(
  status: number,
  headers: ProxiedAnswer['headers'],
  length: number | undefined,
): string {
  const lines = Object.entries(headers)
    .filter(([name, value]) => value !== undefined && !OF_THE_CONNECTION.includes(name))
    .map(([name, value]) => `${name}: ${String(value)}`);
  if (length !== undefined && status !== 204) lines.push(`content-length: ${length}`);
  return [`HTTP/1.1 ${status} Proxied`, ...lines, 'connection: close', '', ''].join('\r\n');
}

function piecesOf(body: Buffer, bytes: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(body.length / bytes) }, (_, index) =>
    body.subarray(index * bytes, (index + 1) * bytes),
  );
}

async function write(socket: Socket, piece: Buffer, signal: AbortSignal): Promise<void> {
  if (socket.destroyed) throw new Error('the client went away');
  if (socket.write(piece)) return;
  await Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })]);
}

const PAGE =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>';
const JSON_TYPE = { 'content-type': 'application/json' };
const XML_TYPE = { 'content-type': 'text/xml' };

/** An answer of its own, with none of the target's headers. */
function foreign(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): (answer: ProxiedAnswer) => Delivery {
  return () => ({ status, headers, body: Buffer.from(body) });
}

/** Another body with the target's own headers: its content type and its request id. */
function replaced(body: string): (answer: ProxiedAnswer) => Delivery {
  return (answer) => ({ ...answer, body: Buffer.from(body) });
}

const ERROR_IN_JSON = '{"__type":"InternalFailure","message":"try again"}';
const ERROR_IN_XML =
  '<ErrorResponse><Error><Code>InternalFailure</Code><Message>try again</Message></Error></ErrorResponse>';

/**
 * What proxies, gateways and captive portals answer in place of a target, all with a status of success: none of
 * it says anything of the target.
 */
export const FOREIGN_ANSWERS = {
  'an HTML page': foreign(200, PAGE, { 'content-type': 'text/html' }),
  'an empty body': foreign(200, ''),
  'a 204': foreign(204, ''),
  '{}': foreign(200, '{}', JSON_TYPE),
  '[]': foreign(200, '[]', JSON_TYPE),
  null: foreign(200, 'null', JSON_TYPE),
  '<x/>': foreign(200, '<x/>', XML_TYPE),
  'an error in JSON': foreign(200, ERROR_IN_JSON, JSON_TYPE),
  'an error in XML': foreign(200, ERROR_IN_XML, XML_TYPE),
} as const satisfies Readonly<Record<string, (answer: ProxiedAnswer) => Delivery>>;

/** Bodies that are not the target's, with the target's own headers, so that the body alone tells. */
export const REPLACED_BODIES = {
  'an HTML page': replaced(PAGE),
  'an empty body': replaced(''),
  '[]': replaced('[]'),
  null: replaced('null'),
  '<x/>': replaced('<x/>'),
  'an error in JSON': replaced(ERROR_IN_JSON),
  'an error in XML': replaced(ERROR_IN_XML),
} as const satisfies Readonly<Record<string, (answer: ProxiedAnswer) => Delivery>>;

/** The target's own answer, cut off or held up. The client must not take it for a whole one, or wait for ever. */
export const DAMAGES = {
  /** Half the body, then the connection closes. */
  truncated: (answer: ProxiedAnswer): Delivery => ({
    ...answer,
    cutAfter: Math.floor(answer.body.length / 2),
  }),
  /** Content-Length is too small: the client sees a body that is cut off, and nothing else amiss. */
  'a Content-Length that is too small': (answer: ProxiedAnswer): Delivery => ({
    ...answer,
    declaredLength: Math.max(0, answer.body.length - 10),
    cutAfter: Math.max(0, answer.body.length - 10),
  }),
  'a Content-Length that is too large': (answer: ProxiedAnswer): Delivery => ({
    ...answer,
    declaredLength: answer.body.length + 10,
  }),
  /** The connection is cut before anything is answered. */
  'a reset': (): Delivery => 'reset',
} as const satisfies Readonly<Record<string, (answer: ProxiedAnswer) => Delivery>>;

/** The answer's first byte comes this late. */
export function slowHeaders(answer: ProxiedAnswer, delayMs: number): Delivery {
  return { ...answer, delayMs };
}

/** The body drips, a byte at a time: never silent for long, and never at its end. */
export function slowBody(answer: ProxiedAnswer, everyMs: number): Delivery {
  return { ...answer, isEndless: true, drip: { bytes: 1, everyMs } };
}

/** The body comes as fast as it can be read, and never ends. */
export function endlessBody(answer: ProxiedAnswer): Delivery {
  return { ...answer, body: Buffer.alloc(65_536, answer.body), isEndless: true };
}
