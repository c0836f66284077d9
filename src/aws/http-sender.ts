import type { LookupFunction } from 'node:net';
import type { HttpRequest } from '@smithy/types';
import { Agent } from 'undici';

export interface HttpSenderOptions {
  /** Longest time to a connection, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest silence after a request or within an answer, in milliseconds. */
  readonly answerTimeoutMs: number;
  /** Connections kept open to one host. */
  readonly connections: number;
  /** Replaces name resolution. */
  readonly lookup?: LookupFunction | undefined;
}

/** An answer with its whole body, as the SDK's protocols read one. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** Sends requests over one pool of keep-alive connections. */
export class HttpSender {
  readonly #agent: Agent;

  constructor({ connectTimeoutMs, answerTimeoutMs, connections, lookup }: HttpSenderOptions) {
    this.#agent = new Agent({
      connections,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
      connect: { timeout: connectTimeoutMs, ...(lookup !== undefined && { lookup }) },
    });
  }

  /** @throws undici's errors, whose codes are classified with all others, or the signal's reason. */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { protocol, hostname, port, method } = request;
    const authority = port === undefined ? hostname : `${hostname}:${port}`;
    const body: unknown = request.body;
    const answer = await this.#agent.request({
      origin: `${protocol}//${authority}`,
      path: pathOf(request),
      method: method, // AWS's operations use HTTP's own methods
      headers: request.headers,
      body: typeof body === 'string' || body instanceof Uint8Array ? body : null,
      signal,
    });
    return {
      statusCode: answer.statusCode,
      headers: flat(answer.headers),
      body: new Uint8Array(await answer.body.arrayBuffer()),
    };
  }

  /** Closes every connection; what is under way fails. */
  destroy(): void {
    void this.#agent.destroy();
  }
}

/** The path with its query, escaped as it was signed. */
function pathOf({ path, query = {} }: HttpRequest): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      parts.push(one === null ? escapeUri(name) : `${escapeUri(name)}=${escapeUri(one)}`);
    }
  }
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/** RFC 3986, which is stricter than encodeURIComponent. */
function escapeUri(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function flat(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return result;
}
