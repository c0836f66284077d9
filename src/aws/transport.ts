import { Readable } from 'node:stream';
import { SignatureV4 } from '@smithy/signature-v4';
import type {
  AwsCredentialIdentity,
  EndpointV2,
  HttpRequest,
  RetryErrorInfo,
  RetryStrategyV2,
} from '@smithy/types';
import type { Clock } from '../lib/clock.ts';
import type { FirstContact } from '../lib/network/first-contact.ts';
import { whyNotAws, whyNotEmpty } from './answer-check.ts';
import { answerFormOf, type AnswerForm } from './answer-form.ts';
import type { AttemptGate, CallScope } from './attempt-gate.ts';
import type { ClientOwner } from './client-owner.ts';
import { classify } from './errors.ts';
import type { RateKey } from './rate-limiter.ts';
import {
  endpointOf,
  hasOwnEndpoint,
  operationName,
  operationOf,
  type SdkCommand,
  type SdkConfig,
} from './sdk-internals.ts';
import { originOf, type HttpAnswer, type HttpSender } from './http-sender.ts';
import { withMicroseconds } from './microseconds.ts';
import { NotAwsError } from './not-aws-error.ts';
import { xmlReaderOf } from './xml-reader.ts';

/** The user agent in AWS's access logs. */
const USER_AGENT = 'longshore/0.1.0';

/** AWS's error codes for a signature with a wrong time. AWS accepts five minutes either way. */
const SKEW_CODES = new Set([
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]);
const LEAST_SKEW_MS = 4 * 60_000;

/** One service in one region: the state that calls to it share, whatever the account. */
export interface ServiceEndpoint {
  readonly config: SdkConfig;
  readonly region: string;
  /** Endpoints that do not depend on a command's input, by command class. */
  readonly endpoints: Map<unknown, Promise<EndpointV2>>;
}

export interface TransportOptions {
  readonly gate: AttemptGate;
  readonly retryStrategy: RetryStrategyV2;
  readonly http: HttpSender;
  readonly clock: Clock;
  readonly firstContact: FirstContact;
  /** Content types that are accepted besides AWS's own: see `ClientFactoryOptions`. */
  readonly furtherTypes?: readonly string[] | undefined;
}

/**
 * Sends SDK commands: the SDK's schemas and protocols serialize the request and parse the response, its rules
 * find the endpoint, and its signer signs; the steps between (gate, retries, credentials) are ours. Without
 * the SDK's middleware stack a call costs much less CPU, and one client serves all accounts.
 */
export class Transport {
  readonly #gate: AttemptGate;
  readonly #retryStrategy: RetryStrategyV2;
  readonly #http: HttpSender;
  readonly #clock: Clock;
  readonly #firstContact: FirstContact;
  readonly #furtherTypes: readonly string[] | undefined;
  /** How far AWS's clock is ahead of ours, in milliseconds. */
  #skewMs = 0;
  /** The time of the latest response, by its sender's and by this machine's clock. */
  #latest: { readonly date: string; readonly receivedAt: number } | undefined;

  constructor(options: TransportOptions) {
    this.#gate = options.gate;
    this.#retryStrategy = options.retryStrategy;
    this.#http = options.http;
    this.#clock = options.clock;
    this.#firstContact = options.firstContact;
    this.#furtherTypes = options.furtherTypes;
  }

