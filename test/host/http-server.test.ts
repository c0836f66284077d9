import type { SyncReport } from '../../src/catalog/sync-report.ts';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { RunTrigger, RunView } from '../../src/app/run.ts';
import { API_TOKEN, CLIENT_SECRET, EVENTS_KEY, openServer, queueEvent } from './server-world.ts';

const NOW = Date.UTC(2026, 0, 1);
const QUEUE = 'https://sqs.us-east-1.amazonaws.com/210000000000/orders-0';
const bearer = { authorization: `Bearer ${API_TOKEN}` };
const json = { 'content-type': 'application/json' };

/** The headers with which Port signs a body. */
function signed(
  body: string,
  { secret = CLIENT_SECRET, at = String(NOW) } = {},
): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('base64');
  return { ...json, 'x-port-timestamp': at, 'x-port-signature': `v1,${signature}` };
}

describe('health', () => {
  test('a process that answers is alive, even if it is unhealthy', async () => {
    await using server = await openServer({
      health: () => [{ name: 'port', healthy: false, detail: 'Port is away' }],
    });

    const { status, json } = await server.ask('/health/live');

    expect(status).toBe(200);
    expect(json).toEqual({ status: 'ok', checks: [] });
  });

  test('it is ready when every check is healthy', async () => {
    await using server = await openServer({ health: () => [{ name: 'port', healthy: true }] });

    const { status, json } = await server.ask('/health/ready');

    expect(status).toBe(200);
    expect(json).toEqual({ status: 'ok', checks: [{ name: 'port', healthy: true, isWell: true }] });
  });

  test('one unhealthy check makes it 503, with the reason', async () => {
    const checks = [
      { name: 'start', healthy: true },
      { name: 'port', healthy: false, detail: 'Port answers with 401' },
    ];
    await using server = await openServer({ health: () => checks });

    const { status, json } = await server.ask('/health/ready');

    expect(status).toBe(503);
    expect(json).toEqual({
      status: 'unavailable',
      checks: checks.map((check) => ({ ...check, isWell: check.healthy })),
    });
  });
});

test('metrics are text for Prometheus', async () => {
  await using server = await openServer({
    metrics: { current: () => Promise.resolve('longshore_up 1\n') },
  });

  const { status, headers, text } = await server.ask('/metrics');

  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch('text/plain; version=0.0.4');
  expect(text).toBe('longshore_up 1\n');
});

test('internal errors are not shown to callers without a token', async () => {
  await using server = await openServer({
    metrics: { current: () => Promise.reject(new Error('password is hunter2')) },
  });

  const { status, text } = await server.ask('/metrics');

  expect(status).toBe(500);
  expect(text).not.toContain('hunter2');
});

