import { messageOf } from '../errors.ts';
import { errorCode } from '../error-code.ts';
import type { Proxy } from './network.ts';
import { ProxyError } from './tunnel-pool.ts';
import { UNREACHABLE } from './unreachable.ts';

/** The remedy when a default address cannot be reached. */
export const NETWORK_REMEDY =
  'check the network and name resolution; if this machine needs a proxy, set HTTPS_PROXY';

/** A connection was made, but the other side has no trusted certificate. */
const TLS_CODE =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH$|INVALID_CA$)/;
const UNKNOWN_CA = /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** What an address is, and how it is reached. */
export interface Route {
  /** `https://sts.us-east-1.amazonaws.com` */
  readonly origin: string;
  /** Undefined for a direct connection. */
  readonly proxy: Proxy | undefined;
  /** The setting that holds the address: `AWS_ENDPOINT_URL`. Undefined for a default address. */
  readonly addressSource: string | undefined;
}

/** Thrown when no connection, or no trusted one, could be made. Its message names the address. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** Node's code, undici's, or one of `PROXY_UNREACHABLE`, `PROXY_REFUSED` and `PROXY_FAILED`. */
  readonly code: string;
  /** The remedy; undefined if it depends on the request. */
  readonly remedy: string | undefined;
  /** May a retry succeed without a change of settings? */
  readonly isTransient: boolean;

  constructor(
    message: string,
    options: { code: string; remedy: string | undefined; isTransient: boolean; cause: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.remedy = options.remedy;
    this.isTransient = options.isTransient;
  }
}

/** The error of a request, as a `ConnectionError` if no connection was made; otherwise unchanged. */
export function asConnectionError(error: unknown, route: Route): unknown {
  if (error instanceof ProxyError) return proxyFailure(error, route);
  const code = errorCode(error);
  if (code === undefined) return error;
  const target = targetOf(route);
  const unreachable = isConnectFailure(code, error) ? UNREACHABLE[code] : undefined;
  if (unreachable !== undefined) {
    return new ConnectionError(`cannot reach ${target}: ${unreachable} (${code})`, {
      code,
      remedy: unreachableRemedy(code, route),
      isTransient: true,
      cause: error,
    });
  }
  if (!TLS_CODE.test(code)) return error;
  return new ConnectionError(`cannot trust ${target}: ${messageOf(error)} (${code})`, {
    code,
    remedy: tlsRemedy(code, route),
    isTransient: false,
    cause: error,
  });
}

/** An established connection may time out too; this is only about connecting. */
function isConnectFailure(code: string, error: unknown): boolean {
  if (code !== 'ETIMEDOUT') return true;
  return error instanceof AggregateError || syscallOf(error) === 'connect';
}

function syscallOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'syscall' in error
    ? error.syscall
    : undefined;
}

function targetOf({ origin, proxy }: Route): string {
  return proxy === undefined ? origin : `${origin} through the proxy ${proxy.url}`;
}

function unreachableRemedy(code: string, { addressSource }: Route): string | undefined {
  // A default address without DNS entry: often the service does not exist in that region.
  if (addressSource === undefined && code === 'ENOTFOUND') return undefined;
  return addressSource === undefined
    ? NETWORK_REMEDY
    : `check that a server listens there, or correct ${addressSource}, which sets this address`;
}

function tlsRemedy(code: string, { proxy, addressSource }: Route): string {
  if (UNKNOWN_CA.test(code)) {
    return 'its certificate is signed by an unknown authority: name the PEM file of that authority (of a proxy that inspects TLS, for example) in AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS';
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return `the other side does not speak TLS: check ${addressSource ?? proxy?.source ?? 'the network'}`;
  }
  return `check this machine’s clock, ${addressSource ?? 'the name resolution'} and proxies on the way`;
}

function proxyFailure(error: ProxyError, { origin, proxy }: Route): ConnectionError {
  const { code, message } = error;
  const isTls = TLS_CODE.test(errorCode(error.cause) ?? '');
  const place = proxy === undefined ? 'the proxy' : `the proxy ${proxy.url}`;
  return new ConnectionError(`cannot reach ${origin} through ${place}: ${message}`, {
    code,
    remedy: proxyRemedy(error, new URL(origin), proxy),
    isTransient: code !== 'PROXY_REFUSED' && !isTls,
    cause: error,
  });
}

function proxyRemedy(
  { status, cause }: ProxyError,
  { hostname, host }: URL,
  proxy: Proxy | undefined,
): string {
  const source = proxy?.source ?? 'HTTPS_PROXY';
  const bypass = `add ${hostname} to NO_PROXY to connect directly`;
  if (status === 407) {
    return proxy?.authorization === undefined
      ? `put user and password into ${source}: http://USER:PASSWORD@HOST:PORT`
      : `correct the user and password in ${source}`;
  }
  if (status !== undefined) {
    return status < 500
      ? `have the proxy allow CONNECT to ${host}, or ${bypass}`
      : `check that the proxy can reach ${host}, or ${bypass}`;
  }
  if (UNKNOWN_CA.test(errorCode(cause) ?? '')) {
    return 'name the PEM file of the authority that signed the proxy’s certificate in AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS';
  }
  return `correct ${source}, or ${bypass}`;
}
