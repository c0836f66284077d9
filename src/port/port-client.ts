import pLimit from 'p-limit';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { FirstContact, type FirstContactOptions } from '../lib/network/first-contact.ts';
import { HttpPools } from '../lib/network/http-pools.ts';
import type { Network } from '../lib/network/network.ts';
import { SecretMask } from '../lib/secret-mask.ts';
import { askedWait, limitReading, RETRYABLE_STATUSES, type PortAnswer } from './answer.ts';
import { Pacer } from './pacer.ts';
import type { Family } from './rate-limits.ts';
import { contentOf, refusal, unreachable } from './read-answer.ts';
import { TokenKeeper, type AccessToken } from './token.ts';

export interface PortClientOptions {
  /** `https://api.getport.io` */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly integration: { readonly type: string; readonly identifier: string };
  /** The integration, as Port shows it. */
  readonly version: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Our share of the organization's rate limits. @default 0.5 */
  readonly share?: number;
  /** Requests of one family in flight at once. @default 64 */
  readonly concurrency?: number;
  /** Longest wait for one answer, in milliseconds. @default 60000 */
  readonly answerTimeoutMs?: number;
  /** Attempts per call, including the first. @default 11, as Ocean's client */
  readonly maxAttempts?: number;
  /** Proxies and root certificates. @default direct connections, and Node's root certificates */
  readonly network?: Network;
  /** The setting that holds `baseUrl`, for messages; undefined for the default URL. */
  readonly baseUrlSource?: string | undefined;
  /** What happens while Port was never reached. */
  readonly firstContact?: FirstContactOptions;
  /** Receives every attempt. */
  readonly observer?: (call: ObservedCall) => void;
}

/** One attempt of a call. */
export interface ObservedCall {
  readonly family: Family;
  readonly method: string;
  /** 0 without a response. */
  readonly status: number;
  readonly durationMs: number;
}

export interface PortRequest<Output> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Relative to the base URL, with escaped names; or a whole URL from Port. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
  readonly family: Family;
  /** The response format that proves that the call succeeded. */
  readonly answer: z.ZodType<Output>;
  /** Repeating it has no further effect. @default true, except for POST */
  readonly isIdempotent?: boolean;
  /** Part of the user agent: Port records it as the owner of entities. */
  readonly feature?: 'exporter';
  readonly signal: AbortSignal;
}

/** Tokens to try before a 401 is final: a token may have been revoked, even the second. */
const TOKENS_PER_CALL = 3;
const CONCURRENCY = 64;
const FIRST_WAIT_MS = 300;
const LONGEST_BACKOFF_MS = 20_000;
const LONGEST_CONNECT_MS = 5_000;
/** After this many consecutive failures Port counts as down: further calls are tried once. */
const MAX_CONSECUTIVE_FAILURES = 8;

const Token = z.object({ accessToken: z.string(), expiresIn: z.number(), tokenType: z.string() });

/**
 * Calls Port's REST API: authorized, paced, retried. The functions in this folder implement the single calls.
 *
 * @see https://docs.port.io/api-reference/port-api
 */
export class PortClient implements Disposable {
  readonly pacer: Pacer;
  readonly #options: PortClientOptions;
  readonly #pools: HttpPools;
  readonly #firstContact: FirstContact;
  /** By family, so that a waiting family does not block the others. */
  readonly #places = new Map<Family, ReturnType<typeof pLimit>>();
  readonly #tokens: TokenKeeper;
  /** Consecutive failures of each family. */
  readonly #consecutiveFailures = new Map<Family, number>();
  /**
   * How far Port's clock is ahead of ours, from its latest response, in milliseconds; undefined before one.
   */
  #clockSkewMs: number | undefined;

