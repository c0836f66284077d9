import type { HttpRequest } from '@smithy/types';
import type { Dispatcher } from 'undici';
import { HttpPools, type HttpPoolsOptions } from '../lib/network/http-pools.ts';

/**
 * A whole call, from the request to the last byte, may take this many response timeouts, however steadily
 * data arrives.
 */
const CALL_TIMEOUTS = 4;

/**
 * The largest response, in bytes. AWS's own stay below it: a page of a thousand instances has about 5 MB, a
 * hundred Cloud Control models of the largest kind about 26 MB.
 */
const LARGEST_BODY = 64 * 1_024 * 1_024;

export interface HttpSenderOptions extends Omit<HttpPoolsOptions, 'largestBody'> {
  /**
   * Longest time to a response's headers, and longest silence within its body, in milliseconds. A whole call
   * may take four times as long; a streamed one has no limit.
   */
  readonly answerTimeoutMs: number;
  /** The largest body that is read at once, in bytes. A streamed one may be any size. @default 64 MiB */
  readonly largestBody?: number | undefined;
}

/** A response with its whole body, as the SDK's protocols read it. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A response whose body is not read yet. */
export interface StreamedAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /**
   * Yields the body once, as it is read: only a few chunks are kept. A caller that stops early closes the
   * connection; a caller that never starts must abort the signal. Throws undici's errors, or the signal's
   * reason.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Thrown when a response does not end in time. Classified as a timeout: transient. */
export class SlowAnswerError extends Error {
  override readonly name = 'TimeoutError';
}

/** Sends requests over keep-alive connections: one pool for whole responses, one for streamed ones. */
export class HttpSender {
  readonly #pools: HttpPools;
  readonly #streams: HttpPools;
  readonly #callTimeoutMs: number;

  constructor(options: HttpSenderOptions) {
    const { largestBody = LARGEST_BODY, ...common } = options;
    this.#callTimeoutMs = options.answerTimeoutMs * CALL_TIMEOUTS;
    this.#pools = new HttpPools({ ...common, largestBody });
    this.#streams = new HttpPools(common);
  }

  /** @throws {ConnectionError} when no connection was made; undici's errors, or the signal's reason. */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const call = new AbortController();
    const cancel = (): void => {
      call.abort(signal.reason);
    };
    const deadline = setTimeout(() => {
      call.abort(new SlowAnswerError(`the response did not end within ${this.#callTimeoutMs} ms`));
    }, this.#callTimeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#exchange(request, call.signal);
    } finally {
      clearTimeout(deadline);
      signal.removeEventListener('abort', cancel);
    }
  }

  /**
   * Sends a request with a response that may be too large for memory, such as a price list. It may take any
   * time if it does not fall silent; while the reader pauses, the server waits.
   *
   * @param signal ends the call, and the reading of its body
   * @throws {ConnectionError} when no connection was made; undici's errors, or the signal's reason.
   */
  async stream(request: HttpRequest, signal: AbortSignal): Promise<StreamedAnswer> {
    signal.throwIfAborted();
    const { statusCode, headers, body } = await requested(this.#streams, request, signal);
    return { statusCode, headers: flat(headers), body };
  }

  async #exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { statusCode, headers, body } = await requested(this.#pools, request, signal);
    return {
      statusCode,
      headers: flat(headers),
      body: new Uint8Array(await body.arrayBuffer()),
    };
  }

  /** Closes every connection; requests in flight fail. */
  destroy(): void {
    this.#pools.destroy();
    this.#streams.destroy();
  }
}

/** Sends a request, and waits for the response headers. */
function requested(
  pools: HttpPools,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const { method } = request;
  const body: unknown = request.body;
  return pools.request({
    origin: originOf(request),
    path: pathOf(request),
    method: method, // AWS's operations use HTTP's own methods
    headers: request.headers,
    body: typeof body === 'string' || body instanceof Uint8Array ? body : null,
    signal,
  });
}

/** `https://sqs.us-east-1.amazonaws.com` */
export function originOf({ protocol, hostname, port }: HttpRequest): string {
  return `${protocol}//${port === undefined ? hostname : `${hostname}:${port}`}`;
}

/** The path with its query, escaped as when it was signed. */
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
