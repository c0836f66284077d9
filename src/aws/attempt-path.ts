import type {
  FinalizeHandlerArguments,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  HttpRequest,
  RelativeMiddlewareOptions,
} from '@smithy/types';
import { SMITHY_CONTEXT_KEY } from '@smithy/types';
import pLimit from 'p-limit';
import type { Clock } from '../lib/clock.ts';
import type { CallObserver } from './call-observer.ts';
import type { CredentialSource } from './credential-source.ts';
import { EndpointBreaker } from './endpoint-breaker.ts';
import { classify, isTimeout, type AwsFailure } from './errors.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** What a call belongs to: told of its attempts, and able to cancel them. */
export interface CallScope {
  readonly signal: AbortSignal;
  readonly observer: CallObserver;
}

/** The client that a call goes through, as the attempt path needs to know it. */
export interface ClientIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly credentials: CredentialSource;
}

/** A client's middleware stack, whatever the types of its service's messages. */
export interface GuardedStack {
  addRelativeTo(middleware: never, options: RelativeMiddlewareOptions): void;
  remove(name: string): boolean;
}

export interface AttemptGateOptions {
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** Requests in flight at once, over all accounts and regions. */
  readonly concurrency: number;
}

/** The parts of the SDK's own call context that we read and refresh. */
interface SmithyContext {
  readonly commandInstance?: object;
  readonly selectedHttpAuthScheme?: {
    identity: unknown;
    readonly httpAuthOption: { readonly signingProperties?: Readonly<Record<string, unknown>> };
  };
}

/**
 * The one gate that every attempt passes, retries included: rate limiter, fresh credentials, a place
 * among the requests in flight; then the books are kept. It sits between the SDK's retry and signing
 * steps, so that a request is signed after its wait, with the credentials of that moment.
 */
export class AttemptGate {
  readonly #limiter: RateLimiter;
  readonly #clock: Clock;
  readonly #breaker: EndpointBreaker;
  readonly #places: ReturnType<typeof pLimit>;
  readonly #scopes = new WeakMap<object, CallScope>();

  constructor(options: AttemptGateOptions) {
    this.#limiter = options.limiter;
    this.#clock = options.clock;
    this.#breaker = new EndpointBreaker(options.clock);
    this.#places = pLimit(options.concurrency);
  }

  /** Notes to which scope a command belongs, before it is sent. */
  assign(command: object, scope: CallScope): void {
    this.#scopes.set(command, scope);
  }

  /** Puts the gate into a client's middleware stack. */
  guard(stack: GuardedStack, client: ClientIdentity): void {
    const middleware: FinalizeRequestMiddleware<object, object> = (next, context) => (args) =>
      this.#attempt(client, context, args, next);
    stack.addRelativeTo(middleware as never, {
      name: 'longshoreAttemptGate',
      relation: 'before',
      toMiddleware: 'httpSigningMiddleware',
      override: true,
    });
  }

  async #attempt<Result>(
    client: ClientIdentity,
    context: HandlerExecutionContext,
    args: FinalizeHandlerArguments<object>,
    next: (args: FinalizeHandlerArguments<object>) => Promise<Result>,
  ): Promise<Result> {
    const smithy = smithyContextOf(context);
    const scope = this.#scopeOf(smithy);
    const key = {
      accountId: client.accountId,
      region: client.region,
      service: serviceOf(smithy, context),
      operation: operationOf(context),
    };
    const askedAt = this.#clock.now();
    this.#breaker.check(key.service, key.region);
    await this.#limiter.acquire(key, scope.signal);
    return this.#places(async () => {
      scope.signal.throwIfAborted();
      const identity = await client.credentials.get();
      if (smithy.selectedHttpAuthScheme !== undefined)
        smithy.selectedHttpAuthScheme.identity = identity;
      const sentAt = this.#clock.now();
      const base = { ...key, number: attemptNumber(args), waitedMs: sentAt - askedAt };
      try {
        const result = await next(args);
        this.#limiter.answered(key, false);
        this.#breaker.answered(key.service, key.region);
        scope.observer({ ...base, durationMs: this.#clock.now() - sentAt });
        return result;
      } catch (error) {
        const failure = classify(error);
        if (failure.class === 'credentials-expired') client.credentials.reject(identity);
        this.#keepBooks(key, failure);
        const { class: errorClass, code } = failure;
        scope.observer({
          ...base,
          durationMs: this.#clock.now() - sentAt,
          error: { class: errorClass, code },
        });
        throw error;
      }
    });
  }

  #keepBooks(
    key: { service: string; region: string; accountId: string; operation: string },
    failure: AwsFailure,
  ): void {
    if (failure.class === 'cancelled') return;
    this.#limiter.answered(key, failure.class === 'throttled');
    if (isTimeout(failure)) this.#breaker.timedOut(key.service, key.region);
    else if (failure.status !== undefined) this.#breaker.answered(key.service, key.region);
  }

  #scopeOf(smithy: SmithyContext): CallScope {
    const scope =
      smithy.commandInstance === undefined ? undefined : this.#scopes.get(smithy.commandInstance);
    if (scope === undefined)
      throw new Error('a call was sent past its scope: use the clients of the context');
    return scope;
  }
}

function smithyContextOf(context: HandlerExecutionContext): SmithyContext {
  // The SDK types this context as an open record; these members are what its own middleware puts there.
  return (context[SMITHY_CONTEXT_KEY] ?? {}) as SmithyContext;
}

function serviceOf(smithy: SmithyContext, context: HandlerExecutionContext): string {
  const name = smithy.selectedHttpAuthScheme?.httpAuthOption.signingProperties?.['name'];
  return typeof name === 'string'
    ? name
    : (context.clientName ?? 'unknown').replace(/Client$/, '').toLowerCase();
}

function operationOf(context: HandlerExecutionContext): string {
  return (context.commandName ?? 'Unknown').replace(/Command$/, '');
}

/** The SDK's retry step numbers each attempt in a header. */
function attemptNumber(args: FinalizeHandlerArguments<object>): number {
  const headers = (args.request as Partial<HttpRequest>).headers;
  return Number(/attempt=(\d+)/.exec(headers?.['amz-sdk-request'] ?? '')?.[1] ?? 1);
}