describe('/resync', () => {
  async function requestsAfter(
    init: RequestInit,
    options: Parameters<typeof openServer>[0] = {},
  ): Promise<{ status: number; requests: readonly RunTrigger[]; body: unknown }> {
    const requests: RunTrigger[] = [];
    await using server = await openServer({
      now: () => NOW,
      requestRun: (trigger) => {
        requests.push(trigger);
        return { id: 'run-7', isCoalesced: true };
      },
      ...options,
    });
    const { status, json: body } = await server.ask('/resync', { method: 'POST', ...init });
    return { status, requests, body };
  }

  test.each([
    ['without a body', { headers: bearer }],
    ['with JSON', { headers: { ...bearer, ...json }, body: '{}' }],
    ['with the announcement of JSON only', { headers: { ...bearer, ...json } }],
    ['with the scheme in other letters', { headers: { authorization: `bearer ${API_TOKEN}` } }],
  ])('the token asks for a run %s', async (_, init) => {
    expect(await requestsAfter(init)).toEqual({
      status: 202,
      requests: ['api'],
      body: { id: 'run-7', isCoalesced: true },
    });
  });

  test.each([
    ['in milliseconds', String(NOW)],
    ['in seconds', String(NOW / 1_000)],
    ['of five minutes ago', String(NOW - 300_000)],
  ])("Port's signature asks for one, with a time %s", async (_, at) => {
    const body = '{"context":{"trigger":"resync"}}';

    const { status, requests } = await requestsAfter({ headers: signed(body, { at }), body });

    expect(status).toBe(202);
    expect(requests).toEqual(['port']);
  });

  test.each<[string, RequestInit, object?]>([
    ['nothing', {}],
    ['a wrong token', { headers: { authorization: 'Bearer token-of-the-operatos' } }],
    ['an empty token', { headers: { authorization: 'Bearer ' } }],
    ['another scheme', { headers: { authorization: `Basic ${API_TOKEN}` } }],
    [
      'a token, when none is set',
      { headers: { authorization: 'Bearer undefined' } },
      { apiToken: undefined },
    ],
    ["a signature of another's", { headers: signed('{}', { secret: 'other' }), body: '{}' }],
    ['a signature of another body', { headers: signed('{"a":1}'), body: '{"a":2}' }],
    ['an old signature', { headers: signed('{}', { at: String(NOW - 300_001) }), body: '{}' }],
    ['one of the future', { headers: signed('{}', { at: String(NOW + 300_001) }), body: '{}' }],
    ['one without a time', { headers: signed('{}', { at: 'now' }), body: '{}' }],
    [
      'a time without a signature',
      { headers: { ...json, 'x-port-timestamp': String(NOW) }, body: '{}' },
    ],
    [
      'a signature, when there are no credentials',
      { headers: signed('{}', { secret: 'undefined' }), body: '{}' },
      { portClientSecret: undefined },
    ],
  ])('%s asks for nothing', async (_, init, options = {}) => {
    const { status, requests, body } = await requestsAfter(init, options);

    expect(status).toBe(401);
    expect(requests).toEqual([]);
    expect(body).toEqual({ error: expect.stringContaining('missing or wrong') });
  });
});

