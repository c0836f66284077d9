import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { SANDBOX_KEY } from './credentials.ts';
import { EmbeddedAws } from './embedded-aws.ts';
import { Estate } from './estate/estate.ts';
import type { Fault } from './faults.ts';
import type { Policy } from './iam.ts';
import type { Truth } from './ledger/truth.ts';
import type { FileReply } from './prices/price-file-host.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import type { WireAnswer } from './wire/call.ts';

/** A running sandbox. */
export interface Sandbox extends AsyncDisposable {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly estate: Estate;
  /** Environment variables that point any AWS SDK or CLI at it, and Longshore at its bulk price files. */
  readonly environment: Readonly<Record<string, string>>;
  readonly managementAccountId: string;
  /** What the simulated bill contains, exactly: for tests to compare results with. */
  readonly truth: Truth;
  /** The name of the role that every account has. Any other name can be assumed too. */
  readonly roleName: string;
  /** The role to read an account with. */
  roleArn(accountId: string): string;
  /** Requests so far by `service:Operation`, including rejected ones. */
  calls(): Readonly<Record<string, number>>;
  /** The most requests that were in flight at once. */
  peakInFlight(): number;
  setFaults(faults: readonly Fault[]): void;
  /** Limits an account's roles (`*`: every account's) to the policy; undefined lifts it. */
  setPolicy(accountId: string, policy: Policy | undefined): void;
  close(): Promise<void>;
}

/** Starts an embedded AWS on loopback: the wire protocols are real, the resources simulated. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = new RunningSandbox(options);
  await sandbox.listen(options.port ?? 0);
  return sandbox;
}

class RunningSandbox implements Sandbox {
  readonly estate: Estate;
  readonly roleName = 'LongshoreReader';
  readonly #aws: EmbeddedAws;
  readonly #latencyMs: number;
  readonly #secretAccessKey: string;
  readonly #server: Server;
  #inFlight = 0;
  #peakInFlight = 0;
  #port = 0;

  constructor(options: SandboxOptions) {
    const { estate, latencyMs = 0, secretAccessKey = SANDBOX_KEY.secretAccessKey } = options;
    this.estate = estate instanceof Estate ? estate : new Estate(estate);
    this.#aws = new EmbeddedAws(this.estate, options);
    this.#latencyMs = latencyMs;
    this.#secretAccessKey = secretAccessKey;
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

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get managementAccountId(): string {
    return this.estate.managementAccountId;
  }

  get truth(): Truth {
    return this.#aws.truth;
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: SANDBOX_KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.#secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      LONGSHORE_PRICE_LIST_URL: this.endpoint,
    };
  }

  roleArn(accountId: string): string {
    return `arn:aws:iam::${accountId}:role/${this.roleName}`;
  }

  calls(): Readonly<Record<string, number>> {
    return this.#aws.calls();
  }

  peakInFlight(): number {
    return this.#peakInFlight;
  }

  setFaults(faults: readonly Fault[]): void {
    this.#aws.setFaults(faults);
  }

  setPolicy(accountId: string, policy: Policy | undefined): void {
    this.#aws.setPolicy(accountId, policy);
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
    this.#inFlight += 1;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    response.once('close', () => {
      this.#inFlight -= 1;
    });
    request.setEncoding('utf8');
    let body = '';
    try {
      for await (const part of request) body += String(part);
    } catch {
      return; // the client disconnected during its request
    }
    const { method = 'GET', url: target = '/', headers } = request;
    if (target === '/_sandbox/calls') {
      const text = JSON.stringify({ calls: this.calls(), peakInFlight: this.#peakInFlight });
      respond(
        response,
        { status: 200, headers: { 'content-type': 'application/json' }, body: text },
        true,
      );
      return;
    }
    const file = this.#aws.priceFile({ target, headers });
    if (file !== undefined) {
      await sendFile(request, response, { ...file, delayMs: file.delayMs + this.#latencyMs });
      return;
    }
    const asked = { method, target, headers, body };
    await this.#aws.ready(asked);
    const { answer, delayMs, connection } = this.#aws.answer(asked);
    const wait = delayMs + this.#latencyMs;
    if (connection === 'hang') return;
    const end = (): void => {
      if (connection === 'reset') request.socket.destroy();
      else respond(response, answer, method !== 'HEAD');
    };
    if (wait > 0) await setTimeout(wait);
    end();
  }
}

/** Streams a bulk price file, packed for clients that accept it. */
async function sendFile(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { status, contentType, parts, delayMs, connection }: FileReply,
): Promise<void> {
  if (connection === 'hang') return;
  if (delayMs > 0) await setTimeout(delayMs);
  if (response.destroyed) return;
  const isPacked = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  response.writeHead(status, {
    'content-type': contentType,
    ...(isPacked && { 'content-encoding': 'gzip' }),
  });
  try {
    const source = method === 'HEAD' ? [] : parts();
    if (isPacked) await pipeline(source, createGzip(), response);
    else await pipeline(source, response);
  } catch {
    // The client disconnected, or a fault cut the connection: both end it.
  }
}

function respond(
  response: ServerResponse,
  { status, headers, body }: WireAnswer,
  hasBody: boolean,
): void {
  if (response.destroyed) return;
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...headers, ...(hasBody && { 'content-length': length }) });
  response.end(hasBody ? body : undefined);
}
