import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { LRUCache } from 'lru-cache';
import { callerOf, issueCredentials, SANDBOX_KEY, type Caller } from './credentials.ts';
import { Estate, type EstateOptions } from './estate/estate.ts';
import {
  denied,
  expired,
  Faults,
  permissionOf,
  throttled,
  unknownKey,
  type Fault,
} from './faults.ts';
import { allows, type Policy } from './iam.ts';
import { Pager, type PagingOptions } from './pages.ts';
import { RateLimits } from './rate-limits.ts';
import { EC2 } from './services/ec2.ts';
import { ECS } from './services/ecs.ts';
import type { Handler, HandlerContext } from './services/handler.ts';
import { ACCOUNT, STS } from './services/identity.ts';
import { ORGANIZATIONS } from './services/organizations.ts';
import { S3 } from './services/s3.ts';
import { SQS } from './services/sqs.ts';
import { TAGGING } from './services/tagging.ts';
import { ServiceError, type Call, type WireAnswer } from './wire/call.ts';
import { decode } from './wire/decode.ts';
import { encode, encodeError } from './wire/encode.ts';

export interface SandboxOptions extends PagingOptions {
  readonly estate: EstateOptions | Estate;
  /** Where to listen on 127.0.0.1. @default any free port */
  readonly port?: number;
  /** How long each answer takes, in milliseconds. @default 0 */
  readonly latencyMs?: number;
  /** Enforce AWS's published rate limits. @default false */
  readonly enforceLimits?: boolean;
  /** Further limits by `service:Operation`, enforced in any case. */
  readonly limits?: Readonly<
    Record<string, { readonly burst: number; readonly refillPerSecond: number }>
  >;
  readonly faults?: readonly Fault[];
  /** How long assumed roles last, in seconds. @default 3600 */
  readonly credentialLifetimeSeconds?: number;
  /** The ExternalId that AssumeRole asks for. @default none */
  readonly externalId?: string;
  /** What accounts' roles may do from the start, by account id; `*` for every account. @default all */
  readonly policies?: Readonly<Record<string, Policy>>;
  /** Answers instead of the estate's, by `service:Operation`. */
  readonly replies?: Readonly<Record<string, Handler>>;
}

/** A running sandbox. */
export interface Sandbox extends AsyncDisposable {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly estate: Estate;
  /** What points any AWS SDK or CLI at it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly managementAccountId: string;
  /** The name of the role that every account has. Any other name can be assumed too. */
  readonly roleName: string;
  /** The role to read an account with. */
  roleArn(accountId: string): string;
  /** Requests so far by `service:Operation`, the refused ones included. */
  calls(): Readonly<Record<string, number>>;
  /** Most requests that were under way at once. */
  peakInFlight(): number;
  setFaults(faults: readonly Fault[]): void;
  /** Lets an account's roles (`*`: every account's) do only what the policy allows; undefined lifts it. */
  setPolicy(accountId: string, policy: Policy | undefined): void;
  close(): Promise<void>;
}

const HANDLERS: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  sqs: SQS,
  s3: S3,
  ec2: EC2,
  ecs: ECS,
  sts: STS,
  account: ACCOUNT,
  organizations: ORGANIZATIONS,
  tagging: TAGGING,
};

/** Big pages are kept encoded: writing them is what a benchmark would measure. Bytes. */
const CACHED_ANSWERS = 256 * 1_024 * 1_024;
/** Answers from this size on are worth keeping, in characters. */
const WORTH_CACHING = 8_192;

