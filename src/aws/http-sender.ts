import type { HttpRequest } from '@smithy/types';
import type { Dispatcher } from 'undici';
import { HttpPools, type HttpPoolsOptions } from '../lib/network/http-pools.ts';

/**
 * A whole call, from the request to the last byte of the answer, may take so many answer timeouts, however
 * steadily the answer drips.
 */
const CALL_TIMEOUTS = 4;

/**
 * The largest answer that is read, in bytes. AWS's own stay below it: a page of a thousand instances has about
 * 5 MB, a hundred Cloud Control models of the largest kind about 26 MB.
 */
const LARGEST_BODY = 64 * 1_024 * 1_024;

export interface HttpSenderOptions extends Omit<HttpPoolsOptions, 'largestBody'> {
  /**
   * Longest time to an answer's headers, and longest silence within its body, in milliseconds. A whole call may
   * take four times as long; a streamed one, any time.
   */
  readonly answerTimeoutMs: number;
  /** The largest body that is read at once, in bytes. A streamed one may be any size. @default 64 MiB */
  readonly largestBody?: number | undefined;
}

/** An answer with its whole body, as the SDK's protocols read one. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** An answer whose body is still to be read. */
export interface StreamedAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /**
   * The body, once, as fast as it is read: no more than a few chunks are kept. A caller that stops early closes
   * the connection; one that does not begin must abort the signal. Throws undici's errors, or the signal's reason.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Raised when an answer does not come to its end in time. Classified as a time-out: transient. */
export class SlowAnswerError extends Error {
  override readonly name = 'TimeoutError';
}

/** Sends requests over keep-alive connections: one pool for whole answers, one for streamed ones. */
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
      call.abort(new SlowAnswerError(`the answer did not end within ${this.#callTimeoutMs} ms`));
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
   * Sends a request whose answer may be too large to be held at once, such as a list of prices. It may take any
   * time, as long as it does not fall silent; while the reader pauses, the server waits.
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

  /** Closes every connection; what is under way fails. */
  destroy(): void {
    this.#pools.destroy();
    this.#streams.destroy();
  }
}

/** Sends a request, and waits for the headers of its answer. */
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
