import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { nameOf } from '../helpers/simulated.ts';
import { HostWorld, queueMapping } from './host-world.ts';
import type { ServedHost } from './served-host.ts';
import { EVENTS_KEY, queueEvent } from './server-world.ts';

const REGION = 'us-east-1';
const API_TOKEN = 'token-of-the-operator';
/** Port is away: answered so that it is found out without retries. */
const AWAY = [{ call: /./, type: 'status', status: 501 }] as const;
const ENV = {
  OCEAN__INTEGRATION__CONFIG__LIVE_EVENTS_API_KEY: EVENTS_KEY,
  OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false',
  LONGSHORE_API_TOKEN: API_TOKEN,
};

let world: HostWorld;

beforeEach(async () => {
  world = await HostWorld.create();
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

function urlOf(index: number): string {
  const { estate } = world.sandbox;
  const accountId = estate.managementAccountId;
  return nameOf('AWS::SQS::Queue', 'QueueUrl', { estate, accountId, region: REGION, n: index });
}

async function tell(host: ServedHost, index: number): Promise<unknown> {
  const account = world.sandbox.estate.accountIds[0] ?? '';
  const event = queueEvent('SetQueueAttributes', urlOf(index), { account });
  const { status, json } = await host.ask('/webhook', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-port-aws-ocean-api-key': EVENTS_KEY },
    body: JSON.stringify(event),
  });
  return { status, json };
}

async function statusOf(host: ServedHost): Promise<unknown> {
  const headers = { authorization: `Bearer ${API_TOKEN}` };
  return (await host.ask('/live-events', { headers })).json;
}

function queues(): number {
  return world.port.catalog.entities('sqsQueue').size;
}

test('events that come while Port is away are taken, outlive a restart, and are applied when it is back', async () => {
  world.port.setFaults(AWAY);
  await using first = world.serve(ENV);
  await first.says('Port unavailable: start will be retried');

  expect(await tell(first, 0)).toEqual({ status: 202, json: { resources: 1 } });
  expect(await statusOf(first)).toMatchObject({ waiting: 1, hasMapping: false });
  expect(await first.ask('/health/ready')).toMatchObject({
    status: 503,
    text: expect.stringContaining('waiting for Port: '),
  });
  expect(await first.stop()).toBe(0);

  await using second = world.serve(ENV);
  await second.says('Port unavailable: start will be retried');
  expect(await tell(second, 1)).toEqual({ status: 202, json: { resources: 1 } });
  expect(queues()).toBe(0);
  world.port.setFaults([]);
  await second.until(() => queues() === 2);
  await second.until(async () => (await second.ask('/health/ready')).status === 200);

  // Later as well: Port's absence is no refusal, and no try is counted.
  world.port.setFaults(AWAY);
  expect(await tell(second, 2)).toEqual({ status: 202, json: { resources: 1 } });
  await second.says('live events wait for Port');
  expect(await statusOf(second)).toMatchObject({
    waiting: 1,
    hasMapping: true,
    counts: { received: 2, 'resource-written': 2, 'resource-postponed': expect.any(Number) },
  });
  world.port.setFaults([]);
  await second.until(() => queues() === 3);
  expect(await second.stop()).toBe(0);
});

describe('what waiting does not help is an error at once', () => {
  test.each([401, 403])('credentials that Port answers with %s', async (status) => {
    world.port.setFaults([{ call: /access_token/, type: 'status', status }]);
    await using host = world.serve(ENV);

    expect(await host.exited()).toBe(1);

    expect(host.stderr).toContain(`POST /auth/access_token: ${status}`);
    expect(host.stderr).toContain('fix:');
  });

  test('ONCE ends with 1 when Port is away', async () => {
    world.port.setFaults(AWAY);
    await using host = world.serve({ ...ENV, OCEAN__EVENT_LISTENER__TYPE: 'ONCE' });

    expect(await host.exited()).toBe(1);

    expect(host.stderr).toContain('501');
  });
});

test('what the mapping cannot make of a live event is counted, logged once, and shown with the resource', async () => {
  const properties = { broken: '.Properties.QueueArn | tonumber' };
  world.setMapping(queueMapping({ properties }));
  await using host = world.serve(ENV);
  await host.until(async () => (await host.ask('/health/ready')).status === 200);

  await tell(host, 0);
  await tell(host, 1);
  await host.until(async () =>
    /^longshore_mapping_faults_total\{reason="expression-failed"\} 2$/m.test(
      (await host.ask('/metrics')).text,
    ),
  );

  expect(await statusOf(host)).toMatchObject({
    faults: {
      counts: { 'expression-failed': 2 },
      last: [
        { reason: 'expression-failed', kind: 'AWS::SQS::Queue', expression: properties.broken },
        { place: expect.stringContaining('broken') },
      ],
    },
  });
  const told = host.log.filter(({ msg }) => msg === 'the mapping failed for a live event');
  expect(told).toHaveLength(1);
  expect(await host.ask('/live-events')).toMatchObject({ status: 401 });
});