describe('/runs', () => {
  const ended = {
    id: 'run-1',
    state: 'ended',
    triggers: ['start'],
    requestedAt: '2026-01-01T00:00:00.000Z',
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:05.000Z',
    result: {
      status: 'incomplete',
      totals: {
        scopes: 2,
        complete: 1,
        resources: 5,
        incompleteResources: 0,
        pages: 2,
        calls: 9,
        retries: 0,
        throttles: 0,
      },
      causes: [{ kind: 'AWS::SQS::Queue', class: 'denied' }],
      calls: {},
      port: undefined,
    },
  } as const satisfies RunView;
  const totals = {
    phase: 'reading',
    accountsOpened: 1,
    accountsPlanned: 2,
    scopesDone: 5,
    scopesPlanned: 20,
    resources: 40,
    calls: 60,
    percentage: 25,
    secondsLeft: 90,
  } as const;
  const kinds = [{ kind: 'AWS::SQS::Queue', scopesDone: 5, scopesPlanned: 10, resources: 40 }];
  const runningSummary = {
    id: 'run-2',
    state: 'running',
    triggers: ['port', 'api'],
    requestedAt: '2026-01-01T00:30:00.000Z',
    startedAt: '2026-01-01T01:00:00.000Z',
    progress: totals,
  } as const;
  const running: RunView = { ...runningSummary, kinds };
  const queued = {
    id: 'run-3',
    state: 'queued',
    triggers: ['schedule'],
    requestedAt: '2026-01-01T01:30:00.000Z',
  } as const satisfies RunView;

  test('lists queued, running and ended runs without reports and without single kinds', async () => {
    await using server = await openServer({ runs: () => [queued, running, ended] });

    const { status, json } = await server.ask('/runs', { headers: bearer });

    const { result, ...summary } = ended;
    expect(status).toBe(200);
    expect(json).toEqual({
      runs: [
        { ...queued, status: 'queued' },
        { ...runningSummary, status: 'running' },
        { ...summary, status: result.status },
      ],
    });
  });

  test('a running run comes with the progress of each kind, a queued one without any', async () => {
    await using server = await openServer({ runs: () => [queued, running, ended] });

    const [one, other] = [
      await server.ask('/runs/run-2', { headers: bearer }),
      await server.ask('/runs/run-3', { headers: bearer }),
    ];

    expect(one).toMatchObject({
      status: 200,
      json: { ...runningSummary, progress: { ...totals, kinds }, status: 'running' },
    });
    expect(other.json).toEqual({ ...queued, status: 'queued' });
  });

  test('an ended run comes with its report', async () => {
    await using server = await openServer({ runs: () => [running, ended] });

    const { status, json } = await server.ask('/runs/run-1', { headers: bearer });

    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: 'run-1',
      status: 'incomplete',
      result: { totals: { resources: 5 }, causes: [{ class: 'denied' }] },
    });
  });

  test('an unknown id is 404', async () => {
    await using server = await openServer({ runs: () => [ended] });

    expect(await server.ask('/runs/run-9', { headers: bearer })).toMatchObject({
      status: 404,
      json: { error: expect.stringMatching(/^unknown run/) },
    });
  });

  test('removals that wait for confirmation are accepted by callers with the token only', async () => {
    const asked: unknown[] = [];
    const missing = { accounts: ['111122223333'], regions: ['444455556666 eu-west-1'] };
    const waiting = {
      ...ended,
      id: 'run-3',
      result: { ...ended.result, port: { ...EMPTY_REPORT, missing } },
    };
    await using server = await openServer({
      runs: () => [waiting, ended],
      requestRun: (...given) => {
        asked.push(given);
        return { id: 'run-4', isCoalesced: false };
      },
    });
    const accept = (id: string, headers: Record<string, string>): ReturnType<typeof server.ask> =>
      server.ask(`/runs/${id}/accept-removals`, { method: 'POST', headers });

    const answers = [
      await accept('run-3', {}),
      await accept('run-9', bearer),
      await accept('run-1', bearer),
      await accept('run-3', bearer),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 404, 409, 202]);
    expect(asked).toEqual([['api', ['111122223333', '444455556666']]]);
  });

  test.each(['/runs', '/runs/run-1', '/runs/run-9'])('%s requires a token', async (path) => {
    await using server = await openServer({ runs: () => [ended] });
    const wrong = { authorization: `Bearer ${API_TOKEN}x` };

    expect(await server.ask(path)).toMatchObject({ status: 401 });
    expect(await server.ask(path, { headers: wrong })).toMatchObject({ status: 401 });
    expect(await server.ask(path, { headers: signed('') })).toMatchObject({ status: 401 });
  });
});

const EMPTY_REPORT: SyncReport = {
  resyncId: 'run-3',
  filtered: 0,
  mapped: 0,
  unchanged: 0,
  created: 0,
  updated: 0,
  deleted: 0,
  failed: 0,
  withheld: [],
  checked: 0,
  missing: { accounts: [], regions: [] },
  voidMappings: [],
  stateProblems: [],
  blueprints: {},
  blocks: {},
  failures: [],
  faults: [],
};

