import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AttemptGate, type CallScope } from '../../../src/aws/attempt-gate.ts';
import type { Attempt } from '../../../src/aws/call-observer.ts';
import { ClientFactory, type ScopeClients } from '../../../src/aws/client-factory.ts';
import type { ClientOwner } from '../../../src/aws/client-owner.ts';
import { staticCredentials } from '../../../src/aws/credentials.ts';
import { RateLimiter } from '../../../src/aws/rate-limiter.ts';
import { DEFAULT_RETRY_OPTIONS, JitteredRetryStrategy } from '../../../src/aws/retry-strategy.ts';
import { systemClock } from '../../../src/lib/clock.ts';

/** No answer at all. */
export const HANG = Symbol('hang');

/** What a server answers: an object as JSON, a text as XML, a {@link ServerError}, or nothing. */
export type Answer = object | string | typeof HANG;

/** An error of AWS. */
export class ServerError {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status = 400) {
    this.code = code;
    this.status = status;
  }
}

/** One request: JSON by its members, EC2's form by its parameters. */
export type Input = Readonly<Record<string, unknown>>;
export type Handler = (input: Input) => Answer;

/** A server that answers as a test says, with the project's own clients in front of it. */
export interface PriceServer extends AsyncDisposable {
  readonly clients: ScopeClients;
  readonly factory: ClientFactory;
  readonly owner: ClientOwner;
  readonly attempts: readonly Attempt[];
  readonly observer: CallScope['observer'];
  /** The inputs of an operation so far. */
  asked(operation: string): readonly Input[];
}

export interface PriceServerOptions {
  /** By operation: `GetProducts`. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** @default 30_000 */
  readonly answerTimeoutMs?: number;
  /** @default 3 */
  readonly maxAttempts?: number;
}

export async function startPriceServer(options: PriceServerOptions): Promise<PriceServer> {
  const { handlers, answerTimeoutMs = 30_000, maxAttempts = 3 } = options;
  const asked = new Map<string, Input[]>();
  const server = createServer((request, response) => {
    void answer(request, response, (operation, input) => {
      asked.set(operation, [...(asked.get(operation) ?? []), input]);
      return handlers[operation]?.(input) ?? new ServerError('UnknownOperationException');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const clock = systemClock;
  const factory = new ClientFactory({
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 64 }),
    clock,
    answerTimeoutMs,
    retryStrategy: new JitteredRetryStrategy(
      { ...DEFAULT_RETRY_OPTIONS, maxAttempts },
      clock.now,
      () => 0,
    ),
    endpointOf: () => `http://127.0.0.1:${address.port}`,
  });
  const attempts: Attempt[] = [];
  const observer = (attempt: Attempt): void => {
    attempts.push(attempt);
  };
  const owner = {
    accountId: '210000000001',
    credentials: staticCredentials({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
  };
  const signal = new AbortController().signal;
  return {
    clients: factory.open(owner, { signal, observer }),
    factory,
    owner,
    attempts,
    observer,
    asked: (operation) => asked.get(operation) ?? [],
    async [Symbol.asyncDispose]() {
      factory[Symbol.dispose]();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (operation: string, input: Input) => Answer,
): Promise<void> {
  let body = '';
  try {
    for await (const part of request) body += String(part);
  } catch {
    return; // the client stopped
  }
  const target = request.headers['x-amz-target'];
  const isJson = typeof target === 'string';
  const parsed: unknown = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  const input = parsed as Input;
  const operation = isJson ? (target.split('.')[1] ?? '') : String(input['Action']);
  const answered = handle(operation, input);
  if (answered === HANG) return;
  const type = isJson ? 'application/x-amz-json-1.1' : 'text/xml;charset=UTF-8';
  const headers = {
    'content-type': type,
    'x-amzn-requestid': '00000000-0000-4000-8000-000000000000',
  };
  if (answered instanceof ServerError) {
    const { code, status } = answered;
    const text = isJson
      ? JSON.stringify({ __type: code, message: `${code} for a test` })
      : `<Response><Errors><Error><Code>${code}</Code><Message>${code} for a test</Message></Error></Errors><RequestID>1</RequestID></Response>`;
    response.writeHead(status, headers).end(text);
    return;
  }
  response.writeHead(200, headers);
  response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
}
