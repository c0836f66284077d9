import { expect, test } from '@jest/globals';
import { z } from 'zod';
import type { PortClient } from '../../src/port/port-client.ts';
import { PortError } from '../../src/port/port-error.ts';
import { failureOf, NEVER, ClientWorld, PortWorld } from './port-world.ts';
import { startScriptedPort } from './scripted-port.ts';

const ORGANIZATION = 'GET /v1/organization';
const TOKEN = 'POST /v1/auth/access_token';

function ask(client: PortClient, signal: AbortSignal = NEVER): Promise<object> {
  const request = { method: 'GET', path: '/organization', family: 'other' } as const;
  return client.call({ ...request, answer: z.object({}), signal });
}

test('many calls that start at once fetch one token', async () => {
  await using world = await PortWorld.open();

  await world.run(Promise.all(Array.from({ length: 60 }, () => ask(world.client))));

  expect(world.tokens).toBe(1);
  expect(world.port.statuses()).toEqual({ 200: 61 });
});

test('a token is renewed before it expires: no call uses an expired one', async () => {
  await using world = await PortWorld.open({ port: { tokenLifetimeSeconds: 100 } });
  const tokensAfter: number[] = [];

  for (const pause of [0, 89_000, 2_000, 0]) {
    await world.run(world.clock.sleep(pause));
    await world.run(ask(world.client));
    tokensAfter.push(world.tokens);
  }

  expect(tokensAfter).toEqual([1, 1, 2, 2]);
});

test('a token that is revoked during many calls is renewed once, and all calls succeed', async () => {
  await using world = await PortWorld.open({ port: { latencyMs: 5 } });
  await world.run(ask(world.client));
  world.port.revokeTokens();

  await world.run(Promise.all(Array.from({ length: 40 }, () => ask(world.client))));

  expect(world.tokens).toBe(2);
  expect(world.statuses('other').filter((status) => status === 200).length).toBeGreaterThanOrEqual(
    41,
  );
});

test('a PATCH is also retried with a new token', async () => {
  await using world = await PortWorld.open();
  await world.run(ask(world.client));
  world.port.revokeTokens();

  const patched = world.client.call({
    method: 'PATCH',
    path: '/blueprints/queue',
    body: { title: 'Queue' },
    family: 'blueprints',
    answer: z.object({}),
    signal: NEVER,
  });
  await world.run(patched);

  expect(world.statuses('blueprints')).toEqual([401, 200]);
  expect(world.port.catalog.blueprint('queue')['title']).toBe('Queue');
});

test('a failed token request is retried once for all callers', async () => {
  await using world = await PortWorld.open();
  world.port.setFaults([
    { call: TOKEN, type: 'status', status: 500, times: 2 },
    { call: TOKEN, type: 'reset', times: 1 },
  ]);

  await world.run(Promise.all(Array.from({ length: 20 }, () => ask(world.client))));

  expect(world.tokens).toBe(4);
  expect(world.port.calls()[ORGANIZATION]).toBe(20);
});

test('wrong credentials give one clear error, and no further calls', async () => {
  await using world = await PortWorld.open({ client: { clientSecret: 'not-it' } });

  const failures = await world.run(
    Promise.all(Array.from({ length: 20 }, () => failureOf(ask(world.client)))),
  );

  expect(world.port.calls()).toEqual({ [TOKEN]: 1 });
  expect(new Set(failures).size).toBe(1);
  expect(failures[0]).toBeInstanceOf(PortError);
  expect(failures[0]).toMatchObject({
    status: 401,
    message: 'POST /auth/access_token: 401 invalid_credentials: clientId or clientSecret is wrong',
    remedy: expect.stringContaining('OCEAN__PORT__CLIENT_SECRET') as unknown,
  });
});

test('rejected fresh tokens: two more are fetched, not one for each try', async () => {
  await using world = await PortWorld.open();
  world.port.setFaults([{ call: ORGANIZATION, type: 'status', status: 401 }]);

  const failure = await world.run(failureOf(ask(world.client)));

  expect(failure).toMatchObject({ status: 401 });
  expect(world.tokens).toBe(3);
});

test('a caller that stops while the token is fetched does not stop the others', async () => {
  await using world = await PortWorld.open({ port: { latencyMs: 30 } });
  const controller = new AbortController();
  const first = failureOf(ask(world.client, controller.signal));
  const second = ask(world.client);

  controller.abort(new Error('the run was stopped'));

  expect(await world.run(first)).toEqual(new Error('the run was stopped'));
  await expect(world.run(second)).resolves.toBeDefined();
});

test('the low rate limit of tokens does not slow down other calls', async () => {
  await using world = await PortWorld.open({ port: { enforceLimits: true } });

  await world.run(Promise.all(Array.from({ length: 200 }, () => ask(world.client))));

  expect(world.client.pacer.waitedMs).toBe(0);
});

test.each([
  ['a page of HTML', '<html>Welcome</html>'],
  ['JSON of another kind', '{"status":"up"}'],
])(
  'a base URL where another server answers with %s: an error that explains it',
  async (_, text) => {
    await using other = await startScriptedPort(() => ({ text }), text);
    using world = new ClientWorld(other.baseUrl);

    const failure = await world.run(failureOf(ask(world.client)));

    expect(failure).toBeInstanceOf(PortError);
    expect(failure).toMatchObject({
      portCode: expect.stringMatching(/^(not_port|unexpected_answer)$/) as unknown,
      remedy: expect.stringContaining('OCEAN__PORT__BASE_URL') as unknown,
    });
  },
);