  constructor(options: PortClientOptions) {
    const { concurrency = CONCURRENCY, answerTimeoutMs = 60_000, share = 0.5, clock } = options;
    this.#options = options;
    this.pacer = new Pacer(clock, share);
    const { network, baseUrl, baseUrlSource, firstContact = {} } = options;
    const { origin: ownOrigin } = new URL(baseUrl);
    this.#pools = new HttpPools({
      connections: concurrency,
      answerTimeoutMs,
      connectTimeoutMs: Math.min(answerTimeoutMs, LONGEST_CONNECT_MS),
      network,
      addressSource: (origin) => (origin === ownOrigin ? baseUrlSource : undefined),
    });
    this.#firstContact = new FirstContact(firstContact, clock.now);
    this.#tokens = new TokenKeeper(clock, (signal) => this.#fetchToken(signal));
  }

  get integration(): PortClientOptions['integration'] & { readonly version: string } {
    return { ...this.#options.integration, version: this.#options.version };
  }

  /**
   * Makes one call, with retries.
   *
   * @throws {PortError} when Port refuses it, or does not answer after every retry
   */
  async call<Output>(request: PortRequest<Output>): Promise<Output> {
    const isIdempotent = request.isIdempotent ?? request.method !== 'POST';
    const { answer, secrets } = await this.#attempts(request, isIdempotent, (signal) =>
      this.#tokens.authorization(signal),
    );
    return contentOf(request, answer, request.answer, secrets);
  }

  get clockSkewMs(): number | undefined {
    return this.#clockSkewMs;
  }

  [Symbol.dispose](): void {
    this.#pools.destroy();
  }

  async #attempts(
    request: Omit<PortRequest<unknown>, 'answer'>,
    isIdempotent: boolean,
    authorization: ((signal: AbortSignal) => Promise<string>) | undefined,
  ): Promise<{ readonly answer: PortAnswer; readonly secrets: readonly string[] }> {
    const { clock, maxAttempts = 11 } = this.#options;
    const { family, signal } = request;
    const startedAt = clock.now();
    let refusedTokens = 0;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const header = await authorization?.(signal);
      const secrets = [this.#options.clientSecret, header?.replace(/^\S+ /, '') ?? ''];
      let answer: PortAnswer | undefined;
      let failure: unknown;
      try {
        answer = await this.#placesOf(family)(async () => {
          await this.pacer.turn(family, signal); // last, because a slot is only valid now
          return this.#send(request, header);
        });
      } catch (error) {
        signal.throwIfAborted();
        failure = error;
      }
      if (answer !== undefined) {
        this.pacer.learn(family, limitReading(answer));
        if (!RETRYABLE_STATUSES.has(answer.status)) this.#consecutiveFailures.delete(family);
        if (answer.status >= 200 && answer.status < 300) return { answer, secrets };
        if (answer.status === 401 && header !== undefined) {
          this.#tokens.refuse(header);
          refusedTokens += 1;
        }
      }
      const hasOtherTokens = authorization !== undefined && refusedTokens < TOKENS_PER_CALL;
      const isRetryable =
        mayRetry(answer?.status, isIdempotent, hasOtherTokens) &&
        (answer !== undefined ||
          this.#firstContact.mayRetry(failure, startedAt, longestBackoff(attempt)));
      const consecutiveFailures = this.#consecutiveFailures.get(family) ?? 0;
      const isFailing = isRetryable && answer?.status !== 429; // a throttling server is not down
      const isDown = isFailing && consecutiveFailures >= MAX_CONSECUTIVE_FAILURES;
      if (!isRetryable || attempt >= maxAttempts || isDown) {
        if (isFailing) this.#consecutiveFailures.set(family, consecutiveFailures + 1);
        throw answer === undefined
          ? unreachable(request, failure)
          : refusal(request, answer, secrets);
      }
      await this.#waitBeforeRetry(family, attempt, answer, signal, clock);
    }
  }

  #placesOf(family: Family): ReturnType<typeof pLimit> {
    const places = this.#places.get(family) ?? pLimit(this.#options.concurrency ?? CONCURRENCY);
    this.#places.set(family, places);
    return places;
  }

  /** Only a 429 says when to retry: a reset header on other responses is unrelated. */
  async #waitBeforeRetry(
    family: Family,
    attempt: number,
    answer: PortAnswer | undefined,
    signal: AbortSignal,
    clock: Clock,
  ): Promise<void> {
    if (answer?.status === 401 && attempt === 1) return; // a new token is sufficient
    const backoff = this.#options.random() * longestBackoff(attempt);
    const asked = answer?.status === 429 ? askedWait(answer, clock.now()) : undefined;
    if (asked !== undefined) {
      this.pacer.pause(family, asked); // every call waits, including this one
      if (asked >= backoff) return; // a shorter wait may be too short: clocks differ, and attempts are limited
    }
    await clock.sleep(backoff, signal);
  }

  async #send(
    {
      method,
      path,
      query = {},
      body,
      feature,
      signal,
      family,
    }: Omit<PortRequest<unknown>, 'answer'>,
    authorization: string | undefined,
  ): Promise<PortAnswer> {
    const url = new URL(/^https?:/.test(path) ? path : `${this.#options.baseUrl}/v1${path}`);
    for (const [name, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value])
        url.searchParams.append(name, String(one));
    }
    const startedAt = this.#options.clock.now();
    let status = 0;
    const endWatch = this.#firstContact.watch(url.origin);
    try {
      const answer = await this.#pools.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers: {
          'user-agent': this.#userAgent(feature),
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(authorization !== undefined && { authorization }),
        },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
        signal,
      });
      status = answer.statusCode;
      this.#firstContact.made();
      const theirs = Date.parse(String(answer.headers['date'] ?? ''));
      if (!Number.isNaN(theirs)) this.#clockSkewMs = theirs - this.#options.clock.now();
      const text = await answer.body.text();
      return { status, headers: answer.headers, text: this.#masked(status, text, authorization) };
    } finally {
      endWatch();
      const durationMs = this.#options.clock.now() - startedAt;
      this.#options.observer?.({ family, method, status, durationMs });
    }
  }

  /** Messages of responses without success may repeat request data, whether they are from Port or a proxy. */
  #masked(status: number, text: string, authorization: string | undefined): string {
    if (status <= 200) return text;
    const token = authorization?.replace(/^\S+ /, '');
    return new SecretMask([this.#options.clientSecret, token]).mask(text);
  }

  #userAgent(feature: string | undefined): string {
    const { integration, version } = this.#options;
    const parts = ['port-ocean', integration.type, version, integration.identifier];
    return [...parts, ...(feature === undefined ? [] : [feature])].join('/');
  }

  async #fetchToken(signal: AbortSignal): Promise<AccessToken> {
    const { clientId, clientSecret } = this.#options;
    const request = {
      method: 'POST',
      path: '/auth/access_token',
      body: { clientId, clientSecret },
      family: 'anonymous',
      signal,
    } as const;
    const { answer, secrets } = await this.#attempts(request, true, undefined);
    const token = contentOf(request, answer, Token, secrets);
    const { accessToken, expiresIn, tokenType } = token;
    return { authorization: `${tokenType} ${accessToken}`, lifetimeSeconds: expiresIn };
  }
}

/** Milliseconds. */
function longestBackoff(attempt: number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
}

function mayRetry(
  status: number | undefined,
  isIdempotent: boolean,
  hasOtherTokens: boolean,
): boolean {
  if (status === 401) return hasOtherTokens;
  if (status === 429) return true; // it was not taken
  return isIdempotent && (status === undefined || RETRYABLE_STATUSES.has(status));
}
