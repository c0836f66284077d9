import type { LookupFunction } from 'node:net';
import type { HttpHandler } from '@smithy/core/protocols';
import type { RetryStrategyV2 } from '@smithy/types';
import type { Clock } from '../lib/clock.ts';
import { FirstContact, type FirstContactOptions } from '../lib/network/first-contact.ts';
import type { Network } from '../lib/network/network.ts';
import type { AttemptGate, CallScope } from './attempt-gate.ts';
import type { ClientOwner } from './client-owner.ts';
import { sdkRequestHandler } from './credentials/sdk-request-handler.ts';
import { HttpSender } from './http-sender.ts';
import type { SdkCommand, SdkConfig } from './sdk-internals.ts';
import { Transport, type ServiceEndpoint } from './transport.ts';

/** The parts of every AWS SDK v3 client that we use. */
export interface AwsClient {
  readonly config: object;
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

/** The settings that we pass to every client; the SDK reads the others from the environment and profiles. */
export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  /** Credentials belong to a call, not to a client: the client's own are never used. */
  readonly credentials: { readonly accessKeyId: ''; readonly secretAccessKey: '' };
}

/** The constructor of an SDK client, such as `SQSClient`. */
export type ClientConstructor<Client extends AwsClient = AwsClient> = new (
  settings: ClientSettings,
) => Client;

export interface ClientFactoryOptions {
  readonly gate: AttemptGate;
  readonly retryStrategy: RetryStrategyV2;
  readonly clock: Clock;
  /** Connection timeout, in milliseconds. @default 5_000 */
  readonly connectTimeoutMs?: number;
  /**
   * Longest silence of AWS after a request or within a response, in milliseconds; a whole call, including the
   * body, may take four times as long. @default 30_000
   */
  readonly answerTimeoutMs?: number;
  /** Open connections per host. @default 256 */
  readonly maxSockets?: number;
  /** Proxies and root certificates. @default direct connections, and Node's root certificates */
  readonly network?: Network;
  /** The setting that holds an address: `AWS_ENDPOINT_URL`. For messages. */
  readonly addressSource?: (origin: string) => string | undefined;
  /** What happens while AWS was never reached. */
  readonly firstContact?: FirstContactOptions;
  /** Replaces name resolution. For tests of missing endpoints. */
  readonly lookup?: LookupFunction;
  /**
   * Content types that are accepted besides AWS's own. For tests against emulators that send none or a wrong
   * one; responses still need AWS's format and request id.
   */
  readonly furtherTypes?: readonly string[];
  /** The largest response, in bytes. For tests. @default 64 MiB */
  readonly largestBody?: number;
  /** Replaces the endpoint of a service in a region. For the demo and tests; users set AWS_ENDPOINT_URL. */
  readonly endpointOf?: (clientName: string, region: string) => string | undefined;
}

/** Clients of one account, whose calls belong to one scope and are counted and cancelled with it. */
export interface ScopeClients {
  /** The client of a service in a region. `service` is the SDK's constructor: `SQSClient`. */
  of<Client extends AwsClient>(service: ClientConstructor<Client>, region: string): Client;
}

/**
 * Creates and caches the SDK clients: one per service and region for all accounts, because credentials belong
 * to the call. All share one pool of keep-alive connections and the same gate.
 */
export class ClientFactory implements Disposable {
  readonly #transport: Transport;
  readonly #http: HttpSender;
  readonly #endpointOf: (clientName: string, region: string) => string | undefined;
  readonly #services = new Map<
    string,
    { readonly client: AwsClient; readonly endpoint: ServiceEndpoint }
  >();

  constructor(options: ClientFactoryOptions) {
    const { gate, retryStrategy, clock, lookup } = options;
    const { connectTimeoutMs = 5_000, answerTimeoutMs = 30_000, maxSockets = 256 } = options;
    this.#endpointOf = options.endpointOf ?? (() => undefined);
    this.#http = new HttpSender({
      connectTimeoutMs,
      answerTimeoutMs,
      connections: maxSockets,
      largestBody: options.largestBody,
      lookup,
      network: options.network,
      addressSource: options.addressSource,
    });
    const { furtherTypes, firstContact = {} } = options;
    this.#transport = new Transport({
      gate,
      retryStrategy,
      clock,
      http: this.#http,
      furtherTypes,
      firstContact: new FirstContact(firstContact, clock.now),
    });
  }

  /** The clients of `owner`, for the calls of `scope`. */
  open(owner: ClientOwner, scope: CallScope): ScopeClients {
    return {
      of: (service, region) => this.#view(service, region, owner, scope),
    };
  }

  /** Sends requests of SDK clients that are not created here: those of the SDK's credential providers. */
  requestHandler(signal: AbortSignal): HttpHandler {
    return sdkRequestHandler(this.#http, signal);
  }

  /**
   * How far AWS's clock is ahead of ours, from its latest response, in milliseconds; undefined before one.
   */
  get clockSkewMs(): number | undefined {
    return this.#transport.clockSkewMs;
  }

  [Symbol.dispose](): void {
    this.#services.clear();
    this.#http.destroy();
  }

  /** A client that passes `instanceof`, and whose calls belong to the owner and the scope. */
  #view<Client extends AwsClient>(
    service: ClientConstructor<Client>,
    region: string,
    owner: ClientOwner,
    scope: CallScope,
  ): Client {
    const { client, endpoint } = this.#service(service, region);
    const send = (
      command: SdkCommand,
      options?: { readonly abortSignal?: AbortSignal },
    ): Promise<object> => {
      const signal = options?.abortSignal ?? scope.signal;
      const called = signal === scope.signal ? scope : { ...scope, signal };
      return this.#transport.send(endpoint, owner, called, command);
    };
    const view: unknown = Object.create(client, { send: { value: send } });
    return view as Client; // an object whose prototype is a client of that class
  }

  #service(
    service: ClientConstructor,
    region: string,
  ): { readonly client: AwsClient; readonly endpoint: ServiceEndpoint } {
    const name = `${service.name}/${region}`;
    const known = this.#services.get(name);
    if (known !== undefined) return known;
    const url = this.#endpointOf(service.name, region);
    const client = new service({
      region,
      credentials: { accessKeyId: '', secretAccessKey: '' },
      ...(url !== undefined && { endpoint: url }),
    });
    const config = client.config as SdkConfig; // the internals of every schema-based client: see sdk-internals
    const made = { client, endpoint: { config, region, endpoints: new Map() } };
    this.#services.set(name, made);
    return made;
  }
}