  /**
   * How far AWS's clock is ahead of ours, from its latest response, in milliseconds; undefined before one.
   */
  get clockSkewMs(): number | undefined {
    const theirs = Date.parse(this.#latest?.date ?? '');
    return this.#latest === undefined || Number.isNaN(theirs)
      ? undefined
      : theirs - this.#latest.receivedAt;
  }

  /** @throws the SDK's service exceptions, network errors, or the signal's reason. */
  async send(
    service: ServiceEndpoint,
    owner: ClientOwner,
    scope: CallScope,
    command: SdkCommand,
  ): Promise<object> {
    const endpoint = await endpointFor(service, command);
    const key: RateKey = {
      accountId: owner.accountId,
      region: service.region,
      service: signingNameOf(service, endpoint),
      operation: operationName(command),
    };
    const startedAt = this.#clock.now();
    let token = await this.#retryStrategy.acquireInitialRetryToken(service.region);
    for (let number = 1; ; number += 1) {
      const seen: { response?: HttpAnswer } = {};
      try {
        // Renewed before the call takes a slot among the requests in flight, so that none waits while holding
        // one.
        await owner.credentials?.get();
        return await this.#gate.pass(key, number, scope, () =>
          this.#attempt(service, endpoint, owner, scope.signal, command, seen),
        );
      } catch (error) {
        scope.signal.throwIfAborted();
        if (this.#setClock(error, seen.response)) continue;
        const hint = retryAfter(seen.response);
        const info = {
          error,
          errorType: 'TRANSIENT', // the strategy classifies for itself
          ...(hint !== undefined && { retryAfterHint: hint }),
        } as RetryErrorInfo; // its error type is narrower than what can be thrown
        const next = await this.#retryStrategy
          .refreshRetryTokenForRetry(token, info)
          .catch(() => undefined);
        const delayMs = next?.getRetryDelay() ?? 0;
        if (next === undefined || !this.#firstContact.mayRetry(error, startedAt, delayMs)) {
          throw error;
        }
        token = next;
        await this.#clock.sleep(delayMs, scope.signal);
      }
    }
  }

  /**
   * When AWS rejects a signature for its time, learns the clock difference from AWS.
   *
   * @returns true when it was new, so that a retry makes sense
   */
  #setClock(error: unknown, response: HttpAnswer | undefined): boolean {
    const theirs = Date.parse(response?.headers['date'] ?? '');
    if (!SKEW_CODES.has(classify(error).code) || Number.isNaN(theirs)) return false;
    const skewMs = theirs - this.#clock.now();
    const isNews = Math.abs(skewMs - this.#skewMs) > LEAST_SKEW_MS;
    if (isNews) this.#skewMs = skewMs;
    return isNews;
  }

  async #attempt(
    service: ServiceEndpoint,
    endpoint: EndpointV2,
    owner: ClientOwner,
    signal: AbortSignal,
    command: SdkCommand,
    seen: { response?: HttpAnswer },
  ): Promise<object> {
    const { protocol } = service.config;
    const context = contextOf(service, endpoint);
    const request = await protocol.serializeRequest(operationOf(command), command.input, context);
    finish(request);
    const identity = await owner.credentials?.get();
    const signed =
      identity === undefined
        ? request
        : await sign(service, endpoint, identity, request, this.#clock.now() + this.#skewMs);
    const endWatch = this.#firstContact.watch(originOf(signed));
    const response = await this.#http.send(signed, signal).finally(endWatch);
    seen.response = response;
    this.#latest = { date: response.headers['date'] ?? '', receivedAt: this.#clock.now() };
    try {
      const output = await this.#read(service, command, request.method, context, response);
      // The bytes of an object are no answer with times.
      return answerFormOf(service.config, command).isStream
        ? output
        : withMicroseconds(output, response.body);
    } catch (error) {
      if (identity !== undefined && classify(error).class === 'credentials-expired') {
        owner.credentials?.reject(identity);
      }
      throw error;
    }
  }

  /**
   * Parses a response that is verified to be from AWS.
   *
   * @throws {NotAwsError} for any other, and the SDK's service exceptions
   */
  async #read(
    service: ServiceEndpoint,
    command: SdkCommand,
    method: string,
    context: object,
    response: HttpAnswer,
  ): Promise<object> {
    const form = answerFormOf(service.config, command);
    const why = whyNotAws(response, form, method, this.#furtherTypes);
    if (why !== undefined) throw notAws(service, form, response, why);
    this.#firstContact.made();
    const schema = operationOf(command);
    const read =
      response.statusCode < 300 && form.protocol === 'ec2' ? xmlReaderOf(schema.output) : undefined;
    let output: object;
    try {
      output =
        read === undefined
          ? await service.config.protocol.deserializeResponse(
              schema,
              context,
              form.isStream && response.statusCode < 300
                ? { ...response, body: Readable.from([response.body]) }
                : response,
            )
          : read(response.body);
    } catch (thrown) {
      if (isOfService(thrown)) throw thrown;
      throw notAws(service, form, response, 'its body cannot be read', thrown);
    }
    const isSilent = form.protocol === 'json' && form.hasBody && !form.isRaw && isEmpty(output);
    const whySilent = isSilent ? whyNotEmpty(response, form) : undefined;
    if (whySilent !== undefined) throw notAws(service, form, response, whySilent);
    return output;
  }
}

/** The SDK's own errors from error responses have `$metadata`; errors of body parsing do not. */
function isOfService(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && '$metadata' in thrown;
}

/** Is the body still unread? */
function isEmpty(output: object): boolean {
  for (const [name, value] of Object.entries(output)) {
    if (name !== '$metadata' && value !== undefined) return false;
  }
  return true;
}

function notAws(
  { config, region }: ServiceEndpoint,
  { operation }: AnswerForm,
  { statusCode: status }: HttpAnswer,
  why: string,
  cause?: unknown,
): NotAwsError {
  const call = `${operation} of ${config.serviceId} in ${region}`;
  return new NotAwsError(`the response to ${call} (HTTP ${status}) is not from AWS: ${why}`, {
    status,
    cause,
  });
}

function endpointFor(service: ServiceEndpoint, command: SdkCommand): Promise<EndpointV2> {
  if (hasOwnEndpoint(command)) return endpointOf(service.config, command);
  const known = service.endpoints.get(command.constructor);
  if (known !== undefined) return known;
  const found = endpointOf(service.config, command);
  service.endpoints.set(command.constructor, found);
  return found;
}

/** The protocols' context: the client's configuration, and the request's endpoint. */
function contextOf({ config }: ServiceEndpoint, endpoint: EndpointV2): object {
  const { url } = endpoint;
  const parsed = {
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    ...(url.port !== '' && { port: Number(url.port) }),
  };
  return Object.create(config, { endpoint: { value: () => Promise.resolve(parsed) } }) as object;
}

/** The headers that every request needs before it is signed. */
function finish(request: HttpRequest): void {
  const { headers, hostname, port } = request;
  headers['host'] = port === undefined ? hostname : `${hostname}:${port}`;
  headers['user-agent'] = USER_AGENT;
  const body: unknown = request.body;
  if (typeof body === 'string') headers['content-length'] = String(Buffer.byteLength(body));
  else if (body instanceof Uint8Array) headers['content-length'] = String(body.byteLength);
}

interface AuthScheme {
  readonly signingName?: string;
  readonly signingRegion?: string;
}

function authSchemeOf(endpoint: EndpointV2): AuthScheme {
  const schemes = endpoint.properties?.authSchemes;
  const first: unknown = Array.isArray(schemes) ? schemes[0] : undefined;
  return typeof first === 'object' && first !== null ? first : {};
}

function signingNameOf({ config }: ServiceEndpoint, endpoint: EndpointV2): string {
  return (
    authSchemeOf(endpoint).signingName ??
    config.defaultSigningName ??
    config.serviceId.toLowerCase()
  );
}

function sign(
  service: ServiceEndpoint,
  endpoint: EndpointV2,
  identity: AwsCredentialIdentity,
  request: HttpRequest,
  signingTime: number,
): Promise<HttpRequest> {
  const signingService = signingNameOf(service, endpoint);
  const signingRegion = authSchemeOf(endpoint).signingRegion ?? service.region;
  const signer = new SignatureV4({
    service: signingService,
    region: signingRegion,
    credentials: identity,
    sha256: service.config.sha256,
    // S3 signs paths unchanged; all other services escape them once more.
    uriEscapePath: signingService !== 's3',
  });
  return signer.sign(request, { signingDate: new Date(signingTime) });
}

/** When AWS asks for a retry, if it does. */
function retryAfter(response: HttpAnswer | undefined): Date | undefined {
  const seconds = Number(response?.headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) ? new Date(Date.now() + seconds * 1_000) : undefined;
}
