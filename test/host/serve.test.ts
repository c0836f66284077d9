import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HostWorld, USED_KINDS } from './host-world.ts';
import { until } from './served-host.ts';

interface RunProgressJson {
  readonly scopesDone: number;
  readonly scopesPlanned: number;
  readonly calls: number;
  readonly kinds: readonly { readonly kind: string }[];
}

let world: HostWorld;

beforeEach(async () => {
  world = await HostWorld.create({ kinds: USED_KINDS });
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

describe('POLLING', () => {
  test("a new request of Port's leads to a run, the old one does not; a stop ends it with 0", async () => {
    await using host = world.serve({ OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false' });
    await host.until(() => world.portCalls.some((call) => call.endsWith('/resync-request')));
    const asked = (): number =>
      world.portCalls.filter((call) => call.endsWith('/resync-request')).length;

    expect(world.port.integration.resyncStates).toEqual([]);
    world.port.integration.requestResync();
    await host.until(async () => (await host.runs()) === 1);
    const before = asked();
    await host.until(() => asked() > before + 1);

    expect(await host.runs()).toBe(1);
    expect(world.port.integration.resyncStates.map(({ status }) => status)).toEqual([
      'running',
      'completed',
    ]);
    expect(await host.stop()).toBe(0);
  });

  test('metrics, readiness and runs show the status', async () => {
    await using host = world.serve({ LONGSHORE_API_TOKEN: 'token-of-the-operator' });
    await host.until(async () => (await host.runs()) === 1);

    const { text } = await host.ask('/metrics');
    const names = [...text.matchAll(/^# TYPE (longshore_\w+)/gm)].map(([, name]) => name);
    expect(new Set(names)).toEqual(
      new Set([
        'longshore_runs_total',
        'longshore_last_run_timestamp_seconds',
        'longshore_last_run_duration_seconds',
        'longshore_scopes_total',
        'longshore_resources_total',
        'longshore_incomplete_resources_total',
        'longshore_entities_total',
        'longshore_mapping_faults_total',
        'longshore_aws_calls_total',
        'longshore_aws_throttles_total',
        'longshore_aws_wait_seconds_total',
        'longshore_port_calls_total',
        'longshore_port_call_seconds_total',
        'longshore_live_events_total',
        'longshore_live_event_queue_depth',
        'longshore_run_in_progress',
        'longshore_port_wait_seconds',
        'longshore_log_lines_dropped',
      ]),
    );
    expect(text).toMatch(/^longshore_runs_total\{status="complete"\} 1$/m);
    expect(text).toMatch(/^longshore_resources_total\{kind="AWS::SQS::Queue"\} 6$/m);
    expect(text).toMatch(/^longshore_entities_total\{result="created"\} \d+$/m);
    expect(text).toMatch(/^longshore_aws_calls_total\{.*operation="GetQueueAttributes".*\} 6$/m);
    expect(text).toMatch(/^longshore_run_in_progress 0$/m);
    expect(text).toMatch(/^longshore_log_lines_dropped 0$/m);
    expect(text).toMatch(/^process_resident_memory_bytes/m);

    const headers = { authorization: 'Bearer token-of-the-operator' };
    const { json } = await host.ask('/runs', { headers });
    expect(json).toMatchObject({ runs: [{ status: 'complete', triggers: ['start'] }] });
    const [run] = (json as { runs: { id: string }[] }).runs;
    expect((await host.ask(`/runs/${run?.id ?? ''}`, { headers })).json).toMatchObject({
      result: { status: 'complete', port: { created: expect.any(Number) } },
    });
    expect(await host.ask('/health/ready')).toMatchObject({ status: 200 });
  });

  test('while a run hangs, /runs shows its progress, and a second request is queued', async () => {
    world.sandbox.setFaults([{ type: 'hang', service: 'sqs' }]);
    await using host = world.serve({ LONGSHORE_API_TOKEN: 'token-of-the-operator' });
    const headers = { authorization: 'Bearer token-of-the-operator' };
    await host.until(() => (world.sandbox.calls()['sqs:ListQueues'] ?? 0) > 0);

    const started = await host.says('run started');
    expect(started).toMatchObject({ triggers: ['start'], kinds: USED_KINDS.length });
    const { json: accepted } = await host.ask('/resync', { method: 'POST', headers });
    const { id } = accepted as { id: string };
    const queued = await host.ask(`/runs/${id}`, { headers });
    expect(queued).toMatchObject({
      status: 200,
      json: { id, state: 'queued', status: 'queued', triggers: ['api'] },
    });
    const { json } = await host.ask(`/runs/${String(started['resyncId'])}`, { headers });
    expect(json).toMatchObject({ state: 'running', progress: { phase: 'reading' } });
    const { scopesDone, scopesPlanned, calls, kinds } = (json as { progress: RunProgressJson })
      .progress;
    expect(scopesDone).toBeLessThan(scopesPlanned);
    expect(calls).toBeGreaterThan(0);
    expect(kinds.map(({ kind }) => kind)).toContain('AWS::SQS::Queue');
    expect(await host.ask('/runs/unknown', { headers })).toMatchObject({
      status: 404,
      json: { error: expect.any(String) },
    });
    await host.stop();
  });

  test('Port fails or does not answer: not ready, with the reason; ready again after it recovers', async () => {
    await using host = world.serve();
    await host.until(async () => (await host.runs()) === 1);
    await host.until(async () => (await host.ask('/health/ready')).status === 200);

    for (const [fault, detail] of [
      [{ call: /^GET/, type: 'status', status: 401 }, '401'],
      [{ call: /^GET/, type: 'status', status: 500 }, '500'],
      [{ call: /^GET/, type: 'reset' }, 'nothing'],
    ] as const) {
      world.port.setFaults([fault]);
      await host.until(async () => {
        const { status, text } = await host.ask('/health/ready');
        return status === 503 && text.includes(`Port answers with ${detail}`);
      });
      expect((await host.ask('/health/live')).status).toBe(200);
      world.port.setFaults([]);
      await host.until(async () => (await host.ask('/health/ready')).status === 200);
    }
  });

  test('during startup it is alive but not ready; a stop then is not an error', async () => {
    world.port.setFaults([{ call: /./, type: 'hang' }]);
    await using host = world.serve();
    await host.until(() => world.portCalls.length > 0);

    expect(await host.ask('/health/live')).toMatchObject({ status: 200 });
    expect(await host.ask('/health/ready')).toMatchObject({
      status: 503,
      json: {
        checks: [
          { name: 'start', healthy: false },
          { name: 'port', healthy: false },
        ],
      },
    });
    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toContain('unexpected');
  });

  test('a failed run makes it not ready, with the reason, until one succeeds', async () => {
    world.sandbox.setFaults([{ type: 'deny', service: 'sts' }]);
    await using host = world.serve();
    await host.until(async () => (await host.runs()) === 1);

    const { status, text } = await host.ask('/health/ready');
    expect(status).toBe(503);
    expect(text).toContain('no account could be read');
    expect(world.port.integration.resyncStates.at(-1)).toMatchObject({ status: 'failed' });

    world.sandbox.setFaults([]);
    world.port.integration.requestResync();
    await host.until(async () => (await host.ask('/health/ready')).status === 200);
    expect(await host.runs()).toBe(2);
  });

  test('SIGTERM during a run: Port gets the state "aborted" and the rest of the log; exit 0', async () => {
    world.sandbox.setFaults([{ type: 'hang', service: 'sqs' }]);
    await using host = world.spawn();
    await until(() => (world.sandbox.calls()['sqs:ListQueues'] ?? 0) > 0);

    expect(await host.stop()).toBe(0);

    const { resyncStates, metrics, logs } = world.port.integration;
    expect(resyncStates.map(({ status }) => status)).toEqual(['running', 'aborted']);
    expect(metrics.at(-1)).toMatchObject({ kind: '__runtime__', syncState: 'aborted' });
    expect(logs.map(({ message }) => String(message))).toContainEqual(
      expect.stringMatching(/^run ended .*"cancelled"/),
    );
    expect(world.port.catalog.entities('sqsQueue').size).toBe(0);
  });
});

describe('WEBHOOK', () => {
  test("Port is told where to, and its request leads to a run; so does the operator's", async () => {
    await using host = world.serve({
      OCEAN__EVENT_LISTENER__TYPE: 'WEBHOOK',
      OCEAN__EVENT_LISTENER__APP_HOST: 'https://longshore.example',
      OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false',
      LONGSHORE_API_TOKEN: 'token-of-the-operator',
    });
    await host.until(async () => (await host.ask('/health/ready')).status === 200);

    expect(world.record['changelogDestination']).toEqual({
      type: 'WEBHOOK',
      url: 'https://longshore.example/resync',
    });
    expect(await host.ask('/resync', { method: 'POST' })).toMatchObject({ status: 401 });
    const headers = { authorization: 'Bearer token-of-the-operator' };
    const answer = await host.ask('/resync', { method: 'POST', headers });
    expect(answer).toMatchObject({ status: 202, json: { isCoalesced: false } });

    const { id } = answer.json as { id: string };
    await host.until(async () => (await host.runs()) === 1);
    expect((await host.ask(`/runs/${id}`, { headers })).json).toMatchObject({
      id,
      status: 'complete',
      triggers: ['api'],
    });
    expect(world.portCalls.some((call) => call.endsWith('/resync-request'))).toBe(false);
    expect(await host.stop()).toBe(0);
  });

  test('without an address it cannot start: exit 2, with a fix', async () => {
    await using host = world.serve({ OCEAN__EVENT_LISTENER__TYPE: 'WEBHOOK' });

    expect(await host.exited()).toBe(2);
    expect(host.stderr).toContain('set OCEAN__EVENT_LISTENER__APP_HOST');
  });
});
