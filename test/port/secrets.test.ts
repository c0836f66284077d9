import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { patchBlueprint } from '../../src/port/blueprints.ts';
import { upsertEntities } from '../../src/port/entities.ts';
import type { PortClientOptions } from '../../src/port/port-client.ts';
import { PORT_CREDENTIALS } from '../../src/sandbox/port/embedded-port.ts';
import type { PortFault } from '../../src/sandbox/port/faults.ts';
import { ClientWorld, failureOf, NEVER, PortWorld } from './port-world.ts';
import { startScriptedPort } from './scripted-port.ts';

/** The prefix of the embedded Port's tokens. */
const TOKEN = 'sandbox-token-';
const WRONG_SECRET = 'a-secret-that-port-does-not-know';
const ANY = /.*/;

/** Everything that a value exposes: its text, members and causes, including non-enumerable ones. */
function allOf(thing: unknown): string {
  const stack = thing instanceof Error ? (thing.stack ?? '') : '';
  const seen = inspect(thing, { depth: Infinity, showHidden: true, maxStringLength: null });
  return [String(thing), stack, seen, JSON.stringify(thing)].join('\n');
}

function expectNoSecrets(...things: readonly unknown[]): void {
  for (const thing of things) {
    const seen = allOf(thing);
    for (const secret of [PORT_CREDENTIALS.clientSecret, WRONG_SECRET, TOKEN]) {
      expect(seen).not.toContain(secret);
    }
  }
}

const CASES: readonly (readonly [
  string,
  PortFault | undefined,
  Partial<PortClientOptions> | undefined,
])[] = [
  ['credentials that are wrong', undefined, { clientSecret: WRONG_SECRET }],
  ['a token that is refused', { call: /blueprints/, type: 'status', status: 401 }, undefined],
  ['a call that is refused', { call: /blueprints/, type: 'status', status: 403 }, undefined],
  ['a Port that fails', { call: ANY, type: 'status', status: 500 }, undefined],
  ['too many calls', { call: ANY, type: 'status', status: 429 }, undefined],
  ['a reset while a token is fetched', { call: ANY, type: 'reset' }, undefined],
  ['a reset later', { call: /blueprints/, type: 'reset' }, undefined],
  ['a token that never comes', { call: ANY, type: 'hang' }, undefined],
  ['an answer that never comes', { call: /blueprints/, type: 'hang' }, undefined],
];

test.each(CASES)('%s: no error and no observed call holds a secret', async (_, fault, options) => {
  await using world = await PortWorld.open({
    client: { maxAttempts: 2, answerTimeoutMs: 100, ...options },
  });
  world.port.setFaults(fault === undefined ? [] : [fault]);
  const { client, observed } = world;

  const failure = await world.run(failureOf(patchBlueprint(client, 'queue', {}, NEVER)));
  const results = await world.run(
    upsertEntities(client, 'bucket', ['{"identifier":"a"}'], {
      merge: true,
      createMissingRelatedEntities: false,
      event: { type: 'start' },
      signal: NEVER,
    }),
  );

  expect(failure).toBeInstanceOf(Error);
  expect(results).toMatchObject([{ status: 'failed' }]);
  expect(observed.length).toBeGreaterThan(0);
  expectNoSecrets(failure, results, observed, client);
});

test('an unexpected answer contains the token: the error does not', async () => {
  const token = { accessToken: `${TOKEN}1`, expiresIn: 'soon', tokenType: 'Bearer' };
  await using port = await startScriptedPort(() => ({ text: '{}' }), JSON.stringify(token));
  using world = new ClientWorld(port.baseUrl);

  const failure = await world.run(failureOf(patchBlueprint(world.client, 'queue', {}, NEVER)));

  expect(failure).toMatchObject({ portCode: 'unexpected_answer' });
  expectNoSecrets(failure);
});

test('a proxy repeats the request in its error: our error does not', async () => {
  await using port = await startScriptedPort(
    ({ headers }) => ({
      status: 403,
      text: JSON.stringify({
        error: 'blocked',
        message: `refused ${String(headers.authorization)}`,
      }),
    }),
    JSON.stringify({ accessToken: `${TOKEN}1`, expiresIn: 3_600, tokenType: 'Bearer' }),
  );
  using world = new ClientWorld(port.baseUrl);

  const failure = await world.run(failureOf(patchBlueprint(world.client, 'queue', {}, NEVER)));

  expect(failure).toMatchObject({ status: 403, message: expect.stringContaining('refused') });
  expectNoSecrets(failure);
});