/** Starts an embedded AWS on loopback: the wire protocols are real, the estate is made up. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = new RunningSandbox(options);
  await sandbox.listen(options.port ?? 0);
  return sandbox;
}

class RunningSandbox implements Sandbox {
  readonly estate: Estate;
  readonly roleName = 'LongshoreReader';
  readonly #options: SandboxOptions;
  readonly #server: Server;
  readonly #faults: Faults;
  readonly #limits: RateLimits | undefined;
  readonly #pagers: ReadonlyMap<string, Pager>;
  readonly #policies = new Map<string, Policy>();
  readonly #calls = new Map<string, number>();
  readonly #answers = new LRUCache<string, WireAnswer>({
    maxSize: CACHED_ANSWERS,
    sizeCalculation: (answer) => answer.body.length + 1,
  });
  #inFlight = 0;
  #peakInFlight = 0;
  #port = 0;

  constructor(options: SandboxOptions) {
    const { estate, faults = [], enforceLimits = false, limits } = options;
    this.#options = options;
    this.estate = estate instanceof Estate ? estate : new Estate(estate);
    this.#faults = new Faults(this.estate.seed, faults);
    this.#limits =
      enforceLimits || limits !== undefined ? new RateLimits(limits, enforceLimits) : undefined;
    this.#pagers = new Map(
      Object.keys(HANDLERS).map((service) => [service, new Pager(options, service)]),
    );
    for (const [accountId, policy] of Object.entries(options.policies ?? {})) {
      this.#policies.set(accountId, policy);
    }
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

  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: SANDBOX_KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: SANDBOX_KEY.secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  roleArn(accountId: string): string {
    return `arn:aws:iam::${accountId}:role/${this.roleName}`;
  }

  calls(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#calls].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  peakInFlight(): number {
    return this.#peakInFlight;
  }

  setFaults(faults: readonly Fault[]): void {
    this.#faults.set(faults);
    this.#answers.clear();
  }

  setPolicy(accountId: string, policy: Policy | undefined): void {
    if (policy === undefined) this.#policies.delete(accountId);
    else this.#policies.set(accountId, policy);
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
      return; // the client went away while it was asking
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
    const { answer, delayMs, connection } = this.#answer({ method, target, headers, body });
    const wait = delayMs + (this.#options.latencyMs ?? 0);
    if (connection === 'hang') return;
    const end = (): void => {
      if (connection === 'reset') request.socket.destroy();
      else respond(response, answer, method !== 'HEAD');
    };
    if (wait > 0) setTimeout(end, wait);
    else end();
  }

  #answer(request: Parameters<typeof decode>[0]): {
    readonly answer: WireAnswer;
    readonly delayMs: number;
    readonly connection: 'answer' | 'reset' | 'hang';
  } {
    let call: Call;
    try {
      call = decode(request);
    } catch (error) {
      return {
        answer: encodeError({ service: 'sts' }, asServiceError(error)),
        delayMs: 0,
        connection: 'answer',
      };
    }
    const name = `${call.service}:${call.operation}`;
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
    const caller = callerOf(call.accessKeyId, call.sessionToken, this.managementAccountId);
    const accountId = this.#accountOf(call, caller);
    const { delayMs, error, connection } = this.#faults.judge(call, accountId, caller?.arn ?? '');
    try {
      if (error !== undefined) throw error;
      return { answer: this.#handle(call, caller), delayMs, connection };
    } catch (thrown) {
      return { answer: encodeError(call, asServiceError(thrown)), delayMs, connection };
    }
  }

  /** Faults of AssumeRole belong to the account whose role is asked for, all others to the caller's. */
  #accountOf(call: Call, caller: Caller | undefined): string {
    if (!call.operation.startsWith('AssumeRole')) return caller?.accountId ?? '';
    const roleArn = call.input()['RoleArn'];
    return /:iam::(\d{12}):/.exec(typeof roleArn === 'string' ? roleArn : '')?.[1] ?? '';
  }

  #handle(call: Call, caller: Caller | undefined): WireAnswer {
    const known = call.operation === 'AssumeRoleWithWebIdentity' ? this.#webIdentity() : caller;
    if (known === undefined) throw unknownKey(call.service);
    const now = Date.now();
    if (known.expiresAt !== undefined && now >= known.expiresAt) throw expired(call.service);
    this.#authorize(call, known);
    const { accountId } = known;
    this.#admit(call, accountId, now);
    const { service, operation } = call;
    if (this.#options.replies?.[`${service}:${operation}`] !== undefined) {
      return encode(call, this.#output(call, known)); // such an answer may change from call to call
    }
    const key = `${accountId}/${call.region}/${call.service}:${call.operation}/${call.fingerprint}`;
    const cached = this.#answers.get(key);
    if (cached !== undefined) return cached;
    const answer = encode(call, this.#output(call, known));
    if (answer.body.length >= WORTH_CACHING) this.#answers.set(key, answer);
    return answer;
  }

  #admit({ service, operation, region, fingerprint }: Call, accountId: string, now: number): void {
    const isPaginated = fingerprint.includes('MaxResults');
    if (this.#limits?.admits(accountId, region, service, operation, now, isPaginated) === false) {
      throw throttled(service);
    }
  }

  #authorize(call: Call, caller: Caller): void {
    if (call.operation === 'GetCallerIdentity') return;
    if (call.operation.startsWith('AssumeRole')) {
      const given = call.input()['ExternalId'];
      const { externalId } = this.#options;
      if (externalId !== undefined && given !== externalId) {
        throw denied(call, caller.arn);
      }
      return;
    }
    const policy = this.#policies.get(caller.accountId) ?? this.#policies.get('*');
    if (policy !== undefined && !allows(policy, permissionOf(call))) {
      throw denied(call, caller.arn);
    }
  }

  #output(call: Call, { accountId, arn }: Caller): object {
    const name = `${call.service}:${call.operation}`;
    const handler = this.#options.replies?.[name] ?? HANDLERS[call.service]?.[call.operation];
    if (handler === undefined) {
      throw new ServiceError(
        'UnknownOperationException',
        `the sandbox does not serve ${name}`,
        404,
      );
    }
    const pager = this.#pagers.get(call.service);
    if (pager === undefined) throw new Error(`no pager for ${call.service}`);
    const context: HandlerContext = {
      estate: this.estate,
      accountId,
      callerArn: arn,
      region: call.region,
      pager,
      isGone: (resource) => this.#faults.names('gone', resource, call, accountId),
      isOmitted: (resource) => this.#faults.names('omit', resource, call, accountId),
      issueCredentials: (roleArn, sessionName) => {
        const lifetime = this.#options.credentialLifetimeSeconds ?? 3_600;
        return issueCredentials(roleArn, sessionName, lifetime, Date.now());
      },
    };
    return handler(call.input(), context);
  }

  #webIdentity(): Caller {
    const arn = `arn:aws:iam::${this.managementAccountId}:oidc-provider/sandbox`;
    return { accountId: this.managementAccountId, arn, expiresAt: undefined };
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

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalFailure', `the sandbox failed: ${message}`, 500);
}
