import path from 'node:path';
import { expect, test } from '@jest/globals';
import { PORT_CREDENTIALS } from '../../src/sandbox/port/embedded-port.ts';
import { echoingProxy, type EchoingProxy } from './echoing-proxy.ts';
import { answersOf, formsOf, leaks, secretWorld, type SecretWorld } from './secret-scan.ts';

/** Secrets that a proxy saw and that stand in a text. */
function seenIn(text: string, { seen }: EchoingProxy): readonly string[] {
  return [...seen].filter((secret) => formsOf(secret).some((form) => text.includes(form)));
}

/** AWS, which repeats what ListQueues was sent; everything else it answers. */
async function echoingAws({ world }: SecretWorld): Promise<EchoingProxy> {
  return echoingProxy(world.sandbox.endpoint, ({ operation }) => operation.includes('ListQueues'));
}

test('resync: temporary credentials and settings that AWS repeats are nowhere', async () => {
  await using secret = await secretWorld();
  const { world } = secret;
  await using aws = await echoingAws(secret);
  const report = path.join(world.folder, 'report.json');
  const args = ['resync', '--kinds', 'AWS::SQS::Queue', '--report', report, '--output', '-'];
  await using command = secret.start(args, { AWS_ENDPOINT_URL: aws.url });

  expect(await command.exited()).toBe(3);

  expect(command.stderr).toContain('ValidationException');
  expect(aws.seen.size).toBeGreaterThan(3);
  expect(seenIn(command.stdout + command.stderr, aws)).toEqual([]);
  expect(await leaks(world, command, {}, aws.seen)).toEqual([]);
});

test('get --trace: neither in the trace nor in the error', async () => {
  await using secret = await secretWorld();
  const { world } = secret;
  await using aws = await echoingProxy(world.sandbox.endpoint, ({ operation }) =>
    operation.includes('GetQueueAttributes'),
  );
  const url = 'https://sqs.us-east-1.amazonaws.com/210000000001/orders';
  const args = ['get', 'AWS::SQS::Queue', url, '--trace'];
  await using command = secret.start(args, { AWS_ENDPOINT_URL: aws.url });

  expect(await command.exited()).toBe(1);

  expect(command.stderr).toContain('GetQueueAttributes');
  expect(command.stderr).toContain('[REDACTED]');
  expect(aws.seen.size).toBeGreaterThan(2);
  expect(seenIn(command.stdout + command.stderr, aws)).toEqual([]);
});

test('plan: neither in what it prints nor in its log', async () => {
  await using secret = await secretWorld();
  const { world } = secret;
  await using aws = await echoingAws(secret);
  const args = ['plan', '--kinds', 'AWS::SQS::Queue', '--json'];
  await using command = secret.start(args, { AWS_ENDPOINT_URL: aws.url });

  expect(await command.exited()).toBe(3);

  expect(seenIn(command.stdout + command.stderr, aws)).toEqual([]);
  expect(await leaks(world, command, {}, aws.seen)).toEqual([]);
});

test('serve: AWS and Port repeat what they were sent: not in log, health, runs, state, nor at Port', async () => {
  await using secret = await secretWorld();
  const { world } = secret;
  await using aws = await echoingAws(secret);
  await using port = await echoingProxy(
    world.port.baseUrl,
    ({ path: to }) => to.includes('/entities/bulk') || to.includes('resync-request'),
  );
  // A process of its own: nothing that it writes goes past the test.
  await using host = secret.spawn(['serve'], {
    AWS_ENDPOINT_URL: aws.url,
    OCEAN__PORT__BASE_URL: port.url,
  });
  await host.until(async () => (await host.runs()) === 1);
  await host.says('could not poll Port for resync requests');

  const answers = await answersOf(host);
  await host.stop();

  const all = new Set([...aws.seen, ...port.seen, PORT_CREDENTIALS.clientSecret]);
  expect(host.stderr).toContain('ValidationException');
  expect(await leaks(world, host, answers, all)).toEqual([]);
});

test('Port repeats the credentials that it refuses', async () => {
  await using secret = await secretWorld();
  const { world } = secret;
  await using port = await echoingProxy(world.port.baseUrl, ({ path: to }) =>
    to.includes('access_token'),
  );
  await using host = secret.start(['serve'], { OCEAN__PORT__BASE_URL: port.url });

  expect(await host.exited()).toBe(1);

  expect(host.stderr).toContain('ValidationException');
  expect(await leaks(world, host)).toEqual([]);
});
