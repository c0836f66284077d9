import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Catalog } from './catalog.ts';
import { PortFaults, type PortFault } from './faults.ts';
import { IntegrationRecord } from './integration.ts';
import { PortProblem } from './model.ts';
import { SearchPages } from './pages.ts';
import { familyOf, PortRateLimits } from './rate-limit.ts';
import { answer, type PortParts } from './routes.ts';

/** Options of an embedded Port. */
export interface EmbeddedPortOptions {
  /** Where to listen on 127.0.0.1. @default any free port */
  readonly port?: number;
  /** Enforce Port's published rate limits. @default false */
  readonly enforceLimits?: boolean;
  /** Multiplies the limits. @default 1 */
  readonly limitScale?: number;
  /** `x-ratelimit-reset` is a point in time rather than seconds until it. @default false */
  readonly resetIsEpoch?: boolean;
  /** How long each answer takes, in milliseconds. @default 0 */
  readonly latencyMs?: number;
  /** How long tokens last, in seconds. @default 3600 */
  readonly tokenLifetimeSeconds?: number;
  /** The most entities in one bulk call. @default 20 */
  readonly maxBulkSize?: number;
  readonly featureFlags?: readonly string[];
  /** Searches return an entity's datasource when requested. @default true */
  readonly tellsDatasource?: boolean;
}

/** A running embedded Port. */
export interface EmbeddedPort extends AsyncDisposable {
  /** `http://127.0.0.1:4567` */
  readonly baseUrl: string;
  readonly catalog: Catalog;
  readonly integration: IntegrationRecord;
  /** Environment variables that point Longshore or Ocean at it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Calls so far by `METHOD path`, without the names in the path. */
  calls(): Readonly<Record<string, number>>;
  /** Responses so far by status. */
  statuses(): Readonly<Record<string, number>>;
  setFaults(faults: readonly PortFault[]): void;
  /** Revokes every token issued so far. */
  revokeTokens(): void;
  close(): Promise<void>;
}

/** The credentials that the embedded Port accepts. */
export const PORT_CREDENTIALS = {
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-client-secret-0123456789',
} as const;

/** Largest body of a request, in bytes. @see https://docs.port.io/api-reference */
const MOST_BYTES = 1_048_576;

/** Starts an embedded Port on loopback: its REST API for one organization, kept in memory. */
export async function startEmbeddedPort(options: EmbeddedPortOptions = {}): Promise<EmbeddedPort> {
  const port = new RunningPort(options);
  await port.listen(options.port ?? 0);
  return port;
}

class RunningPort implements EmbeddedPort {
  readonly catalog: Catalog;
  readonly integration: IntegrationRecord;
  readonly #options: EmbeddedPortOptions;
  readonly #parts: PortParts;
  readonly #limits: PortRateLimits;
  readonly #faults = new PortFaults();
  readonly #server: Server;
  readonly #calls = new Map<string, number>();
  readonly #statuses = new Map<string, number>();
  #tokens = new Map<string, number>();
  #port = 0;

