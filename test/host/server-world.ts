import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqsQueue } from '../../src/core/exporters/sqs/queue.ts';
import { hostPlugins, type HostPluginOptions } from '../../src/host/http/host-plugins.ts';
import { createServer, type HttpServerOptions } from '../../src/host/http/server.ts';
import { EventQueue } from '../../src/host/live-events/event-queue.ts';
import type { LiveKind } from '../../src/app/live-change/live-kind.ts';
import { LiveEvents, type LiveEventsOptions } from '../../src/host/live-events/live-events.ts';
import { ask, type Answer } from './http.ts';

export const API_TOKEN = 'token-of-the-operator';
export const CLIENT_SECRET = 'secret-that-signs';
export const EVENTS_KEY = 'key-of-eventbridge';

/** The only kind in these tests. */
export const LIVE_KINDS: readonly LiveKind[] =
  SqsQueue.liveEvents === undefined ? [] : [{ kind: SqsQueue.kind, rules: SqsQueue.liveEvents }];

/** A temporary folder that is removed at the end. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-host-'));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Live events over a queue; what is not given does nothing. */
export function liveEventsOver(
  queue: EventQueue,
  options: Partial<Omit<LiveEventsOptions, 'queue'>> = {},
): LiveEvents {
  return new LiveEvents({
    queue,
    kinds: () => LIVE_KINDS,
    allKinds: () => Promise.resolve(LIVE_KINDS),
    gate: { ready: () => Promise.resolve(), isClosedBy: () => Promise.resolve(false) },
    faults: { counts: {}, last: [] },
    apply: () => Promise.resolve('written'),
    count: () => undefined,
    logger: { warn: () => undefined, debug: () => undefined },
    random: () => 0.5,
    ...options,
  });
}

/** What a test server shows, and its limits. */
export type OpenServerOptions = Partial<HostPluginOptions & Omit<HttpServerOptions, 'plugins'>>;

/** A healthy server with a queue on disk; options that are not given do nothing. */
export async function openServer(options: OpenServerOptions = {}): Promise<
  {
    readonly app: Awaited<ReturnType<typeof createServer>>;
    readonly queue: EventQueue;
    /** Asks it over HTTP. */
    ask(path: string, init?: RequestInit): Promise<Answer>;
  } & AsyncDisposable
> {
  const folder = await temporaryFolder();
  const queue = await EventQueue.open(folder.path, () => Date.now());
  const handler = liveEventsOver(queue);
  const plugins = hostPlugins({
    health: () => [],
    metrics: { current: () => Promise.resolve('# nothing\n') },
    requestRun: () => ({ id: 'run-1', isCoalesced: false }),
    runs: () => [],
    portClientSecret: CLIENT_SECRET,
    liveEvents: { handler, apiKey: EVENTS_KEY, status: () => handler.status },
    query: undefined,
    ...options,
  });
  const app = await createServer({
    version: '1.2.3',
    apiToken: API_TOKEN,
    now: () => Date.now(),
    logger: { error: () => undefined },
    ...options,
    plugins,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    queue,
    ask: (to, init) => ask(`${url}${to}`, init),
    async [Symbol.asyncDispose]() {
      await app.close();
      await queue[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** CloudTrail's record of a call to SQS, in EventBridge's envelope. */
export function queueEvent(
  eventName: string,
  queueUrl: string,
  { account = '210000000000', region = 'us-east-1', ...detail }: Record<string, unknown> = {},
): object {
  const isCreation = eventName === 'CreateQueue';
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.sqs',
    time: '2026-01-01T00:00:00Z',
    account,
    region,
    resources: [],
    detail: {
      eventVersion: '1.10',
      eventSource: 'sqs.amazonaws.com',
      eventName,
      awsRegion: region,
      recipientAccountId: account,
      requestParameters: isCreation
        ? { queueName: queueUrl.slice(queueUrl.lastIndexOf('/') + 1) }
        : { queueUrl },
      responseElements: isCreation ? { queueUrl } : null,
      ...detail,
    },
  };
}