describe.each(['/webhook', '/integration/webhook'])('%s', (path) => {
  const headers = { ...json, 'x-port-aws-ocean-api-key': EVENTS_KEY };
  const post = (body: string, extra: Record<string, string> = headers): RequestInit => ({
    method: 'POST',
    headers: extra,
    body,
  });
  const event = JSON.stringify(queueEvent('SetQueueAttributes', QUEUE));

  test('accepts an event, and stores it on disk', async () => {
    await using server = await openServer();

    const answer = await server.ask(path, post(event));

    expect(answer).toMatchObject({ status: 202, json: { resources: 1 } });
    expect(server.queue.size).toBe(1);
  });

  test('accepts an irrelevant event, and stores nothing', async () => {
    await using server = await openServer();
    const failed = queueEvent('SetQueueAttributes', QUEUE, { errorCode: 'AccessDenied' });
    const other = queueEvent('SetQueueAttributes', QUEUE, { eventSource: 'sns.amazonaws.com' });
    const unknown = queueEvent('SendMessage', QUEUE);

    for (const one of [failed, other, unknown]) {
      const answer = await server.ask(path, post(JSON.stringify(one)));
      expect(answer).toMatchObject({ status: 202, json: { resources: 0 } });
    }

    expect(server.queue.size).toBe(0);
  });

  test.each<[string, Record<string, string>]>([
    ['no key', json],
    ['a wrong key', { ...json, 'x-port-aws-ocean-api-key': `${EVENTS_KEY}.` }],
    ['an empty key', { ...json, 'x-port-aws-ocean-api-key': '' }],
    ["the operator's token", { ...json, ...bearer }],
  ])('%s is 401, before the body is read', async (_, wrong) => {
    await using server = await openServer();

    expect(await server.ask(path, post(event, wrong))).toMatchObject({ status: 401 });
    expect(await server.ask(path, post('{not json', wrong))).toMatchObject({ status: 401 });
    expect(server.queue.size).toBe(0);
  });

  test('is off when no key is set', async () => {
    await using server = await openServer({ liveEvents: undefined });

    expect(await server.ask(path, post(event))).toMatchObject({
      status: 404,
      json: { error: expect.stringContaining('liveEventsApiKey') },
    });
  });

  test.each([
    ['not JSON', '{"detail":', 'not JSON'],
    ['nothing', '', 'not a CloudTrail event'],
    ['null', 'null', 'not a CloudTrail event'],
    ['a list', '[]', 'not a CloudTrail event'],
    ['a text', '"hello"', 'not a CloudTrail event'],
    ['no detail', '{"account":"210000000000"}', 'detail'],
    ['a detail of another form', '{"detail":{"eventName":7}}', 'detail.event'],
    [
      'no account',
      JSON.stringify(queueEvent('CreateQueue', QUEUE, { account: 'me' })),
      'twelve digits',
    ],
    ['no region', JSON.stringify(queueEvent('CreateQueue', QUEUE, { region: '../' })), 'region'],
  ])('%s is 400, with what is wrong', async (_, body, problem) => {
    await using server = await openServer();

    const { status, json } = await server.ask(path, post(body));

    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringContaining(problem) });
    expect(server.queue.size).toBe(0);
  });

  test('another form than JSON is 415', async () => {
    await using server = await openServer();
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };

    expect(await server.ask(path, post('a=b', form))).toMatchObject({ status: 415 });
  });

  test('a body larger than one mebibyte is 413', async () => {
    await using server = await openServer();

    const answer = await server.ask(path, post(JSON.stringify({ text: 'x'.repeat(1_048_576) })));

    expect(answer.status).toBe(413);
    expect((await server.ask('/health/live')).status).toBe(200);
  });
});

test('when too many events wait, the sender is told to retry later', async () => {
  await using server = await openServer();
  const change = { kind: 'AWS::SQS::Queue', accountId: '210000000000', region: 'us-east-1' };
  await server.queue.add(
    Array.from({ length: 100_000 }, (_, index) => ({
      ...change,
      identifiers: [`queue-${index}`],
      isDeletion: false,
      attempts: 0,
    })),
  );

  const { status, headers, json } = await server.ask('/webhook', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-port-aws-ocean-api-key': EVENTS_KEY },
    body: JSON.stringify(queueEvent('SetQueueAttributes', QUEUE)),
  });

  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('30');
  expect(json).toEqual({ error: expect.stringContaining('too many') });
  expect(server.queue.size).toBe(100_000);
});

test.each([
  ['GET', '/'],
  ['GET', '/resync'],
  ['GET', '/webhook'],
  ['POST', '/health/live'],
  ['GET', '/runs/../metrics/x'],
  ['GET', '/docs/static/../../package.json'],
])('%s %s is not there', async (method, path) => {
  await using server = await openServer();

  expect((await server.ask(path, { method })).status).toBe(404);
});