  constructor(options: EmbeddedPortOptions) {
    const { enforceLimits = false, resetIsEpoch = false, limitScale, featureFlags = [] } = options;
    this.#options = options;
    this.catalog = new Catalog(Date.now);
    this.integration = new IntegrationRecord(Date.now, () => `${this.baseUrl}/ingest`);
    this.#limits = new PortRateLimits(enforceLimits, resetIsEpoch, limitScale);
    this.#parts = {
      catalog: this.catalog,
      integration: this.integration,
      pages: new SearchPages(),
      faults: this.#faults,
      organizationId: 'org_sandbox',
      featureFlags,
      maxBulkSize: options.maxBulkSize ?? 20,
      tellsDatasource: options.tellsDatasource ?? true,
    };
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      OCEAN__PORT__BASE_URL: this.baseUrl,
      OCEAN__PORT__CLIENT_ID: PORT_CREDENTIALS.clientId,
      OCEAN__PORT__CLIENT_SECRET: PORT_CREDENTIALS.clientSecret,
    };
  }

  calls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }

  statuses(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#statuses);
  }

  setFaults(faults: readonly PortFault[]): void {
    this.#faults.set(faults);
  }

  revokeTokens(): void {
    this.#tokens = new Map();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: target = '/' } = request;
    const url = new URL(target, this.baseUrl);
    if (url.pathname === '/_sandbox/calls') {
      response.end(JSON.stringify({ calls: this.calls() }));
      return;
    }
    const call = `${method} ${url.pathname}`;
    const name = nameOf(method, url.pathname);
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
    const body = await bodyOf(request).catch(() => undefined);
    if (body === undefined) return; // the client disconnected during its request
    const fault = this.#faults.next(call);
    if (fault?.type === 'hang') return;
    if (fault?.type === 'reset') {
      request.socket.destroy();
      return;
    }
    const { status, headers, text } = this.#answer(request, url, body, fault);
    this.#statuses.set(String(status), (this.#statuses.get(String(status)) ?? 0) + 1);
    const end = (): void => {
      if (fault?.type === 'late-reset') request.socket.destroy();
      else if (!response.destroyed) {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(text);
      }
    };
    if ((this.#options.latencyMs ?? 0) > 0) setTimeout(end, this.#options.latencyMs);
    else end();
  }

  #answer(
    request: IncomingMessage,
    url: URL,
    body: string,
    fault: PortFault | undefined,
  ): { status: number; headers: Readonly<Record<string, string>>; text: string } {
    const { method = 'GET', headers } = request;
    const limit = this.#limits.admit(familyOf(method, url.pathname), Date.now());
    const trace = { 'x-trace-id': randomUUID(), ...limit.headers, ...fault?.headers };
    try {
      if (fault?.type === 'status') {
        throw new PortProblem(fault.status ?? 500, 'injected', 'refused on purpose');
      }
      if (!limit.isAdmitted) throw new PortProblem(429, 'rate_limit', 'Too many requests');
      if (Buffer.byteLength(body) > MOST_BYTES) {
        throw new PortProblem(413, 'payload_too_large', 'Request body is too large');
      }
      const given = parsed(body);
      if (url.pathname === '/v1/auth/access_token') {
        return { status: 200, headers: trace, text: JSON.stringify(this.#token(given)) };
      }
      this.#authorize(headers.authorization);
      const { pathname: path, searchParams: query } = url;
      const userAgent = headers['user-agent'] ?? '';
      const result = answer({ method, path, query, body: given, userAgent }, this.#parts);
      return { status: result.status, headers: trace, text: JSON.stringify(result.body) };
    } catch (error) {
      const problem =
        error instanceof PortProblem
          ? error
          : new PortProblem(500, 'internal_error', String(error));
      const text = JSON.stringify({ ok: false, error: problem.code, message: problem.message });
      return { status: problem.status, headers: trace, text };
    }
  }

  #token(given: unknown): object {
    const { clientId, clientSecret } = given as Partial<typeof PORT_CREDENTIALS>;
    if (clientId !== PORT_CREDENTIALS.clientId || clientSecret !== PORT_CREDENTIALS.clientSecret) {
      throw new PortProblem(401, 'invalid_credentials', 'clientId or clientSecret is wrong');
    }
    const expiresIn = this.#options.tokenLifetimeSeconds ?? 3_600;
    const accessToken = `sandbox-token-${randomUUID()}`;
    this.#tokens.set(accessToken, Date.now() + expiresIn * 1_000);
    return { ok: true, accessToken, expiresIn, tokenType: 'Bearer' };
  }

  #authorize(authorization: string | undefined): void {
    const expiresAt = this.#tokens.get(authorization?.replace(/^Bearer /, '') ?? '');
    if (expiresAt === undefined || expiresAt <= Date.now()) {
      throw new PortProblem(401, 'unauthorized', 'the token is missing, wrong or expired');
    }
  }
}

/** A call without the names in its path: `POST /v1/blueprints/:id/entities/bulk`. */
function nameOf(method: string, path: string): string {
  const plain = path
    .replace(/^(\/v1\/blueprints\/)(?!entities\/)[^/]+/, '$1:id')
    .replace(/^(\/v1\/integration\/)(?!provision-enabled$)[^/]+/, '$1:id')
    .replace(/(\/entities\/)(?!bulk$|search$|delete$|datasource-entities$)[^/]+$/, '$1:entity')
    .replace(/\/resync\/[^/]+\/kind\/[^/]+$/, '/resync/:event/kind/:kind');
  return `${method} ${plain}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}

function parsed(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new PortProblem(422, 'invalid_request', 'the body is not JSON');
  }
}
