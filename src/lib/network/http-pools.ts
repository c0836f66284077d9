import type { LookupFunction } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { abortable } from '../aborted.ts';
import { asConnectionError } from './connection-error.ts';
import { proxyFor, type Network, type Proxy } from './network.ts';
import { TunnelPool } from './tunnel-pool.ts';

export interface HttpPoolsOptions {
  /** Longest time to a connection, in milliseconds; a proxy may take as long again to open a tunnel. */
  readonly connectTimeoutMs: number;
  /** Longest time to an answer's headers, and longest silence within its body, in milliseconds. */
  readonly answerTimeoutMs: number;
  /** The largest body that is read, in bytes. @default no limit */
  readonly largestBody?: number | undefined;
  /** Connections kept open to one host. */
  readonly connections: number;
  /** Replaces name resolution. */
  readonly lookup?: LookupFunction | undefined;
  /** @default direct connections, and Node's root certificates */
  readonly network?: Network | undefined;
  /** Which setting holds an address: `AWS_ENDPOINT_URL`. For messages. */
  readonly addressSource?: ((origin: string) => string | undefined) | undefined;
}

/** A request; `path` and `query` as they are sent. */
export type HttpPoolsRequest = Omit<Dispatcher.RequestOptions, 'signal'> & {
  readonly origin: string;
  readonly signal?: AbortSignal;
};

/** Sends HTTP requests over keep-alive connections, directly or through a proxy. */
export class HttpPools {
  readonly #options: HttpPoolsOptions;
  readonly #secureContext: SecureContext | undefined;
  readonly #direct: Agent;
  readonly #proxied = new Map<Proxy, ProxyAgent>();

  constructor(options: HttpPoolsOptions) {
    const { network: { ca } = {}, connectTimeoutMs, lookup } = options;
    this.#options = options;
    // Made once: reading all the root certificates for each connection would cost more than the handshake.
    this.#secureContext = ca === undefined ? undefined : createSecureContext({ ca: [...ca] });
    this.#direct = new Agent({
      ...this.#common(),
      connect: { ...this.#tls(connectTimeoutMs), ...(lookup !== undefined && { lookup }) },
    });
  }

  /** @throws {ConnectionError} when no connection was made; undici’s other errors, or the signal’s reason. */
  async request({ signal, ...options }: HttpPoolsRequest): Promise<Dispatcher.ResponseData> {
    const { network = {}, addressSource } = this.#options;
    const { origin } = options;
    const proxy = proxyFor(new URL(origin), network);
    const answer = this.#dispatcher(proxy).request({ ...options, signal: signal ?? null });
    try {
      // undici looks at the signal only once there is a connection.
      return await (signal === undefined ? answer : abortable(answer, signal));
    } catch (error) {
      answer.catch(() => undefined);
      throw asConnectionError(error, { origin, proxy, addressSource: addressSource?.(origin) });
    }
  }

  /** Closes every connection; requests in flight fail. */
  destroy(): void {
    void this.#direct.destroy();
    for (const agent of this.#proxied.values()) void agent.destroy();
  }

  #dispatcher(proxy: Proxy | undefined): Dispatcher {
    if (proxy === undefined) return this.#direct;
    const known = this.#proxied.get(proxy);
    if (known !== undefined) return known;
    const { connectTimeoutMs, lookup } = this.#options;
    const agent = new ProxyAgent({
      ...this.#common(),
      uri: proxy.url,
      ...(proxy.authorization !== undefined && { token: proxy.authorization }),
      requestTls: this.#tls(connectTimeoutMs),
      proxyTls: { ...this.#tls(connectTimeoutMs), ...(lookup !== undefined && { lookup }) },
      clientFactory: (url, clientOptions) =>
        new TunnelPool(url, { ...clientOptions, headersTimeout: 2 * connectTimeoutMs }),
    });
    this.#proxied.set(proxy, agent);
    return agent;
  }

  #common(): Agent.Options {
    const { connections, answerTimeoutMs, largestBody } = this.#options;
    return {
      connections,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
      ...(largestBody !== undefined && { maxResponseSize: largestBody }),
    };
  }

  #tls(timeout: number): { readonly timeout: number; readonly secureContext?: SecureContext } {
    return {
      timeout,
      ...(this.#secureContext !== undefined && { secureContext: this.#secureContext }),
    };
  }
}
