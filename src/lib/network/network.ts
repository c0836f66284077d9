import { isIP } from 'node:net';
import { bypassesProxy } from './no-proxy.ts';

/** An HTTP proxy, which is asked for a tunnel (CONNECT) to each host. */
export interface Proxy {
  /** `http://proxy.example:3128`, without user and password. */
  readonly url: string;
  /** The `Proxy-Authorization` header; undefined for none. */
  readonly authorization: string | undefined;
  /** Where it was set, for messages: `HTTPS_PROXY`. */
  readonly source: string;
}

/** How this machine reaches the internet. */
export interface Network {
  /** For https: addresses. @default httpProxy */
  readonly httpsProxy?: Proxy | undefined;
  /** For http: addresses. */
  readonly httpProxy?: Proxy | undefined;
  /** Hosts that are connected to directly: the form of `NO_PROXY`. */
  readonly noProxy?: string | undefined;
  /** Every trusted root certificate, as PEM. @default Node's own */
  readonly ca?: readonly string[] | undefined;
}

/** The proxy for a URL's host; undefined for a direct connection, which loopback addresses always get. */
export function proxyFor(url: URL, network: Network): Proxy | undefined {
  const proxy =
    url.protocol === 'https:' ? (network.httpsProxy ?? network.httpProxy) : network.httpProxy;
  if (proxy === undefined || isLoopback(url.hostname)) return undefined;
  return bypassesProxy(url, network.noProxy ?? '') ? undefined : proxy;
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]')
    return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
