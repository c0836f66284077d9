import { Pool, type Dispatcher } from 'undici';
import { messageOf } from '../errors.ts';
import { errorCode } from '../error-code.ts';
import { UNREACHABLE } from './unreachable.ts';

/** Squid's error code for a name without an address. */
const SQUID_NO_ADDRESS = 'ERR_DNS_FAIL';

/** The request was cancelled, or the pool closed. */
const OUR_OWN_END: ReadonlySet<string> = new Set([
  'UND_ERR_ABORTED',
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED',
]);

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  403: 'forbidden',
  407: 'proxy authentication required',
  502: 'bad gateway',
  503: 'service unavailable',
  504: 'gateway timeout',
};

/** Thrown when a proxy cannot be reached, or does not open a tunnel. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /**
   * `PROXY_UNREACHABLE`: no connection to the proxy; `PROXY_REFUSED` and `PROXY_FAILED`: it answered with 4xx or
   * 5xx; `ENOTFOUND`: the proxy found no address for the host; `ETIMEDOUT`: it did not answer in time.
   */
  readonly code: string;
  /** The proxy's HTTP status, if it answered. */
  readonly status: number | undefined;

  constructor(message: string, code: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.status = status;
  }
}

/** Connections to a proxy; each becomes a tunnel. Its errors are distinct from those of the target. */
export class TunnelPool extends Pool {
  override connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData>;
  override connect(
    options: Dispatcher.ConnectOptions,
    callback: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): void;
  override connect(
    options: Dispatcher.ConnectOptions,
    callback?: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): Promise<Dispatcher.ConnectData> | void {
    if (callback !== undefined) {
      super.connect(options, callback);
      return;
    }
    return this.#tunnel(options);
  }

  async #tunnel(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
    let answer: Dispatcher.ConnectData;
    try {
      answer = await super.connect(options);
    } catch (error) {
      throw unreachableProxy(error);
    }
    if (answer.statusCode === 200) return answer;
    answer.socket.on('error', () => undefined).destroy(); // an error after the refusal adds nothing
    throw refusal(answer);
  }
}

/**
 * undici reconnects endlessly after errors with its own code for a closed socket, so they get other codes.
 */
function unreachableProxy(error: unknown): unknown {
  const code = errorCode(error) ?? '';
  if (OUR_OWN_END.has(code)) return error;
  if (code === 'UND_ERR_HEADERS_TIMEOUT') {
    return new ProxyError('it did not answer in time', 'ETIMEDOUT', undefined, error);
  }
  const text = UNREACHABLE[code] ?? messageOf(error);
  const message = code === '' ? text : `${text} (${code})`;
  const isTimeout = code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT';
  const ourCode = isTimeout ? 'ETIMEDOUT' : 'PROXY_UNREACHABLE';
  return new ProxyError(message, ourCode, undefined, error);
}

function refusal({ statusCode, headers }: Dispatcher.ConnectData): ProxyError {
  if (String(headers['x-squid-error'] ?? '').startsWith(SQUID_NO_ADDRESS)) {
    return new ProxyError('it found no address for the host', 'ENOTFOUND', statusCode);
  }
  const text = STATUS_TEXTS[statusCode];
  const message = `it answered CONNECT with ${statusCode}${text === undefined ? '' : ` (${text})`}`;
  return new ProxyError(message, statusCode < 500 ? 'PROXY_REFUSED' : 'PROXY_FAILED', statusCode);
}
