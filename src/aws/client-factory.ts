import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { RetryStrategyV2 } from '@smithy/types';
import { LRUCache } from 'lru-cache';
import type { AttemptGate, CallScope, GuardedStack } from './attempt-path.ts';
import type { CredentialSource } from './credential-source.ts';

/** What every AWS SDK v3 client has, as far as we use it. */
export interface AwsClient {
  readonly middlewareStack: GuardedStack;
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

/** The settings we give to every client; the SDK takes all others from the environment and profiles. */
export interface ClientSettings {
  readonly region: string;
  readonly credentials: () => Promise<never>;
  readonly requestHandler: NodeHttpHandler;
  readonly retryStrategy: RetryStrategyV2;
  readonly maxAttempts: number;
  readonly endpoint?: string;
  /** SQS only: its client would leave a configured endpoint for the host that a queue's URL names. */
  readonly useQueueUrlAsEndpoint: false;
}

/** The constructor of an SDK client, such as `SQSClient`. */
export type ClientConstructor<Client extends AwsClient = AwsClient> = new (
  settings: ClientSettings,
) => Client;

export interface ClientFactoryOptions {
  readonly gate: AttemptGate;
  readonly retryStrategy: RetryStrategyV2;
  /** Longest time to a connection, in milliseconds. @default 5_000 */
  readonly connectTimeoutMs?: number;
  /** Longest silence of AWS after a request or within an answer, in milliseconds. @default 30_000 */
  readonly answerTimeoutMs?: number;
  /** Connections kept open in all. @default 256 */
  readonly maxSockets?: number;
  /** Replaces name resolution. For tests of missing endpoints. */
  readonly lookup?: LookupFunction;
  /** Replaces the endpoint of a service in a region. For tests; users set AWS_ENDPOINT_URL. */
  readonly endpointOf?: (clientName: string, region: string) => string | undefined;
}

/** Whose clients these are. */
export interface ClientOwner {
  readonly accountId: string;
  readonly credentials: CredentialSource;
}

/** Clients of one account, whose calls belong to one scope: counted for it and cancelled with it. */
export interface ScopeClients {
  /** The client of a service in a region. `service` is the SDK's constructor: `SQSClient`. */
  of<Client extends AwsClient>(service: ClientConstructor<Client>, region: string): Client;
}

/** A client costs 20–42 kB: this many are kept, the least recently used are dropped. */
const CLIENTS_KEPT = 1_024;

/**
 * Makes and keeps the SDK clients: one per (credentials, region, service), all on one pool of
 * keep-alive connections, all guarded by the same gate.
 */
export class ClientFactory implements Disposable {
  readonly #gate: AttemptGate;
  readonly #retryStrategy: RetryStrategyV2;
  readonly #handler: NodeHttpHandler;
  readonly #endpointOf: (clientName: string, region: string) => string | undefined;
  readonly #clients = new LRUCache<string, AwsClient>({ max: CLIENTS_KEPT });

  constructor(options: ClientFactoryOptions) {
    const {
      lookup,
      connectTimeoutMs = 5_000,
      answerTimeoutMs = 30_000,
      maxSockets = 256,
    } = options;
    const agentOptions = { keepAlive: true, maxSockets, ...(lookup !== undefined && { lookup }) };
    this.#gate = options.gate;
    this.#retryStrategy = options.retryStrategy;
    this.#endpointOf = options.endpointOf ?? (() => undefined);
    this.#handler = new NodeHttpHandler({
      connectionTimeout: connectTimeoutMs,
      requestTimeout: answerTimeoutMs,
      socketTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(agentOptions),
      httpsAgent: new HttpsAgent(agentOptions),
    });
  }

  /** The clients of `owner`, for the calls of `scope`. */
  open(owner: ClientOwner, scope: CallScope): ScopeClients {
    return {
      of: (service, region) => this.#view(this.#client(owner, service, region), scope),
    };
  }

  [Symbol.dispose](): void {
    this.#clients.clear();
    this.#handler.destroy();
  }

  #client<Client extends AwsClient>(
    owner: ClientOwner,
    service: ClientConstructor<Client>,
    region: string,
  ): Client {
    const name = `${owner.accountId}/${owner.credentials.id}/${region}/${service.name}`;
    const known = this.#clients.get(name);
    if (known instanceof service) return known;
    const endpoint = this.#endpointOf(service.name, region);
    const client = new service({
      region,
      credentials: providerOf(owner.credentials),
      requestHandler: this.#handler,
      retryStrategy: this.#retryStrategy,
      useQueueUrlAsEndpoint: false,
      maxAttempts: 1, // only printed in a header: the strategy decides
      ...(endpoint !== undefined && { endpoint }),
    });
    client.middlewareStack.remove('loggerMiddleware'); // costs 20 % on big pages, even when nothing is logged
    this.#gate.guard(client.middlewareStack, {
      accountId: owner.accountId,
      region,
      credentials: owner.credentials,
    });
    this.#clients.set(name, client);
    return client;
  }

  /** The same client for the eyes of `instanceof`, whose calls are assigned to the scope. */
  #view<Client extends AwsClient>(client: Client, scope: CallScope): Client {
    const send = (
      command: never,
      options?: { readonly abortSignal?: AbortSignal },
    ): Promise<unknown> => {
      this.#gate.assign(command, scope);
      return client.send(command, { abortSignal: options?.abortSignal ?? scope.signal });
    };
    const view: unknown = Object.create(client, { send: { value: send } });
    return view as Client; // an object whose prototype is the client itself
  }
}

/** The source in the SDK's form. `memoized` tells the SDK not to cache it a second time in each client. */
function providerOf(source: CredentialSource): () => Promise<never> {
  const provider = async (): Promise<never> => (await source.get()) as never; // each client's own identity type
  return Object.assign(provider, { memoized: true });
}
